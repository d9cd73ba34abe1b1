import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { practiceModels } from '../../../src/practice/practiceModels';
import { type PracticeServer, startPracticeServer } from '../../../src/practice/practiceServer';
import type { AuctionResult } from '../../../api/gavel';
import { fileTask, fileUri, setUserSetting, workspaceFolder } from '../support/gavel';
import { HostAuction } from '../support/hostAuction';
import { git, resetWorkspace, workspaceFiles, workspaceHash } from '../support/workspaceState';

/** The scripted models behind an ordinary endpoint of the user's settings: nothing here knows that it is practice. */
describe('host/wholeFlow', () => {
  let server: PracticeServer;
  before(async () => {
    server = await startPracticeServer({ paceMs: 0 });
    const models = practiceModels.map(({ id, priceUsd }) => ({ id, price: { input: priceUsd, output: priceUsd } }));
    await setUserSetting('endpoints', [{ id: 'house', baseUrl: server.baseUrl, concurrency: 4, models }]);
  });
  beforeEach(resetWorkspace);
  after(async () => {
    await setUserSetting('endpoints', undefined);
    await server.close();
  });

  it('sells a task, lets the winner work apart, and writes nothing before the person accepts', async () => {
    const before = await workspaceHash();
    const auction = await HostAuction.proposed({ ...fileTask('focusTime', 'formatFocusTime'), award: 'review' });
    assert.equal(await workspaceHash(), before, 'the proposal lives in the sandbox only');
    await vscode.commands.executeCommand('gavel.acceptAll');
    const result = await auction.result;
    assert.equal(result.state, 'accepted');
    assert.notEqual(await workspaceHash(), before);
    assert.match(await readFile(fileUri('src/focusTime.js').fsPath, 'utf8'), /padStart/u);
    assertComplete(result);
    await vscode.commands.executeCommand('gavel.undoAccept');
    assert.equal(await workspaceHash(), before, 'Undo Accept puts every byte back');
  });

  it('a rejected run leaves index, HEAD, refs, stash and every file of the repository as they were', async () => {
    await dirtyRepository();
    const before = await workspaceHash({ git: true });
    const status = await git('status', '--porcelain=v2', '--branch', '--show-stash');
    const auction = await HostAuction.proposed(fileTask('labelRow', 'readLabelRow'));
    await vscode.commands.executeCommand('gavel.rejectAll');
    assert.equal((await auction.result).state, 'rejected');
    assert.deepEqual((await auction.result).changes, []);
    assert.equal(await workspaceHash({ git: true }), before);
    assert.equal(await git('status', '--porcelain=v2', '--branch', '--show-stash'), status);
  });

  it('after an accept only the accepted file differs, nothing of .git, and after Undo Accept nothing at all', async () => {
    await dirtyRepository();
    const before = await workspaceFiles();
    assert.ok('.git/refs/stash' in before && '.git/index' in before);
    const auction = await HostAuction.proposed(fileTask('labelRow', 'readLabelRow'));
    await vscode.commands.executeCommand('gavel.acceptAll');
    assert.equal((await auction.result).state, 'accepted');
    const after = await workspaceFiles();
    const differing = Object.keys({ ...before, ...after }).filter((file) => before[file] !== after[file]);
    assert.deepEqual(differing, ['src/labelRow.js']);
    await vscode.commands.executeCommand('gavel.undoAccept');
    assert.deepEqual(await workspaceFiles(), before);
  });

  it('nobody is paid by a look: without a press on Award the auction waits, and a cancel ends it', async () => {
    const auction = await HostAuction.start(fileTask('focusTime', 'formatFocusTime'));
    await auction.judged();
    await vscode.commands.executeCommand('gavel.showBids');
    assert.ok(!auction.events.some(({ type }) => type === 'awarded'));
    await vscode.commands.executeCommand('gavel.cancel');
    const result = await auction.result;
    assert.equal(result.state, 'cancelled');
    assert.equal(result.costs.executeUsd, 0);
    assert.ok(result.costs.bidUsd > 0);
  });

  it('with the person’s own setting on automatic the work goes to the winner without a click', async () => {
    await setUserSetting('auction.award', 'automatic');
    try {
      const auction = await HostAuction.start(fileTask('focusTime', 'formatFocusTime'));
      await auction.happened('proposed');
      await vscode.commands.executeCommand('gavel.rejectAll');
      const { award } = await auction.result;
      assert.deepEqual(award, { bidderId: 'house/qwen3-4b', automatic: true, planEdited: false });
    } finally {
      await setUserSetting('auction.award', undefined);
    }
  });

  it('another extension cannot award without the person: its automatic waits where the settings say review', async () => {
    const auction = await HostAuction.start({ ...fileTask('focusTime', 'formatFocusTime'), award: 'automatic' });
    await auction.judged();
    await vscode.commands.executeCommand('gavel.showBids');
    assert.ok(!auction.events.some(({ type }) => type === 'awarded'));
    await vscode.commands.executeCommand('gavel.cancel');
    assert.equal((await auction.result).award, undefined);
  });

  /** A staged file, an unstaged edit, an untracked file and a stash: what a person may have lying about. */
  async function dirtyRepository(): Promise<void> {
    const write = (path: string, text: string): Thenable<void> =>
      vscode.workspace.fs.writeFile(fileUri(path), Buffer.from(text));
    await write('README.md', 'put aside\n');
    await git('stash', '-q');
    await write('staged.txt', 'staged\n');
    await git('add', 'staged.txt');
    await write('README.md', 'edited\n');
    await write('untracked.txt', 'mine\n');
  }
});

/** Every field of the API's result, for the sale of formatFocusTime. */
function assertComplete(result: AuctionResult): void {
  const ids = practiceModels.map(({ id }) => `house/${id}`);
  assert.deepEqual(result.bids.map(({ bidderId }) => bidderId).sort(), [...ids].sort());
  for (const bid of result.bids) {
    assert.equal(bid.outcome, 'bid');
    assert.ok((bid.plan ?? '').length > 50);
    assert.ok((bid.tokens ?? 0) > 10);
    assert.ok((bid.entropy ?? 0) > 0.1 && (bid.entropy ?? 9) < 2, `entropy ${String(bid.entropy)}`);
    assert.ok(bid.cost !== undefined && bid.value !== undefined && bid.z !== undefined);
    assert.ok(Math.abs(bid.z - (bid.cost - bid.value)) < 1e-9, 'z is cost minus value');
    assert.equal(bid.refined, false);
  }
  const best = [...result.bids].sort((one, other) => (one.z ?? 0) - (other.z ?? 0))[0];
  assert.deepEqual(result.award, { bidderId: best?.bidderId, automatic: false, planEdited: false });
  assert.deepEqual(
    new Set(result.scores.map(({ judgeId, bidderId }) => `${judgeId} ${bidderId}`)),
    new Set(ids.flatMap((judge) => ids.map((bidder) => `${judge} ${bidder}`))),
  );
  assert.ok(result.scores.every(({ score, reason }) => Number.isInteger(score) && score <= 5 && reason !== ''));
  const [attempt] = result.attempts;
  assert.equal(result.attempts.length, 1);
  assert.equal(attempt?.bidderId, best?.bidderId);
  assert.equal(attempt?.verdict, 'passed');
  assert.ok(attempt.costUsd > 0);
  assert.deepEqual(
    result.changes.map(({ uri, kind }) => [uri.fsPath, kind]),
    [[vscode.Uri.joinPath(workspaceFolder().uri, 'src/focusTime.js').fsPath, 'modified']],
  );
  const { bidUsd, juryUsd, refineUsd, executeUsd } = result.costs;
  assert.ok(bidUsd > 0 && juryUsd > 0);
  assert.equal(refineUsd, 0);
  assert.equal(executeUsd, attempt.costUsd);
}
