import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { FaultServer } from '../../unit/models/faultServer';
import { asSuggested } from '../support/asSuggested';
import { sayUntilTool } from '../support/chatView';
import { onDisk } from '../support/editors';
import { replaced, setUserSetting } from '../support/gavel';
import { edit, scriptedEndpoint, startScriptedMarket } from '../support/scriptedMarket';
import { type WatchedContext, watchContext } from '../support/watchContext';
import { resetWorkspace, workspaceHash } from '../support/workspaceState';

const name = 'gavel_auctionTask';

/**
 * The tool through VS Code's own `vscode.lm.invokeTool`. Without a chat request VS Code asks with a modal dialog, which it
 * confirms by itself while it runs tests; the question in the chat is real here, and both are clicked in `test/ui/waysIn`.
 */
describe('host/tool', function () {
  this.timeout(60_000);
  let server: FaultServer;
  let context: WatchedContext;
  before(async () => {
    server = await startScriptedMarket([
      edit('src/labelRow.js', 'return line.split', '// done by a tool\n  return line.split'),
    ]);
    await setUserSetting('endpoints', [scriptedEndpoint(server.baseUrl)]);
  });
  beforeEach(async () => {
    await resetWorkspace();
    server.requests.length = 0;
    context = watchContext();
  });
  afterEach(async () => {
    context.stop();
    await vscode.commands.executeCommand('gavel.cancel');
  });
  after(async () => {
    await setUserSetting('endpoints', undefined);
    await server.close();
  });

  const invoke = (input: unknown, token?: vscode.CancellationToken): Thenable<vscode.LanguageModelToolResult> =>
    vscode.lm.invokeTool(name, { input: input as object, toolInvocationToken: undefined }, token);
  const textOf = ({ content }: vscode.LanguageModelToolResult): string =>
    content.map((part) => (part as vscode.LanguageModelTextPart).value).join('');
  const task = { task: 'Make readLabelRow keep quotes', files: ['src/labelRow.js'] };

  it('is on offer, with what it takes', () => {
    const tool = vscode.lm.tools.find((one) => one.name === name);
    assert.ok(tool);
    assert.deepEqual(Object.keys((tool.inputSchema as { properties: object }).properties), ['task', 'files']);
  });

  it('takes another agent’s task to an accepted change, and answers with what the host knows', async () => {
    const before = await workspaceHash();
    let ending: Thenable<vscode.LanguageModelToolResult> | undefined;
    const { words } = await asSuggested(async () => {
      ending = invoke(task);
      await context.becomes('canAward', true);
    });
    assert.deepEqual(words, ['Do what the request quoted below describes, in src/labelRow.js.']);
    await vscode.commands.executeCommand('gavel.award');
    await context.becomes('reviewing', true);
    assert.equal(await workspaceHash(), before, 'nothing in the workspace changes before the person accepts');
    await vscode.commands.executeCommand('gavel.acceptAll');
    const said = textOf((await ending) ?? assert.fail('it was invoked'));
    assert.match(String(await onDisk('src/labelRow.js')), /done by a tool/u);
    assert.match(said, /^The auction ended: accepted\./u);
    assert.match(said, /^Valid bids: 1 of 1\.\nThe work went to scripted-8b\.\nAttempt 1, scripted-8b: \w+\.$/mu);
    assert.match(said, /^- src\/labelRow\.js: modified, accepted$/mu);
    assert.match(said, /^Cost: /mu);
    assert.doesNotMatch(said, /Read the file, change it|Plain\.|Done as planned/u, 'no words of other models');
  });

  it('asks in the chat before it runs for an agent’s request, and again for the words', async () => {
    const agent = vscode.extensions.getExtension<{ answer(): Promise<string> }>('gavel-test.agent');
    const agentApi = (await agent?.activate()) ?? assert.fail('the agent is installed');
    let asked = 0;
    const undo = replaced(vscode.window, 'showInputBox', () => () => {
      asked += 1;
      return Promise.resolve(undefined);
    });
    try {
      for (const [press, said, boxes] of [
        // In this order: VS Code remembers an Allow for the session.
        ['skipTool', /The user chose to skip the tool call/u, 0],
        ['acceptTool', /The person did not put the task to auction\. Nothing was changed\./u, 1],
      ] as const) {
        await sayUntilTool('@agent Make readLabelRow keep quotes', name);
        assert.equal(asked, 0);
        const answered = agentApi.answer();
        await vscode.commands.executeCommand(`workbench.action.chat.${press}`);
        assert.match(await answered, said);
        assert.equal(asked, boxes);
      }
    } finally {
      undo();
    }
    assert.equal(server.requests.length, 0);
  });

  it('a cancelled token puts nothing to auction, closes the question, and ends a run', async () => {
    const done = new vscode.CancellationTokenSource();
    done.cancel();
    await assert.rejects(async () => invoke(task, done.token));

    const closing = new vscode.CancellationTokenSource();
    const undo = replaced(vscode.window, 'showInputBox', () => (_options, token) => {
      const closed = new Promise<undefined>((resolve) =>
        (token as vscode.CancellationToken).onCancellationRequested(() => resolve(undefined)),
      );
      closing.cancel();
      return closed;
    });
    try {
      await assert.rejects(async () => invoke(task, closing.token), /Cancel/u);
    } finally {
      undo();
    }
    assert.equal(server.requests.length, 0);

    const running = new vscode.CancellationTokenSource();
    let ending: Thenable<unknown> = Promise.resolve();
    await asSuggested(async () => {
      ending = invoke(task, running.token);
      ending.then(undefined, () => undefined);
      await context.becomes('canAward', true);
    });
    running.cancel();
    await context.becomes('running', false);
    await assert.rejects(async () => ending, /Cancel/u);
  });

  it('says what is wrong with its input, and asks nobody', async () => {
    for (const input of [
      {},
      { task: ' ' },
      { task: 5 },
      { task: 'x'.repeat(8001) },
      { task: 'x', files: 'a' },
      { task: 'x', files: [''] },
      { task: 'x', files: Array(9).fill('README.md') },
      [],
    ])
      await assert.rejects(async () => invoke(input), /The tool needs \{ "task": what should be done/u);
    for (const file of ['../elsewhere.js', '/../../etc/passwd', 'src/../../x'])
      await assert.rejects(async () => invoke({ task: 'x', files: [file] }), /not a file of an open folder/u);
    assert.equal(server.requests.length, 0);
  });

  it('tells an agent that an auction is open', async () => {
    let first: Thenable<unknown> = Promise.resolve();
    await asSuggested(async () => {
      first = invoke(task);
      await context.becomes('canAward', true);
    });
    await assert.rejects(async () => invoke(task), /An auction is still open/u);
    await vscode.commands.executeCommand('gavel.cancel');
    assert.match(textOf((await first) as vscode.LanguageModelToolResult), /^The auction ended: cancelled/u);
  });
});
