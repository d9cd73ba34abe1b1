import assert from 'node:assert/strict';
import { symlink, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { FaultServer } from '../../unit/models/faultServer';
import { onDisk, openEditor, typeAtEnd, typeOver, writeBytes } from '../support/editors';
import { fileUri, noticesDuring, replaced, setUserSetting, workspaceFolder } from '../support/gavel';
import { HostAuction } from '../support/hostAuction';
import { create, edit, type ScriptedCall, scriptedEndpoint, startScriptedMarket } from '../support/scriptedMarket';
import { resetWorkspace, workspaceHash } from '../support/workspaceState';

const path = 'src/numbers.js';
const base = `${Array.from({ length: 30 }, (_, line) => `export const n${line} = ${line};`).join('\n')}\n`;
const lines = [2, 14, 27] as const;
const edits = lines.map((line) => edit(path, `n${line} = ${line};`, `n${line} = ${line}00;`));

function with_(...accepted: readonly number[]): string {
  return accepted.reduce((text, line) => text.replace(`n${line} = ${line};`, `n${line} = ${line}00;`), base);
}

/** Single hunks, editors of every kind, and many files; the winner is scripted, everything else is real. */
describe('host/hunks', () => {
  let server: FaultServer | undefined;
  beforeEach(async () => {
    await resetWorkspace();
    await writeBytes(path, base);
  });
  afterEach(async () => {
    await vscode.commands.executeCommand('gavel.cancel');
    await server?.close();
    await setUserSetting('endpoints', undefined);
  });

  async function proposed(...turns: readonly (ScriptedCall | readonly ScriptedCall[])[]): Promise<HostAuction> {
    server = await startScriptedMarket(turns);
    await setUserSetting('endpoints', [scriptedEndpoint(server.baseUrl)]);
    return HostAuction.proposed({
      text: 'Change it.',
      anchors: [{ uri: fileUri(path) }],
      check: ['node', '--version'],
    });
  }

  /** Another program's write reaches an open editor a moment later; until then nothing is applied to it. */
  async function editorShows(expected: string): Promise<void> {
    const open = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === fileUri(path).toString());
    if (open === undefined || open.getText() === expected) return;
    await new Promise<void>((resolve) => {
      const watching = vscode.workspace.onDidChangeTextDocument(() => {
        if (open.getText() !== expected) return;
        watching.dispose();
        resolve();
      });
    });
  }

  const hunk = (index: number): { readonly path: string; readonly hunk: number } => ({ path, hunk: index });
  const text = async (): Promise<string> => (await onDisk(path))?.toString() ?? '';
  const press = (command: string, argument?: unknown): Thenable<unknown> =>
    vscode.commands.executeCommand(command, argument);

  it('cases 94 and 109: a hunk of an open file is one edit and one save; Ctrl+Z, the rest, and Undo Accept work', async () => {
    const document = await openEditor(path);
    const before = await workspaceHash();
    const auction = await proposed(...edits);
    await press('gavel.acceptHunk', hunk(1));
    assert.equal(await text(), with_(14));
    assert.equal(document.getText(), with_(14));
    assert.equal(document.isDirty, false);
    await press('gavel.acceptHunk', hunk(1));
    assert.equal(await text(), with_(14), 'a second click does nothing');
    await press('gavel.rejectHunk', hunk(2));
    await press('gavel.acceptHunk', hunk(0));
    assert.equal((await auction.result).state, 'accepted');
    assert.equal(await text(), with_(2, 14));
    await vscode.window.showTextDocument(document);
    await press('undo');
    assert.equal(document.getText(), with_(14), 'Ctrl+Z takes back the last hunk alone');
    await press('redo');
    await document.save();
    await press('gavel.undoAccept');
    assert.equal(await workspaceHash(), before, 'Undo Accept takes back all of them');
    assert.equal(document.getText(), base);
  });

  it('case 91: hunks go where their lines are now, after lines were typed above them', async () => {
    await proposed(...edits);
    const document = await openEditor(path);
    await typeOver(document, 'export const n0', '// mine\n// and mine\nexport const n0');
    await press('gavel.acceptHunk', hunk(2));
    assert.equal(await text(), with_(27).replace('export const n0', '// mine\n// and mine\nexport const n0'));
    await press('gavel.rejectAll');
  });

  it('case 92: a conflict names the lines and is shown with both versions side by side', async () => {
    const auction = await proposed(...edits);
    await writeBytes(path, base.replace('n14 = 14;', 'n14 = "mine";'));
    await editorShows(base.replace('n14 = 14;', 'n14 = "mine";'));
    const notices = await noticesDuring(() => press('gavel.acceptFile', { path }));
    assert.match(notices.join(), /numbers\.js was not applied: You and the agent changed the same lines \(15\)/u);
    await press('gavel.reviewChanges', { path });
    assert.equal(vscode.window.tabGroups.activeTabGroup.activeTab?.label, `${path} (conflict)`);
    const shown = vscode.workspace.textDocuments.find(({ uri }) => uri.query.endsWith(':conflict'))?.getText() ?? '';
    assert.match(
      shown,
      /<<<<<<< yours\nexport const n14 = "mine";\n=======\nexport const n14 = 1400;\n>>>>>>> proposed/u,
    );
    await press('gavel.acceptHunk', hunk(0));
    assert.equal(await text(), with_(2).replace('n14 = 14;', 'n14 = "mine";'));
    await press('gavel.rejectAll');
    assert.equal((await auction.result).state, 'accepted');
  });

  it('a command from a diff means the hunk at the cursor there', async () => {
    await proposed(...edits);
    await press('gavel.reviewChanges', hunk(1));
    const editor = vscode.window.visibleTextEditors.find(({ document }) => document.uri.scheme === 'gavel');
    assert.ok(editor);
    editor.selection = new vscode.Selection(27, 3, 27, 3);
    await press('gavel.acceptHunk', editor.document.uri);
    assert.equal(await text(), with_(27));
    editor.selection = new vscode.Selection(20, 0, 20, 0);
    const notices = await noticesDuring(() => press('gavel.acceptHunk', editor.document.uri));
    assert.match(notices.join(), /put the cursor on changed lines/u);
    assert.equal(await text(), with_(27));
  });

  it('case 99: a file that is open in another encoding is refused, although its bytes are the same in both', async () => {
    const auction = await proposed(...edits);
    const document = await vscode.workspace.openTextDocument(fileUri(path), { encoding: 'utf16le' }).then(
      (opened) => opened,
      () => undefined,
    );
    const latin = document ?? (await vscode.workspace.openTextDocument(fileUri(path), { encoding: 'windows1252' }));
    await vscode.window.showTextDocument(latin);
    assert.notEqual(latin.encoding, 'utf8');
    await press('gavel.acceptAll');
    assert.equal(auction.decisionOn(path), 'refused');
    assert.match(auction.noteOn(path), /encoding (?:windows1252|utf16le); reopen it with UTF-8/u);
    assert.equal(await text(), base);
    await press('workbench.action.closeAllEditors');
  });

  it('a file that is open through a link to its folder is edited there, not behind the editor', async () => {
    const link = join(tmpdir(), `gavel-link-${process.pid}`);
    await symlink(workspaceFolder().uri.fsPath, link);
    try {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.file(join(link, path)));
      await vscode.window.showTextDocument(document, { preview: false });
      const auction = await proposed(...edits);
      await typeAtEnd(document, '// unsaved\n');
      await press('gavel.acceptHunk', hunk(0));
      assert.equal(auction.decisionOn(path), 'accepted', auction.noteOn(path));
      assert.equal(document.getText(), `${with_(2)}// unsaved\n`);
      assert.equal(document.isDirty, false);
      assert.equal(await text(), `${with_(2)}// unsaved\n`);
      await vscode.window.showTextDocument(document);
      await press('workbench.action.closeAllEditors');
    } finally {
      await unlink(link);
    }
  });

  it('case 95: VS Code refuses the third of five edits: the others stand, that one is open, and nothing says done', async () => {
    const names = [1, 2, 3, 4, 5].map((number) => `src/f${number}.js`);
    for (const name of names) await writeBytes(name, 'export const f = 1;\n');
    for (const name of names) await openEditor(name);
    const auction = await proposed(names.map((name) => edit(name, 'f = 1', 'f = 2')));
    for (const answer of ['false', 'throw'] as const) {
      let calls = 0;
      const restore = replaced(vscode.workspace, 'applyEdit', (original) => (...args) => {
        calls += 1;
        if (answer === 'throw') throw new Error('no');
        return calls === 3 ? Promise.resolve(false) : original(...args);
      });
      const notices = await noticesDuring(() => press('gavel.acceptAll'));
      restore();
      assert.equal(calls, answer === 'false' ? 5 : 1);
      assert.match(notices.join(), /src\/f3\.js was not applied/u);
      assert.deepEqual(
        names.map((name) => auction.decisionOn(name)),
        ['accepted', 'accepted', 'refused', 'accepted', 'accepted'],
      );
      assert.equal((await onDisk('src/f3.js'))?.toString(), 'export const f = 1;\n');
    }
    await press('gavel.acceptAll');
    assert.equal((await auction.result).state, 'accepted');
    await press('gavel.undoAccept');
    for (const name of names) assert.equal((await onDisk(name))?.toString(), 'export const f = 1;\n');
  });

  it('format on save changes what is accepted: that is said, and Undo Accept expects it', async () => {
    const formatter = vscode.languages.registerDocumentFormattingEditProvider('plaintext', {
      provideDocumentFormattingEdits: ({ lineCount }) => [
        vscode.TextEdit.insert(new vscode.Position(lineCount - 1, 0), 'formatted\n'),
      ],
    });
    const settings = vscode.workspace.getConfiguration('editor');
    await settings.update('formatOnSave', true, vscode.ConfigurationTarget.Global);
    try {
      await writeBytes('notes.txt', 'one\n');
      await openEditor('notes.txt');
      const auction = await proposed(edit('notes.txt', 'one', 'two'));
      await press('gavel.acceptAll');
      assert.equal((await auction.result).state, 'accepted');
      assert.equal((await onDisk('notes.txt'))?.toString(), 'two\nformatted\n');
      assert.match(auction.noteOn('notes.txt'), /format on save/u);
    } finally {
      await settings.update('formatOnSave', undefined, vscode.ConfigurationTarget.Global);
      formatter.dispose();
    }
    await press('gavel.undoAccept');
    assert.equal((await onDisk('notes.txt'))?.toString(), 'one\n');
  });

  it('case 132: of 200 files the first 40 to decide stand in the multi-diff editor, all in the tree; all are accepted and undone', async () => {
    const names = Array.from({ length: 200 }, (_, index) => `src/many/file${String(index).padStart(3, '0')}.js`);
    const content = 'export const a = 1;\n'.repeat(30);
    const auction = await proposed(
      ...Array.from({ length: 8 }, (_, turn) =>
        names.slice(25 * turn, 25 * (turn + 1)).map((name) => create(name, content)),
      ),
    );
    assert.equal((await auction.happened('attemptClosed')).changes.length, 200);
    const opened: string[] = [];
    const listener = vscode.workspace.onDidOpenTextDocument(({ uri }) => opened.push(uri.path));
    const label = (): string => vscode.window.tabGroups.activeTabGroup.activeTab?.label ?? '';
    try {
      await press('gavel.reviewChanges');
      assert.match(label(), /^Proposed, first of 200: Change it\. \(40 files\)$/u);
      const many = new Set(opened.filter((path_) => path_.includes('/src/many/')));
      assert.deepEqual(
        [...many].sort(),
        names.slice(0, 40).map((name) => `/${name}`),
      );
      assert.ok(opened.length <= 2 * 40 + 2, `${opened.length} documents were loaded`);
      for (const name of names.slice(0, 3)) await press('gavel.rejectFile', { path: name });
      opened.length = 0;
      await press('gavel.reviewChanges');
      assert.ok(
        opened.some((path_) => path_.endsWith(names[42] ?? '')),
        'the next ones move up',
      );
    } finally {
      listener.dispose();
    }
    await press('gavel.acceptAll');
    assert.equal((await auction.result).changes.length, 197);
    assert.equal((await onDisk(names[199] ?? ''))?.toString(), content);
    await press('gavel.undoAccept');
    assert.equal(await onDisk(names[199] ?? ''), undefined);
  });
});
