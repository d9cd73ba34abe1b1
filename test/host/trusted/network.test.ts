import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import { answer, type FaultServer, goodStream, startFaultServer, type Step } from '../../unit/models/faultServer';
import { replaced, setUserSetting } from '../support/gavel';
import { confirmQuickPick } from '../support/hostAuction';

const key = 'canary-network-5521';

/** What leaves the extension host, by Check Bidders: real requests without an auction. */
describe('host/network', () => {
  const servers: FaultServer[] = [];
  afterEach(async () => {
    await setUserSetting('endpoints', undefined);
    await Promise.all(servers.splice(0).map((server) => server.close()));
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  async function serve(...steps: readonly Step[]): Promise<FaultServer> {
    const server = await startFaultServer(...steps);
    servers.push(server);
    return server;
  }

  async function check(baseUrl: string): Promise<string> {
    const models = [{ id: 'm-8b', price: { input: 1, output: 1 } }];
    await setUserSetting('endpoints', [{ id: 'checked', baseUrl, headers: { 'x-own': key }, models }]);
    await vscode.commands.executeCommand('gavel.checkBidders');
    return vscode.window.activeTextEditor?.document.getText() ?? '';
  }

  for (const status of [302, 307, 308]) {
    it(`case 65: a redirect by ${status} ends the call; neither header nor body reaches the other side`, async () => {
      const capture = await serve(goodStream('stolen'));
      const server = await serve(answer(status, '', { location: `${capture.baseUrl}/chat/completions` }));
      assert.match(await check(server.baseUrl), /answers at \S+ with a redirect, which Gavel does not follow/u);
      assert.ok(server.requests.length > 0);
      assert.equal(capture.requests.length, 0);
    });
  }

  it('case 66: plain http to another machine is refused before any request', async () => {
    await setUserSetting('endpoints', [{ id: 'plain', baseUrl: 'http://models.example/v1', models: [{ id: 'm' }] }]);
    const said: string[] = [];
    const restore = replaced(vscode.window, 'showErrorMessage', () => (message) => {
      said.push(String(message));
      return Promise.resolve(undefined);
    });
    await Promise.resolve(vscode.commands.executeCommand('gavel.checkBidders')).finally(restore);
    assert.match(said.join(), /The base URL must begin with https:\/\//u);
  });

  it('takes the proxy of VS Code for a server elsewhere, and not for one on this computer', async () => {
    const tunnels: string[] = [];
    const proxy = createServer();
    proxy.on('connect', (request, socket) => {
      tunnels.push(request.url ?? '');
      socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const http = vscode.workspace.getConfiguration('http');
    const { port } = proxy.address() as AddressInfo;
    await http.update('proxy', `http://127.0.0.1:${port}`, vscode.ConfigurationTarget.Global);
    try {
      const near = await serve(goodStream('ready'));
      await check(near.baseUrl);
      assert.ok(near.requests.length > 0);
      assert.deepEqual(tunnels, []);
      const models = [{ id: 'm-8b', price: { input: 1, output: 1 } }];
      await setUserSetting('endpoints', [
        { id: 'far', baseUrl: 'https://models.example/v1', models, timeouts: { firstTokenMs: 5000 } },
      ]);
      await typeKey(key);
      await vscode.commands.executeCommand('gavel.checkBidders');
      assert.ok(tunnels.length > 0 && tunnels.every((tunnel) => tunnel === 'models.example:443'), tunnels.join());
      await typeKey('');
    } finally {
      await http.update('proxy', undefined, vscode.ConfigurationTarget.Global);
      proxy.close();
    }
  });
});

async function typeKey(typed: string): Promise<void> {
  const restore = replaced(vscode.window, 'showInputBox', () => () => Promise.resolve(typed));
  await confirmQuickPick(Promise.resolve(vscode.commands.executeCommand('gavel.setApiKey'))).finally(restore);
}
