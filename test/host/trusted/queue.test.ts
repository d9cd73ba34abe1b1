import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { FaultServer } from '../../unit/models/faultServer';
import { openEditor } from '../support/editors';
import { fileUri, replaced, setUserSetting } from '../support/gavel';
import { edit, scriptedEndpoint, startScriptedMarket } from '../support/scriptedMarket';
import { type WatchedContext, watchContext } from '../support/watchContext';
import { resetWorkspace } from '../support/workspaceState';

const file = 'src/labelRow.js';

/** All problems of a file, one after the other, with a language server that answers what was accepted. */
describe('host/queue', function () {
  this.timeout(60_000);
  const problems = vscode.languages.createDiagnosticCollection('fixture');
  let server: FaultServer;
  let context: WatchedContext;
  let undo: readonly (() => void)[] = [];
  /** Titles and values of the questions for the words, and what was said in notices. */
  const asked: string[] = [];
  const said: string[] = [];
  before(async () => {
    server = await startScriptedMarket([edit(file, '  return line', '  // mended\n  return line')]);
    await setUserSetting('endpoints', [scriptedEndpoint(server.baseUrl)]);
  });
  beforeEach(async () => {
    await resetWorkspace();
    asked.length = 0;
    said.length = 0;
    context = watchContext();
  });
  afterEach(async () => {
    for (const restore of undo) restore();
    context.stop();
    problems.clear();
    await vscode.commands.executeCommand('gavel.cancel');
  });
  after(async () => {
    problems.dispose();
    await setUserSetting('endpoints', undefined);
    await server.close();
  });

  /** Presses Enter in every question, except that words are given by `words`, and answers the queue's question. */
  function person(words: (count: number, suggested: string) => string | undefined, answer: string): void {
    undo = [
      replaced(vscode.window, 'showInputBox', () => (options) => {
        const { title = '', value = '' } = options as vscode.InputBoxOptions;
        asked.push(`${title} ${value}`);
        return Promise.resolve(words(asked.length, value));
      }),
      replaced(vscode.window, 'showQuickPick', () => (items) => Promise.resolve((items as readonly unknown[])[0])),
      replaced(vscode.window, 'showInformationMessage', () => (message) => {
        said.push(String(message));
        return Promise.resolve(answer);
      }),
    ];
  }

  function reported(...lines: readonly (readonly [number, string])[]): void {
    const found = lines.map(([line, message]) => new vscode.Diagnostic(new vscode.Range(line, 2, line, 8), message));
    problems.set(fileUri(file), found);
  }

  async function oneAfterTheOther(): Promise<() => Thenable<unknown>> {
    await openEditor(file);
    const command = 'vscode.executeCodeActionProvider';
    const range = new vscode.Range(9, 3, 9, 3);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(command, fileUri(file), range);
    const action = actions.find(({ title }) => title === 'Auction all 3 problems of this file, one after the other');
    const { command: id, arguments: given = [] } = action?.command ?? assert.fail('it is on offer');
    return () => vscode.commands.executeCommand(id, ...(given as readonly unknown[]));
  }

  it('looks each problem up anew: one has moved by what was accepted, one is mended by it, one was left', async () => {
    reported([8, 'First.'], [9, 'Second.'], [10, 'Third.']);
    const begin = await oneAfterTheOther();
    person((count, value) => (count === 2 ? undefined : value), 'Go On');
    const through = begin();
    await context.becomes('canAward', true);
    await vscode.commands.executeCommand('gavel.award');
    await context.becomes('reviewing', true);
    const answers = vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document.uri.path.endsWith(file)) reported([10, 'Second.']);
    });
    await vscode.commands.executeCommand('gavel.acceptAll');
    await through;
    answers.dispose();
    assert.deepEqual(asked, [
      'Auction This Task (1 of 3): what should be done? Fix the error that the editor reports at line 9 of src/labelRow.js.',
      'Auction This Task (2 of 3): what should be done? Fix the error that the editor reports at line 11 of src/labelRow.js.',
    ]);
    assert.deepEqual(said, [
      'Problem at line 10 of src/labelRow.js was left out. One task waits in the queue.',
      'The queue is through: 1 of 3 ended with accepted changes, 2 were left out.',
    ]);
  });

  it('goes on after a rejected one, and stops after a cancelled one when the person says so', async () => {
    reported([8, 'First.'], [9, 'Second.'], [10, 'Third.']);
    await openEditor(file);
    person((_count, value) => value, 'Stop Queue');
    const through = vscode.commands.executeCommand('gavel.auctionDiagnostic', {
      uri: fileUri(file).toString(),
      each: true,
    });
    await context.becomes('canAward', true);
    await vscode.commands.executeCommand('gavel.award');
    await context.becomes('reviewing', true);
    await vscode.commands.executeCommand('gavel.rejectAll');
    await context.becomes('reviewing', false);
    await context.becomes('canAward', true);
    await vscode.commands.executeCommand('gavel.cancel');
    await through;
    assert.equal(asked.length, 2);
    assert.deepEqual(said, [
      'Problem at line 10 of src/labelRow.js was cancelled. One task waits in the queue.',
      'The queue is through: 0 of 3 ended with accepted changes, 1 was left out.',
    ]);
  });
});
