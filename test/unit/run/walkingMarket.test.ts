import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { ApplyPort } from '../../../src/review/applyPort';
import { filesApplyPort } from '../../../src/review/filesApplyPort';
import type { RunState } from '../../../src/run/runState';
import { RunBench } from './runBench';

/** The whole flow in plain Node: real HTTP to the scripted market, real sandbox, real checks, real files. */
describe('run/startRun, with the practice market', function () {
  this.timeout(60_000);
  let bench: RunBench;
  beforeEach(async () => {
    bench = await RunBench.create();
  });
  afterEach(async () => {
    await bench.remove();
  });

  const expected = [
    ['focusTime', 'formatFocusTime', 'practice/qwen3-4b'],
    ['labelRow', 'readLabelRow', 'practice/qwen3-14b'],
  ] as const;
  for (const [file, name, winner] of expected) {
    it(`sells ${name} to ${winner}, whose work passes, and writes the accepted diff`, async () => {
      const before = await bench.workspaceHash();
      const run = await bench.start(file, name);
      const judged = await bench.reached(run, 'judged');
      assert.equal(judged.auction.proposal?.kind === 'award' && judged.auction.proposal.winner.bidderId, winner);
      assert.ok(run.award(winner));
      const reviewing = await bench.reached(run, 'reviewing');
      assert.equal(reviewing.baseline?.verdict, 'failed');
      assert.equal(reviewing.attempts[0]?.check?.verdict, 'passed');
      assert.equal(await bench.workspaceHash(), before, 'nothing changes before accept');
      await run.accept('all');
      const done = await run.finished;
      assert.equal(done.end?.state, 'accepted');
      assert.equal(await bench.checkExitCode(file), 0);
      const { records } = await bench.ledger.read();
      assert.equal(records[0]?.end, 'accepted');
      assert.equal(records[0].awardedTo, winner);
      const memory = await bench.memory.all();
      assert.equal(memory.records[0]?.outcome.check, 'passed');
      assert.equal(memory.records[0].plans.length, 4);
      assert.equal(memory.records[0].outcome.decision, 'accepted');
    });
  }

  it('shows the failure when a bidder that cannot do the task gets it anyway, and a rejection leaves no trace', async () => {
    const before = await bench.repositoryHash();
    const run = await bench.start('printQueue', 'runPrintQueue', { maxAttempts: 1 });
    await bench.reached(run, 'judged');
    run.award('practice/qwen3-4b', 'My own plan');
    const reviewing = await bench.reached(run, 'reviewing');
    assert.equal(reviewing.award?.planEdited, true);
    assert.equal(reviewing.attempts[0]?.check?.verdict, 'failed');
    run.reject('all');
    assert.equal((await run.finished).end?.state, 'rejected');
    assert.equal(await bench.repositoryHash(), before, 'index, stash, refs and every file are as they were');
    assert.deepEqual(await bench.sandboxesLeft(), []);
  });

  it('one dead bidder costs the auction nothing but that bidder', async () => {
    const run = await bench.start('focusTime', 'formatFocusTime', { alsoInvite: [await deadEndpoint()] });
    const judged = await bench.reached(run, 'judged');
    assert.equal(judged.auction.ranked.length, 4);
    const outcome = judged.auction.entries['dead/ghost-8b']?.outcome;
    assert.ok(outcome?.kind === 'failed');
    assert.match(outcome.message, /not answering/u);
    run.noSale();
    assert.equal((await run.finished).end?.state, 'noSale');
  });

  it('case 9: a bidder killed while it writes is out, and the other three go on to an award', async () => {
    const run = await bench.start('focusTime', 'formatFocusTime', { serverEach: true, paceMs: 20 });
    await bench.until(run, ({ auction }) => (auction.entries['practice-3/qwen3-32b']?.text ?? '') !== '');
    await bench.killServer(3);
    const judged = await bench.reached(run, 'judged');
    assert.equal(judged.auction.ranked.length, 3);
    const outcome = judged.auction.entries['practice-3/qwen3-32b']?.outcome;
    assert.ok(outcome?.kind === 'failed' && outcome.message.length > 20, outcome?.kind);
    assert.ok(run.award(judged.auction.ranked[0]?.bidderId ?? ''));
    const reviewing = await bench.reached(run, 'reviewing');
    assert.equal(reviewing.attempts[0]?.check?.verdict, 'passed');
    run.reject('all');
    await run.finished;
  });

  it('all four bidders killed while they write end in no sale, with a reason for each', async () => {
    const run = await bench.start('focusTime', 'formatFocusTime', { serverEach: true, paceMs: 20 });
    const writing = (state: RunState): boolean => Object.values(state.auction.entries).every(({ text }) => text !== '');
    await bench.until(run, writing);
    await Promise.all([0, 1, 2, 3].map((index) => bench.killServer(index)));
    const done = await run.finished;
    assert.equal(done.end?.state, 'noSale');
    for (const { outcome } of Object.values(done.auction.entries)) assert.equal(outcome?.kind, 'failed');
  });

  it('a winner killed at work makes way for the next bidder, and nothing is lost', async () => {
    const before = await bench.workspaceHash();
    const run = await bench.start('printQueue', 'runPrintQueue', { serverEach: true, paceMs: 20, maxAttempts: 2 });
    await bench.reached(run, 'judged');
    run.award('practice-3/qwen3-32b');
    await bench.until(run, ({ attempts }) => (attempts[0]?.steps.length ?? 0) > 0);
    await bench.killServer(3);
    const reviewing = await bench.reached(run, 'reviewing');
    assert.deepEqual(reviewing.attempts[0]?.changes, []);
    assert.notEqual(reviewing.attempts[1]?.bidderId, 'practice-3/qwen3-32b');
    assert.equal(await bench.workspaceHash(), before);
    run.reject('all');
    await run.finished;
  });

  it('a winner killed at work with no attempt left ends in a clear state', async () => {
    const run = await bench.start('printQueue', 'runPrintQueue', { serverEach: true, paceMs: 20, maxAttempts: 1 });
    await bench.reached(run, 'judged');
    run.award('practice-3/qwen3-32b');
    await bench.until(run, ({ attempts }) => (attempts[0]?.steps.length ?? 0) > 0);
    await bench.killServer(3);
    const done = await run.finished;
    assert.equal(done.end?.state, 'failed');
    assert.match(done.end.message, /changed nothing/u);
  });

  it('no living bidder is no sale, said in words', async () => {
    const run = await bench.start('focusTime', 'formatFocusTime', { only: [await deadEndpoint()] });
    const done = await run.finished;
    assert.equal(done.end?.state, 'noSale');
    assert.match(done.end.message, /No valid bid/u);
  });

  it('case 128: a cap too small for any bid sends nothing and is no sale', async () => {
    const run = await bench.start('focusTime', 'formatFocusTime', { capUsd: 1e-9 });
    const done = await run.finished;
    assert.equal(done.end?.state, 'noSale');
    assert.deepEqual(
      [...new Set(Object.values(done.auction.entries).map(({ outcome }) => outcome?.kind))],
      ['overBudget'],
    );
    assert.equal(bench.requestsSeen(), 0);
  });

  for (const phase of ['bidding', 'judged', 'working'] as const) {
    it(`case 124: cancel while ${phase} ends the run, closes what is open and leaves nothing behind`, async () => {
      const before = await bench.workspaceHash();
      const run = await bench.start('printQueue', 'runPrintQueue', { paceMs: phase === 'bidding' ? 30 : 3 });
      if (phase === 'bidding')
        await bench.until(run, (state) => Object.values(state.auction.entries).some(({ text }) => text !== ''));
      else await bench.reached(run, 'judged');
      if (phase === 'working') {
        run.award('practice/qwen3-32b');
        await bench.until(run, (state) => (state.attempts[0]?.steps.length ?? 0) > 0);
      }
      run.cancel();
      const done = await run.finished;
      assert.equal(done.end?.state, 'cancelled');
      assert.equal(await bench.workspaceHash(), before);
      assert.deepEqual(await bench.sandboxesLeft(), []);
    });
  }

  it('case 124: cancel during the review ends as cancelled, and an accept pressed after it writes nothing', async () => {
    const before = await bench.workspaceHash();
    const run = await bench.start('focusTime', 'formatFocusTime');
    await bench.reached(run, 'judged');
    run.award('practice/qwen3-4b');
    await bench.reached(run, 'reviewing');
    run.cancel();
    await run.accept('all');
    assert.equal((await run.finished).end?.state, 'cancelled');
    assert.equal(await bench.workspaceHash(), before);
    const [entry] = (await bench.ledger.read()).records;
    assert.deepEqual([entry?.end, entry?.filesAccepted], ['cancelled', 0]);
  });

  it('case 124: cancel and reject while a file is being written let it finish, and the run says so', async () => {
    const port = heldPort();
    const run = await bench.start('focusTime', 'formatFocusTime', { apply: port });
    await bench.reached(run, 'judged');
    run.award('practice/qwen3-4b');
    await bench.reached(run, 'reviewing');
    const accepted = run.accept('all');
    await port.writing;
    run.cancel();
    run.reject('all');
    assert.equal(run.state().phase, 'reviewing');
    port.release();
    await accepted;
    const done = await run.finished;
    assert.equal(done.end?.state, 'accepted');
    assert.equal(done.end.canUndo, true);
    assert.equal(await bench.checkExitCode('focusTime'), 0);
  });

  it('case 94: accepting twice, and rejecting after, changes nothing more', async () => {
    const run = await bench.start('focusTime', 'formatFocusTime');
    await bench.reached(run, 'judged');
    run.award('practice/qwen3-4b');
    await bench.reached(run, 'reviewing');
    await Promise.all([run.accept('all'), run.accept('all')]);
    run.reject('all');
    const after = await bench.workspaceHash();
    await run.finished;
    assert.equal(await bench.workspaceHash(), after);
    assert.equal(await bench.checkExitCode('focusTime'), 0);
  });

  for (const [press, name] of [
    ['reject', 'a rejection'],
    ['cancel', 'a cancel'],
  ] as const) {
    it(`case 124: ${name} while an accept is being written comes after it, and the run says what really happened`, async () => {
      const run = await bench.start('focusTime', 'formatFocusTime');
      await bench.reached(run, 'judged');
      run.award('practice/qwen3-4b');
      await bench.reached(run, 'reviewing');
      const before = await bench.workspaceHash();
      const accepting = run.accept('all');
      if (press === 'reject') run.reject('all');
      else run.cancel();
      assert.equal(run.chooseAttempt(0), false, 'what is being written is not exchanged');
      await accepting;
      const done = await run.finished;
      assert.notEqual(await bench.workspaceHash(), before);
      assert.equal(done.end?.state, 'accepted');
      assert.equal(done.end.canUndo, true);
    });
  }

  it('case 91: edits made meanwhile are merged, or the file is refused and stays open', async () => {
    const run = await bench.start('focusTime', 'formatFocusTime');
    await bench.reached(run, 'judged');
    run.award('practice/qwen3-4b');
    await bench.reached(run, 'reviewing');
    const file = join(bench.workspace, 'src/focusTime.js');
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll(/[a-z]/gu, 'z'));
    await run.accept('all');
    const refused = run.state().changes[0];
    assert.equal(refused?.decision, 'refused');
    assert.equal(run.state().phase, 'reviewing');
    assert.match(await readFile(file, 'utf8'), /^[^a-y]*$/u);
    run.reject('all');
    assert.equal((await run.finished).end?.state, 'rejected');
  });

  it('a check that does not exist is said at the baseline, in one sentence', async () => {
    const run = await bench.start('focusTime', 'formatFocusTime', { check: ['no-such-runner', '--test'] });
    const state = await bench.until(run, ({ baseline }) => baseline !== undefined);
    assert.equal(state.baseline?.verdict, 'runnerMissing');
    assert.match(state.baseline.message, /no-such-runner/u);
    run.cancel();
    await run.finished;
  });

  it('case 141: no check stands on what an earlier one left behind', async () => {
    const check = ['sh', '-c', 'if [ -e leftover ]; then exit 0; fi; touch leftover; exit 1'];
    const run = await bench.start('focusTime', 'formatFocusTime', { check, maxAttempts: 1 });
    await bench.reached(run, 'judged');
    run.award('practice/qwen3-4b');
    const reviewing = await bench.reached(run, 'reviewing');
    assert.equal(reviewing.attempts[0]?.check?.verdict, 'failed');
    run.reject('all');
    await run.finished;
  });

  it('case 77: a check that prints a secret file does not bring it to the models', async () => {
    await writeFile(join(bench.workspace, '.env.test'), 'TOKEN=canary-of-tests\n');
    const run = await bench.start('focusTime', 'formatFocusTime', { check: ['cat', '.env.test'] });
    const state = await bench.until(run, ({ baseline }) => baseline !== undefined);
    assert.equal(state.baseline?.output, 'TOKEN=[secret hidden]\n');
    run.cancel();
    await run.finished;
  });

  it('replaying nothing but the events gives the same end state', async () => {
    const run = await bench.start('focusTime', 'formatFocusTime');
    await bench.reached(run, 'judged');
    run.award('practice/qwen3-4b');
    await bench.reached(run, 'reviewing');
    run.reject('all');
    const done: RunState = await run.finished;
    assert.deepEqual(bench.replayed(), done);
  });
});

/** Plain files, but every write waits until it is released. */
function heldPort(): ApplyPort & { readonly writing: Promise<void>; readonly release: () => void } {
  const files = filesApplyPort();
  let begin = (): void => undefined;
  let release = (): void => undefined;
  const writing = new Promise<void>((resolve) => (begin = resolve));
  const released = new Promise<void>((resolve) => (release = resolve));
  return {
    read: (path) => files.read(path),
    write: async (...file) => {
      begin();
      await released;
      return files.write(...file);
    },
    writing,
    release: () => release(),
  };
}

/** An address on loopback where nobody listens any more. */
async function deadEndpoint(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}/v1`;
}
