import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { FaultServer } from '../../unit/models/faultServer';
import { gavelApi, setUserSetting } from '../support/gavel';
import { HostAuction } from '../support/hostAuction';
import { edit, scriptedEndpoint, startScriptedMarket } from '../support/scriptedMarket';

/** Two folders of one name in a window: the place in the code says which of them is meant. */
describe('host/folders of the same name', () => {
  let server: FaultServer;
  before(async () => {
    await nameFolders('app', 'app');
    server = await startScriptedMarket([edit('README.md', '# Second', '# The second one')]);
    await setUserSetting('endpoints', [scriptedEndpoint(server.baseUrl)]);
  });
  after(async () => {
    await vscode.commands.executeCommand('gavel.cancel');
    await setUserSetting('endpoints', undefined);
    await server.close();
    await nameFolders('first', 'second');
  });

  /** Names the two folders in the workspace file, and waits until VS Code has seen it. */
  async function nameFolders(...names: readonly [string, string]): Promise<void> {
    const file = vscode.workspace.workspaceFile;
    assert.ok(file);
    const seen = new Promise<void>((resolve) => {
      const listener = vscode.workspace.onDidChangeWorkspaceFolders(() => {
        if (names.some((name, at) => vscode.workspace.workspaceFolders?.[at]?.name !== name)) return;
        listener.dispose();
        resolve();
      });
    });
    const folders = ['first', 'second'].map((path, at) => ({ path, name: names[at] }));
    await vscode.workspace.fs.writeFile(file, Buffer.from(JSON.stringify({ folders, settings: {} })));
    await seen;
  }

  async function textOf(folder: vscode.WorkspaceFolder | undefined): Promise<string> {
    assert.ok(folder);
    return Buffer.from(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder.uri, 'README.md'))).toString();
  }

  it('case 108: copy, check and accept are those of the second folder, and the first is left alone', async () => {
    const [first, second] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(first && second && first.name === second.name);
    const [firstBefore, secondBefore] = [await textOf(first), await textOf(second)];
    assert.notEqual(firstBefore, secondBefore);
    const auction = await HostAuction.proposed({
      text: 'Say it in other words.',
      anchors: [{ uri: vscode.Uri.joinPath(second.uri, 'README.md') }],
      check: ['node', '-p', 'require("fs").readFileSync("README.md", "utf8")'],
    });
    const { result } = await auction.happened('baselineClosed');
    assert.equal(result.output.trim(), secondBefore.trim());
    await vscode.commands.executeCommand('gavel.acceptAll');
    assert.equal((await auction.result).state, 'accepted');
    assert.equal(await textOf(first), firstBefore);
    assert.equal(await textOf(second), secondBefore.replace('Second', 'The second one'));
  });

  it('case 108: a place that is not on this machine is refused in words', async () => {
    const api = await gavelApi();
    const uri = vscode.Uri.parse('vscode-vfs://github/octo/desk/README.md');
    await assert.rejects(api.auctionTask({ text: 'Fix it.', anchors: [{ uri }] }), (error: Error) => {
      assert.match(error.message, /README\.md|folder/u);
      return true;
    });
  });
});
