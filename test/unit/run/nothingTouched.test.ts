import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sweepSandboxes } from '../../../src/sandbox/sandboxMarker';
import { git, hashTree } from '../sandbox/temporaryWorkspace';
import { RunBench } from './runBench';

/** Every kind of run without an accept leaves the workspace byte for byte as it was: files, links, modes, times, `.git`. */
describe('run/startRun: nothing in the workspace is touched', function () {
  this.timeout(60_000);
  let bench: RunBench;
  let whole: string;

  beforeEach(async () => {
    bench = await RunBench.create(fillRepository);
    whole = hashTree(bench.workspace);
  });
  afterEach(async () => {
    const [after, left] = [hashTree(bench.workspace), await bench.sandboxesLeft()];
    const ran = existsSync(markerOf(bench.workspace));
    await bench.remove();
    assert.equal(ran, false, 'nothing that the repository names was run');
    assert.equal(after, whole, 'the workspace with its .git, times included');
    assert.deepEqual(left, [], 'no copy is left');
  });

  it('case 104: won and rejected, lost, won by the second, and no sale', async () => {
    const won = await bench.start('focusTime', 'formatFocusTime');
    won.award((await bench.reached(won, 'judged')).auction.ranked[0]?.bidderId ?? '');
    assert.equal((await bench.reached(won, 'reviewing')).attempts[0]?.check?.verdict, 'passed');
    won.reject('all');
    assert.equal((await won.finished).end?.state, 'rejected');
    assert.equal(hashTree(bench.workspace), whole);

    const lost = await bench.start('printQueue', 'runPrintQueue', { maxAttempts: 2 });
    await bench.reached(lost, 'judged');
    lost.award('practice/qwen3-4b');
    const { attempts } = await bench.reached(lost, 'reviewing');
    assert.equal(attempts[0]?.check?.verdict, 'failed');
    lost.reject('all');
    await lost.finished;
    assert.equal(hashTree(bench.workspace), whole);

    const unsold = await bench.start('labelRow', 'readLabelRow');
    await bench.reached(unsold, 'judged');
    unsold.noSale();
    assert.equal((await unsold.finished).end?.state, 'noSale');
  });

  it('case 124: cancelled while the copy is made', async () => {
    const run = await bench.start('focusTime', 'formatFocusTime');
    const copying = await bench.until(run, ({ copy }) => copy !== undefined);
    assert.ok((copying.copy?.totalFiles ?? 0) > 5 && copying.sandboxFiles === undefined);
    run.cancel();
    const done = await run.finished;
    assert.deepEqual([done.end?.state, done.sandboxFiles], ['cancelled', undefined]);
  });

  it('case 124: cancelled while the check runs before the work, and while the one of the winner runs', async () => {
    const early = await bench.start('focusTime', 'formatFocusTime', { check: ['/bin/sh', '-c', 'sleep 60'] });
    await bench.until(early, ({ baselineRunning }) => baselineRunning);
    early.cancel();
    assert.equal((await early.finished).end?.state, 'cancelled');
    assert.equal(hashTree(bench.workspace), whole);

    // Once the work has changed the file, the check does not end by itself.
    const check = ['/bin/sh', '-c', 'cmp -s original.js src/focusTime.js || sleep 60; exit 1'];
    const late = await bench.start('focusTime', 'formatFocusTime', { check });
    late.award((await bench.reached(late, 'judged')).auction.ranked[0]?.bidderId ?? '');
    await bench.until(
      late,
      ({ attempts }) => attempts[0]?.steps.some(({ title }) => title.startsWith('Edited')) === true,
    );
    late.cancel();
    assert.equal((await late.finished).end?.state, 'cancelled');
  });

  it('case 140: a check that is killed, and one that writes, deletes and makes repositories wherever it can', async () => {
    const places = [bench.workspace, '.', '..', '/tmp'].map((place) => `'${place}'`).join(' ');
    const script = `for place in ${places}; do
        rm -rf "$place/src" "$place/.git" "$place/untracked.txt"; mkdir -p "$place/.git/hooks" "$place/.vscode";
        echo broken > "$place/.git/HEAD"; echo x > "$place/.vscode/settings.json"; touch "$place/package.json"; chmod 000 "$place/package.json";
      done 2>/dev/null; kill -9 $$`;
    const run = await bench.start('focusTime', 'formatFocusTime', { check: ['/bin/sh', '-c', script], maxAttempts: 1 });
    const judged = await bench.reached(run, 'judged');
    run.award(judged.auction.ranked[0]?.bidderId ?? '');
    const { baseline, attempts } = await bench.reached(run, 'reviewing');
    for (const check of [baseline, attempts[0]?.check]) {
      assert.deepEqual([check?.verdict, check?.exitCode], ['failed', 137], check?.message);
    }
    run.reject('all');
    await run.finished;
  });

  it('case 120: a process that dies while copying, or with a copy in use, is swept at the next start', async () => {
    for (const dieAt of ['copying', 'ready']) {
      const program = `
        import { createSandbox } from ${JSON.stringify(join(process.cwd(), 'src/sandbox/createSandbox.ts'))};
        const die = () => process.kill(process.pid, 'SIGKILL');
        await createSandbox({ workspaceRoot: ${JSON.stringify(bench.workspace)}, sandboxesFolder: ${JSON.stringify(bench.sandboxes)},
          openBuffers: new Map(), signal: new AbortController().signal, onProgress: () => { if (${JSON.stringify(dieAt)} === 'copying') die(); } });
        die();`;
      const file = join(bench.workspace, '../dies.mts');
      writeFileSync(file, program);
      const child = spawn(process.execPath, ['--import', 'tsx', file], { cwd: process.cwd(), stdio: 'ignore' });
      const [, signalName] = (await once(child, 'exit')) as [number | null, string | null];
      assert.equal(signalName, 'SIGKILL');
      assert.equal(readdirSync(bench.sandboxes).length, 1, 'it left a copy');
      assert.equal(hashTree(bench.workspace), whole);
      assert.equal(await sweepSandboxes(bench.sandboxes), 1);
    }
  });
});

it('run/startRun: nothing is touched: the traps are real, and shut as soon as somebody else uses git', async () => {
  const bench = await RunBench.create(fillRepository);
  assert.equal(existsSync(markerOf(bench.workspace)), false);
  git(bench.workspace, ['status']);
  assert.ok(existsSync(markerOf(bench.workspace)));
  await assert.rejects(bench.remove(), /changed the data of git/u);
});

/** Everything that git and people keep beside plain files: a stash, staged and dirty text, packed refs, links, ignored folders. */
function fillRepository(root: string): void {
  const run = (...args: readonly string[]): string => git(root, args);
  const put = (path: string, text: string): void => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  put('stashed.txt', 'first');
  put('original.js', readFileSync(join(root, 'src/focusTime.js'), 'utf8'));
  put('.gitignore', 'node_modules\ndist\n.env\n');
  run('add', '-A');
  run('commit', '-qm', 'more');
  put('stashed.txt', 'in the stash');
  run('stash', '-q');
  run('branch', 'side');
  run('tag', '-a', 'v1', '-m', 'v1');
  run('pack-refs', '--all');
  run('gc', '-q');
  put('staged.txt', 'staged');
  run('add', 'staged.txt');
  put('staged.txt', 'and dirty');
  put('node_modules/dep/index.js', 'module.exports = 1');
  put('node_modules/.cache/x', 'cache');
  put('dist/out.js', 'built');
  put('.env', 'KEY=SECRET-VALUE');
  symlinkSync('src', join(root, 'link'));
  symlinkSync('nowhere', join(root, 'dangling'));
  setTraps(root, put);
}

function markerOf(root: string): string {
  return join(root, '../marker');
}

/** Cases 68, 69 and 73: whatever git, an editor, a shell or a package manager would run by itself, leaves a marker. */
function setTraps(root: string, put: (path: string, text: string) => void): void {
  const payload = `touch '${markerOf(root)}'`;
  const hooks = ['post-checkout', 'post-index-change', 'reference-transaction', 'pre-commit', 'fsmonitor-watchman'];
  for (const hook of hooks) {
    put(`.git/hooks/${hook}`, `#!/bin/sh\n${payload}\n`);
    chmodSync(join(root, '.git/hooks', hook), 0o755);
  }
  put('.gitattributes', '*.js filter=trap diff=trap\n');
  const programs = '[core]\n\tfsmonitor = TRAP\n\tpager = TRAP\n\teditor = TRAP\n\tsshCommand = TRAP\n';
  const filters = '[filter "trap"]\n\tclean = TRAP\n\tsmudge = TRAP\n[diff "trap"]\n\ttextconv = TRAP\n';
  const config = readFileSync(join(root, '.git/config'), 'utf8');
  put('.git/config', config + (programs + filters).replaceAll('TRAP', `"${payload}; cat"`));
  const task = { label: 'trap', type: 'shell', command: payload, runOptions: { runOn: 'folderOpen' } };
  put('.vscode/tasks.json', JSON.stringify({ version: '2.0.0', tasks: [task] }));
  put('.vscode/launch.json', JSON.stringify({ configurations: [{ type: 'node', preLaunchTask: 'trap' }] }));
  put('.envrc', payload);
  put('.husky/pre-commit', payload);
  put('Makefile', `all:\n\t${payload}\n`);
}
