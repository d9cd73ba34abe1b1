import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Flow } from '../../../src/run/flow';
import type { ChangedCommand, RunPorts } from '../../../src/run/runPorts';
import { initialRun, reduceRun } from '../../../src/run/runState';
import { checkIn } from '../../../src/run/workshop';
import type { CheckResult, CheckVerdict } from '../../../src/sandbox/check';
import { runCheck } from '../../../src/sandbox/runCheck';
import { createFolderTree } from '../agent/folderTree';
import { RunBench } from './runBench';

function result(verdict: CheckVerdict): CheckResult {
  return { verdict, exitCode: 0, output: '', durationMs: 1, message: verdict, confined: true };
}

describe('run/recheck', function () {
  this.timeout(60_000);

  it('runs the check again on the proposal under review, and only then', async () => {
    const bench = await RunBench.create();
    try {
      const folders = [join(homedir(), 'tools')];
      const run = await bench.start('focusTime', 'formatFocusTime', { grant: { network: true, folders } });
      const judged = await bench.reached(run, 'judged');
      assert.equal(await run.recheck(), undefined, 'nothing to check yet');
      run.award(judged.auction.ranked[0]?.bidderId ?? '');
      await bench.reached(run, 'reviewing');
      const [again, meanwhile] = await Promise.all([run.recheck(), run.recheck()]);
      assert.deepEqual([again?.verdict, meanwhile], ['passed', undefined], 'one at a time');
      assert.equal(run.state().attempts[0]?.check?.durationMs, again?.durationMs);
      run.reject('all');
      await run.finished;
      assert.equal(await run.recheck(), undefined);
      const { records } = await bench.ledger.read();
      assert.deepEqual(records[0]?.grant, { network: true, folders: ['~/tools'] }, 'what was allowed is on record');
    } finally {
      await bench.remove();
    }
  });

  it('case 142: one failed and one passed run on the same files are flaky, and a stopped one says nothing', () => {
    const cases: readonly (readonly [CheckVerdict, CheckVerdict, CheckVerdict])[] = [
      ['failed', 'passed', 'flaky'],
      ['passed', 'failed', 'flaky'],
      ['flaky', 'passed', 'flaky'],
      ['passed', 'cancelled', 'passed'],
      ['timedOut', 'passed', 'passed'],
      ['failed', 'failed', 'failed'],
    ];
    for (const [before, again, said] of cases) {
      const checked = [
        { type: 'attemptStarted', bidderId: 'b' },
        { type: 'checkClosed', result: result(before) },
        { type: 'rechecked', attempt: 0, result: result(again) },
      ] as const;
      assert.equal(checked.reduce(reduceRun, initialRun).attempts[0]?.check?.verdict, said, `${before}, ${again}`);
    }
  });

  it('case 139: without confinement a command that the work has changed is asked about, and not run without a yes', async () => {
    const manifest = JSON.stringify({ scripts: { test: 'node -e 0' } });
    const tree = await createFolderTree({ 'package.json': manifest, 'a.js': '' });
    const asked: ChangedCommand[] = [];
    let ran = 0;
    const unconfined = { kind: 'unconfined', reason: 'Not confined: a test.' } as const;
    let argv = ['node', '-e', '0'];
    const flowWith = (ports: Partial<RunPorts>, confinement: RunPorts['confinement'] = unconfined): Flow =>
      ({
        request: { task: { check: argv }, checkTimeoutMs: 20_000, workspaceRoot: tree.root },
        ports: {
          ...ports,
          runCheck: (
            _label: string,
            ...check: Parameters<RunPorts['runCheck']> extends [string, ...infer T] ? T : never
          ) => {
            ran += 1;
            return runCheck(...check, unconfined);
          },
        },
        state: () => ({ ...initialRun, confinement }),
        signal: new AbortController().signal,
      }) as unknown as Flow;
    const answering = (yes: boolean): Partial<RunPorts> => ({
      mayRunChanged: (question) => {
        asked.push(question);
        return Promise.resolve(yes);
      },
    });
    const check = (flow: Flow): Promise<CheckResult> => checkIn(flow, tree, 'a test', flow.signal);
    try {
      await tree.writeFile('a.js', Buffer.from('1'));
      assert.equal((await check(flowWith(answering(false)))).verdict, 'passed');
      assert.deepEqual([asked.length, ran], [0, 1], 'the click on the command covers ordinary work');
      await tree.writeFile('package.json', Buffer.from(JSON.stringify({ scripts: { test: 'node evil.js' } })));
      assert.equal((await check(flowWith(answering(false)))).verdict, 'notStarted');
      assert.equal((await check(flowWith({}))).verdict, 'notStarted', 'nobody to ask means no');
      assert.deepEqual([asked.length, ran], [1, 1]);
      assert.deepEqual([asked[0]?.argv, asked[0]?.cwd, asked[0]?.paths], [argv, tree.root, ['package.json']]);
      assert.equal((await check(flowWith(answering(true)))).verdict, 'passed');
      assert.equal(asked[1]?.contentId, asked[0]?.contentId, 'the same content is the same question');
      await tree.writeFile('package.json', Buffer.from(JSON.stringify({ scripts: { test: 'node other.js' } })));
      await check(flowWith(answering(true)));
      assert.notEqual(asked[2]?.contentId, asked[0]?.contentId);
      await tree.writeFile('package.json', Buffer.from(manifest));
      await tree.writeFile('scripts/check.mjs', Buffer.from('evil'));
      await check(flowWith(answering(true)));
      assert.deepEqual(asked[3]?.paths, undefined, 'a file that the command does not name');
      argv = ['node', './scripts/check'];
      assert.equal((await check(flowWith(answering(false)))).verdict, 'notStarted');
      assert.deepEqual(asked[3]?.paths, ['scripts/check.mjs'], 'one that it names');
      argv = ['node', '-e', '0'];
      await tree.writeFile('test/setup.js', Buffer.from('evil'));
      assert.equal((await check(flowWith(answering(false)))).verdict, 'notStarted');
      assert.deepEqual(asked[4]?.paths, ['test/setup.js'], 'a changed test');
      await check(flowWith(answering(false), { kind: 'confined', bwrap: '/usr/bin/bwrap' }));
      assert.deepEqual([asked.length, ran], [5, 5], 'confined, nobody is asked');
    } finally {
      await tree.dispose();
    }
  });
});
