import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { FaultServer } from '../../unit/models/faultServer';
import { asSuggested } from '../support/asSuggested';
import { say } from '../support/chatView';
import { onDisk, openEditor } from '../support/editors';
import { fileUri, replaced, setUserSetting } from '../support/gavel';
import { edit, scriptedEndpoint, startScriptedMarket } from '../support/scriptedMarket';
import { type WatchedContext, watchContext } from '../support/watchContext';
import { resetWorkspace, workspaceHash } from '../support/workspaceState';

/** Requests typed into VS Code's own Chat view: they come to the participant as real requests, with real streams and tokens. */
describe('host/chat', function () {
  this.timeout(60_000);
  let server: FaultServer;
  let context: WatchedContext;
  before(async () => {
    server = await startScriptedMarket([
      edit('src/labelRow.js', 'return line.split', '// done by chat\n  return line.split'),
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

  it('/auction, /bids, /explain and /award take a task from words to an accepted change', async () => {
    let bids = '';
    const { words, lists } = await asSuggested(async () => {
      bids = await say('@gavel /auction Make readLabelRow keep quotes', [fileUri('src/labelRow.js')]);
    });
    assert.deepEqual(words, [], 'what was typed into the chat is not asked for again');
    assert.ok(lists.length < 2, 'only the check is asked for');
    assert.match(bids, /^Gavel: \*\*Make readLabelRow keep quotes\*\*/mu);
    assert.match(bids, /^1\. \*\*scripted-8b\*\* z −0\.\d+: cost 0\.\d+ − jury 0\.\d+ − entropy 0\.000; leads; /mu);
    assert.match(bids, /The award is yours to give\.\s+Show Bids$/u);
    const prompts = JSON.stringify(server.requests.map(({ body }) => body));
    assert.match(prompts, /## File src\/labelRow\.js/u);

    assert.match(await say('@gavel /bids'), /^1\. \*\*scripted-8b\*\*/mu);
    const why = await say('@gavel /explain');
    assert.match(why, /z = cost 0\.\d+ − jury 0\.\d+ − entropy 0\.000 = −0\.\d+; the lowest z leads\./u);
    assert.match(why, /Weights: built-in/u);

    assert.match(await say('@gavel /award Somebody'), /called “Somebody”: name one of scripted-8b\./u);
    const before = await workspaceHash();
    assert.match(await say('@gavel /award scripted-8b'), /Awarded to \*\*scripted-8b\*\*\./u);
    await context.becomes('reviewing', true);
    assert.match(await say('@gavel /bids'), /1 files to review\./u);
    assert.match(await say('@gavel /award'), /There is no award to give now/u);
    assert.equal(await workspaceHash(), before);
    await vscode.commands.executeCommand('gavel.acceptAll');
    await context.becomes('running', false);
    assert.match(String(await onDisk('src/labelRow.js')), /done by chat/u);
    assert.match(await say('@gavel /explain'), /accepted/iu);
  });

  it('/auction without words takes the selected code and asks what should be done with it', async () => {
    const document = await openEditor('src/labelRow.js');
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(8, 0, 10, 0);
    const { words } = await asSuggested(() => say('@gavel /auction'));
    assert.equal(words.length, 1);
    assert.match(words[0] ?? '', /src\/labelRow\.js/u);
    await vscode.commands.executeCommand('gavel.cancel');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    assert.match(await say('@gavel'), /Say what should be done, for example/u);
  });

  it('a person who stops at the question for the check puts nothing to auction', async () => {
    const undo = replaced(vscode.window, 'showQuickPick', () => () => Promise.resolve(undefined));
    try {
      const file = await openEditor('README.md');
      assert.match(await say('@gavel /auction Rewrite it', [file.uri]), /Nothing was put to auction\./u);
    } finally {
      undo();
    }
    assert.equal(server.requests.length, 0);
  });

  it('a second one is told that an auction is open', async () => {
    await asSuggested(() => say('@gavel /auction Make readLabelRow keep quotes', [fileUri('src/labelRow.js')]));
    const asked = server.requests.length;
    assert.match(await say('@gavel /auction Another'), /An auction is still open/u);
    assert.equal(server.requests.length, asked);
  });

  it('the chat’s own Stop closes the question and cancels the auction', async () => {
    const stop = (): Thenable<unknown> => vscode.commands.executeCommand('workbench.action.chat.cancel');
    const undo = replaced(vscode.window, 'showInputBox', () => async (_options, token) => {
      const closed = new Promise<undefined>((resolve) =>
        (token as vscode.CancellationToken).onCancellationRequested(() => resolve(undefined)),
      );
      await stop();
      return closed;
    });
    try {
      await openEditor('src/labelRow.js').then((document) => vscode.window.showTextDocument(document));
      const editor = vscode.window.activeTextEditor;
      assert.ok(editor);
      editor.selection = new vscode.Selection(8, 0, 10, 0);
      await say('@gavel /auction');
    } finally {
      undo();
    }
    assert.equal(server.requests.length, 0);
    const going = asSuggested(() => say('@gavel /auction Make readLabelRow keep quotes', [fileUri('src/labelRow.js')]));
    await context.becomes('running', true);
    await stop();
    await context.becomes('running', false);
    await going;
  });
});
