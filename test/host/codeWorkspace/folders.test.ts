import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { FaultServer } from '../../unit/models/faultServer';
import { gavelApi, noticesDuring, setUserSetting } from '../support/gavel';
import { HostAuction } from '../support/hostAuction';
import { edit, scriptedEndpoint, startScriptedMarket } from '../support/scriptedMarket';

const text = 'export const a = 1;\n';

/** Two folders are open, and both have a file of the same name. */
describe('host/folders', () => {
  let server: FaultServer;
  const inFolder = (index: number): vscode.Uri => {
    const folder = vscode.workspace.workspaceFolders?.[index];
    assert.ok(folder);
    return vscode.Uri.joinPath(folder.uri, 'same.js');
  };
  const contents = (): Promise<readonly string[]> =>
    Promise.all([0, 1].map((index) => readFile(inFolder(index).fsPath, 'utf8')));

  before(async () => {
    for (const index of [0, 1]) await vscode.workspace.fs.writeFile(inFolder(index), Buffer.from(text));
    server = await startScriptedMarket([edit('same.js', 'a = 1', 'a = 2')]);
    await setUserSetting('endpoints', [scriptedEndpoint(server.baseUrl)]);
  });
  after(async () => {
    await setUserSetting('endpoints', undefined);
    await server.close();
    for (const index of [0, 1]) await vscode.workspace.fs.delete(inFolder(index));
  });

  it('case 108: a task in the second folder changes the file there and not the one of the same name; Undo Accept too', async () => {
    const task = { text: 'Change it.', anchors: [{ uri: inFolder(1) }], check: ['node', '--version'] };
    const auction = await HostAuction.proposed(task);
    await vscode.commands.executeCommand('gavel.reviewChanges', 'same.js');
    const [diff] = vscode.window.tabGroups.activeTabGroup.tabs.filter(({ isActive }) => isActive);
    assert.ok(diff?.input instanceof vscode.TabInputTextDiff);
    assert.equal(diff.input.original.toString(), inFolder(1).toString());
    await vscode.commands.executeCommand('gavel.acceptAll');
    const { changes } = await auction.result;
    assert.deepEqual(
      changes.map(({ uri }) => uri.toString()),
      [inFolder(1).toString()],
    );
    assert.deepEqual(await contents(), [text, 'export const a = 2;\n']);
    await vscode.commands.executeCommand('gavel.undoAccept');
    assert.deepEqual(await contents(), [text, text]);
  });

  it('case 108: places of two folders, and of a workspace that is elsewhere, are refused in words before anything is sent', async () => {
    const api = await gavelApi();
    const sent = server.requests.length;
    const both = [0, 1].map((index) => ({ uri: inFolder(index) }));
    await assert.rejects(
      api.auctionTask({ text: 'Change both.', anchors: both }),
      /is not in the folder first: a task works in a copy of one folder/u,
    );
    for (const address of ['vscode-vfs://github/octo/desk/same.js', 'vscode-remote://ssh-remote+host/desk/same.js']) {
      const anchors = [{ uri: vscode.Uri.parse(address) }];
      await assert.rejects(
        api.auctionTask({ text: 'Change it.', anchors }),
        /is not a file of an open folder on this machine: open a file of your project/u,
      );
    }
    const provider = vscode.workspace.registerTextDocumentContentProvider('elsewhere', {
      provideTextDocumentContent: () => text,
    });
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse('elsewhere://host/same.js'));
    await vscode.window.showTextDocument(document);
    const notices = await noticesDuring(() => vscode.commands.executeCommand('gavel.auctionTask'));
    provider.dispose();
    assert.match(notices.join(), /is not a file of an open folder on this machine/u);
    assert.equal(server.requests.length, sent);
  });
});
