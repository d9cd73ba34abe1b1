import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { FaultServer } from '../../unit/models/faultServer';
import { fileTask, noticesDuring, setUserSetting } from '../support/gavel';
import { HostAuction } from '../support/hostAuction';
import { edit, scriptedEndpoint, startScriptedMarket } from '../support/scriptedMarket';
import { resetWorkspace } from '../support/workspaceState';

describe('host/checkTerminal', () => {
  let server: FaultServer;
  beforeEach(resetWorkspace);
  afterEach(async () => {
    await vscode.commands.executeCommand('gavel.cancel');
    await setUserSetting('endpoints', undefined);
    await server.close();
  });

  async function use(started: Promise<FaultServer>): Promise<void> {
    server = await started;
    await setUserSetting('endpoints', [scriptedEndpoint(server.baseUrl)]);
  }

  it('Stop Check ends a check that would run for ever, and the auction goes on', async () => {
    await use(startScriptedMarket([]));
    const check = ['node', '-e', 'setInterval(() => {}, 1000)'];
    const auction = await HostAuction.start({ ...fileTask('labelRow', 'readLabelRow'), check });
    await auction.happened('baselineStarted');
    assert.ok(vscode.window.terminals.some(({ name }) => name === 'Gavel Check'));
    await vscode.commands.executeCommand('gavel.stopCheck');
    const { result } = await auction.happened('baselineClosed');
    assert.equal(result.verdict, 'cancelled');
    await auction.judged();
    await vscode.commands.executeCommand('gavel.cancel');
    await auction.result;
  });

  it('Run Check Again runs it on the proposal under review, and says so when there is none', async () => {
    await use(startScriptedMarket([edit('src/labelRow.js', "line.split(',')", 'line.split(/,/u)')]));
    const auction = await HostAuction.proposed(fileTask('labelRow', 'readLabelRow'));
    await vscode.commands.executeCommand('gavel.rerunCheck');
    const { attempt, result } = await auction.happened('rechecked');
    assert.deepEqual([attempt, result.confined], [0, true]);
    await vscode.commands.executeCommand('gavel.rejectAll');
    await auction.result;
    const notices = await noticesDuring(() => vscode.commands.executeCommand('gavel.rerunCheck'));
    assert.match(notices.join('\n'), /nothing to check again/u);
  });
});
