import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type FaultServer, openStream, startFaultServer } from '../../unit/models/faultServer';
import { fileTask, gavelApi, noticesDuring, replaced, setUserSetting } from '../support/gavel';
import { HostAuction } from '../support/hostAuction';
import { edit, scriptedEndpoint, startScriptedMarket } from '../support/scriptedMarket';
import { resetWorkspace, workspaceHash } from '../support/workspaceState';

const task = (): ReturnType<typeof fileTask> => fileTask('labelRow', 'readLabelRow');

describe('host/oneRun', () => {
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

  it('case 129: while one auction is open another is refused in words, by the API and by the command', async () => {
    await use(startScriptedMarket([]));
    const auction = await HostAuction.start(task());
    await auction.judged();
    const api = await gavelApi();
    await assert.rejects(api.auctionTask(task()), /auction is still open/u);
    const notices = await noticesDuring(() => vscode.commands.executeCommand('gavel.auctionTask'));
    assert.match(notices.join('\n'), /auction is still open/u);
    await vscode.commands.executeCommand('gavel.cancel');
    await auction.result;
  });

  it('case 129: a double click on Run the Auction Again begins one auction, not a second one that nobody sees', async () => {
    await use(startScriptedMarket([]));
    const auction = await HostAuction.start(task());
    await auction.judged();
    await vscode.commands.executeCommand('gavel.cancel');
    await auction.result;
    server.requests.length = 0;
    const again = (): Thenable<unknown> => vscode.commands.executeCommand('gavel.rerun');
    const notices = await noticesDuring(() => Promise.all([again(), again()]));
    assert.match(notices.join('\n'), /auction is still open/u);
    await server.arrived(2);
    const moves = server.requests.map(({ body }) => /# Your move: (\w+)/u.exec(JSON.stringify(body))?.[1]);
    assert.deepEqual(moves, ['bid', 'judge']);
  });

  it('case 124: an abort while bids stream ends the run, and the server sees the connection go', async () => {
    await use(startFaultServer(openStream([': waiting\n\n'])));
    const controller = new AbortController();
    const auction = await HostAuction.start(task(), controller.signal);
    await server.arrived(1);
    const started = performance.now();
    controller.abort();
    const result = await auction.result;
    await server.requests[0]?.closed;
    assert.ok(performance.now() - started < 1000, 'within a second');
    assert.equal(result.state, 'cancelled');
    assert.deepEqual(
      result.bids.map(({ outcome }) => outcome),
      ['cancelled'],
    );
  });

  it('case 124: an abort during the review ends the run as cancelled and changes nothing', async () => {
    await use(startScriptedMarket([edit('src/labelRow.js', "line.split(',')", 'line.split(/,/u)')]));
    const before = await workspaceHash();
    const controller = new AbortController();
    const auction = await HostAuction.start(task(), controller.signal);
    await auction.judged();
    await vscode.commands.executeCommand('gavel.award');
    await auction.happened('proposed');
    controller.abort();
    assert.equal((await auction.result).state, 'cancelled');
    assert.equal(await workspaceHash(), before);
  });

  it('an abort before the start costs nothing', async () => {
    await use(startScriptedMarket([]));
    const controller = new AbortController();
    controller.abort();
    const auction = await HostAuction.ask(task(), controller.signal);
    assert.equal((await auction.result).state, 'cancelled');
    assert.equal(server.requests.length, 0);
  });

  it('case 124: an abort while the question for the check is open takes effect at once', async () => {
    await use(startScriptedMarket([]));
    const controller = new AbortController();
    const auction = await HostAuction.ask({ ...task(), check: ['node', '--test', 'new'] }, controller.signal);
    controller.abort();
    assert.equal((await auction.result).state, 'cancelled');
    assert.equal(server.requests.length, 0);
  });

  it('asks once which command must pass, and again when another command is meant', async () => {
    await use(startScriptedMarket([]));
    const questions: string[] = [];
    const restore = replaced(vscode.window, 'showQuickPick', (original) => (...args) => {
      questions.push((args[1] as vscode.QuickPickOptions).title ?? '');
      return original(...args);
    });
    const play = async (check: readonly string[]): Promise<void> => {
      const auction = await HostAuction.start({ ...task(), check: [...check] });
      await auction.judged();
      await vscode.commands.executeCommand('gavel.cancel');
      await auction.result;
    };
    try {
      await play(['node', '--test', 'once']);
      assert.deepEqual(questions, ['Which command must pass?']);
      await play(['node', '--test', 'once']);
      assert.equal(questions.length, 1, 'the same command was confirmed');
      await play(['node', '--test', 'once', '--force']);
      assert.equal(questions.length, 2, 'another one was not');
    } finally {
      restore();
    }
  });
});
