import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { FaultServer } from '../../unit/models/faultServer';
import { onDisk, openEditor, typeAtEnd, typeOver, writeBytes } from '../support/editors';
import { fileUri, setUserSetting } from '../support/gavel';
import { HostAuction } from '../support/hostAuction';
import { create, edit, type ScriptedCall, scriptedEndpoint, startScriptedMarket } from '../support/scriptedMarket';
import { resetWorkspace, workspaceHash } from '../support/workspaceState';

const path = 'src/labelRow.js';
const search = "  return line.split(',');";
const replace = '  return line.split(/,/u);';

/** Accepting and undoing while a person has the same files open; the winner is scripted, everything else is real. */
describe('host/editing', () => {
  let server: FaultServer | undefined;
  beforeEach(resetWorkspace);
  afterEach(async () => {
    await vscode.commands.executeCommand('gavel.cancel');
    await server?.close();
    await setUserSetting('endpoints', undefined);
  });

  /** Brings the scripted winner's work as far as the review. */
  async function proposed(...calls: readonly ScriptedCall[]): Promise<HostAuction> {
    server = await startScriptedMarket(calls);
    await setUserSetting('endpoints', [scriptedEndpoint(server.baseUrl)]);
    const anchors = [{ uri: fileUri(path) }];
    return HostAuction.proposed({ text: 'Change the file.', anchors, check: ['node', '--version'] });
  }

  /** The only change of the proposal. */
  async function changeOf(auction: HostAuction): Promise<{ base: Buffer | undefined; proposed: Buffer | undefined }> {
    const { changes } = await auction.happened('attemptClosed');
    assert.equal(changes.length, 1);
    return { base: changes[0]?.base, proposed: changes[0]?.proposed };
  }

  it('case 90: unsaved text is what the bidder works on; accepting keeps it, saves it, and says so', async () => {
    const document = await openEditor(path);
    await typeAtEnd(document, '// not saved yet\n');
    const unsaved = document.getText();
    const before = await onDisk(path);
    const auction = await proposed(edit(path, search, replace));
    assert.equal((await changeOf(auction)).base?.toString(), unsaved, 'the snapshot holds the buffer');
    assert.deepEqual(await onDisk(path), before);
    assert.ok(document.isDirty, 'the run itself saves nothing');
    await vscode.commands.executeCommand('gavel.acceptAll');
    assert.equal((await auction.result).state, 'accepted');
    assert.equal((await onDisk(path))?.toString(), unsaved.replace(search, replace));
    assert.equal(document.getText(), unsaved.replace(search, replace));
    assert.equal(document.isDirty, false);
    assert.match(auction.noteOn(path), /unsaved edits were saved/u);
  });

  it('case 91: text typed elsewhere in the file after the proposal is merged, not overwritten', async () => {
    const auction = await proposed(edit(path, search, replace));
    const document = await openEditor(path);
    await typeOver(document, '/**\n', '// typed meanwhile\n/**\n');
    const typed = document.getText();
    await vscode.commands.executeCommand('gavel.acceptAll');
    assert.equal((await auction.result).state, 'accepted');
    assert.equal((await onDisk(path))?.toString(), typed.replace(search, replace));
    assert.match(auction.noteOn(path), /merged with your edits/u);
  });

  it('case 91: text typed on the same lines is refused, and both texts survive', async () => {
    const auction = await proposed(edit(path, search, replace));
    const document = await openEditor(path);
    await typeOver(document, search, "  return line.split(';');");
    const typed = document.getText();
    const before = await onDisk(path);
    await vscode.commands.executeCommand('gavel.acceptAll');
    assert.equal(auction.decisionOn(path), 'refused');
    assert.equal(document.getText(), typed);
    assert.ok(document.isDirty);
    assert.deepEqual(await onDisk(path), before);
    await vscode.commands.executeCommand('gavel.rejectAll');
    assert.equal((await auction.result).state, 'rejected');
    assert.equal(document.getText(), typed);
  });

  it('case 109: accept edits and saves an open file; Undo Accept and Ctrl+Z both bring the bytes back', async () => {
    const document = await openEditor(path);
    const before = await onDisk(path);
    const auction = await proposed(edit(path, search, replace));
    const { proposed: wanted } = await changeOf(auction);
    await vscode.commands.executeCommand('gavel.acceptAll');
    await auction.result;
    assert.deepEqual(await onDisk(path), wanted, 'on the disk it is the proposal, byte for byte');
    assert.equal(document.isDirty, false);
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before?.toString(), 'Ctrl+Z undoes the accept as one step');
    await vscode.commands.executeCommand('redo');
    await document.save();
    assert.deepEqual(await onDisk(path), wanted);
    await vscode.commands.executeCommand('gavel.undoAccept');
    assert.deepEqual(await onDisk(path), before);
    assert.equal(document.getText(), before?.toString());
    assert.equal(document.isDirty, false);
  });

  it('case 109: Undo Accept leaves alone what was edited after the accept', async () => {
    const auction = await proposed(edit(path, search, replace));
    await vscode.commands.executeCommand('gavel.acceptAll');
    await auction.result;
    const document = await openEditor(path);
    await typeAtEnd(document, '// later\n');
    const later = document.getText();
    await vscode.commands.executeCommand('gavel.undoAccept');
    assert.equal(document.getText(), later);
    assert.ok(document.isDirty);
  });

  it('case 97: an accepted new file stands on the disk at once, and Undo Accept takes it and its folder away', async () => {
    const before = await workspaceHash();
    const auction = await proposed(create('src/new/deep.js', 'export const deep = 1;\n'));
    assert.equal(await onDisk('src/new/deep.js'), undefined);
    await vscode.commands.executeCommand('gavel.acceptAll');
    assert.equal((await onDisk('src/new/deep.js'))?.toString(), 'export const deep = 1;\n');
    assert.ok(!vscode.workspace.textDocuments.some(({ isDirty }) => isDirty), 'nothing waits in an editor');
    const { changes } = await auction.result;
    assert.deepEqual(
      changes.map(({ uri, kind }) => [uri.fsPath, kind]),
      [[fileUri('src/new/deep.js').fsPath, 'created']],
    );
    await vscode.commands.executeCommand('gavel.undoAccept');
    assert.equal(await workspaceHash(), before);
    assert.equal(
      (await vscode.workspace.fs.readDirectory(fileUri('src'))).some(([name]) => name === 'new'),
      false,
    );
  });

  it('case 96: a new file never replaces one of the same name that appeared open and unsaved', async () => {
    const auction = await proposed(create('src/notes.js', '// by the bidder\n'));
    await writeBytes('src/notes.js', '// mine\n');
    const document = await openEditor('src/notes.js');
    await typeAtEnd(document, '// and unsaved\n');
    await vscode.commands.executeCommand('gavel.acceptAll');
    assert.equal(auction.decisionOn('src/notes.js'), 'refused');
    assert.equal((await onDisk('src/notes.js'))?.toString(), '// mine\n');
    assert.equal(document.getText(), '// mine\n// and unsaved\n');
  });

  it('case 96: a new file leaves an unsaved, untitled editor for the same path as it is', async () => {
    const uri = fileUri('src/draft.js').with({ scheme: 'untitled' });
    const document = await vscode.workspace.openTextDocument(uri);
    await typeAtEnd(document, '// a draft\n');
    const auction = await proposed(create('src/draft.js', '// by the bidder\n'));
    await vscode.commands.executeCommand('gavel.acceptAll');
    await auction.result;
    assert.equal(document.getText(), '// a draft\n');
    assert.ok(document.isDirty);
  });

  const endings = [
    ['CRLF', '\r\n', ''],
    ['a byte order mark', '\n', '\ufeff'],
    ['CRLF and a byte order mark', '\r\n', '\ufeff'],
  ] as const;
  for (const [name, end, mark] of endings) {
    for (const open of [true, false]) {
      it(`cases 98 and 99: a file with ${name} keeps it, ${open ? 'open in an editor' : 'not open'}`, async () => {
        const text = (line: string): string => `${mark}${['// first', line, '// last', ''].join(end)}`;
        await writeBytes(path, text(search));
        if (open) await openEditor(path);
        const auction = await proposed(edit(path, search, replace));
        await vscode.commands.executeCommand('gavel.acceptAll');
        assert.equal((await auction.result).state, 'accepted');
        assert.deepEqual(await onDisk(path), Buffer.from(text(replace)));
        await vscode.commands.executeCommand('gavel.undoAccept');
        assert.deepEqual(await onDisk(path), Buffer.from(text(search)));
      });
    }
  }
});
