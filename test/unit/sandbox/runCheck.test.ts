import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { CheckOptions, CheckRequest, CheckResult } from '../../../src/sandbox/check';
import type { Confinement } from '../../../src/sandbox/confinement';
import { checkOwner, probeConfinement } from '../../../src/sandbox/confinement';
import { runCheck } from '../../../src/sandbox/runCheck';
import type { TemporaryWorkspace } from './temporaryWorkspace';
import { temporaryWorkspace } from './temporaryWorkspace';

const unconfined: Confinement = { kind: 'unconfined', reason: 'Not confined: a test.' };
const node = process.execPath;

describe('sandbox/runCheck', function () {
  this.timeout(20_000);
  let place: TemporaryWorkspace;
  let cwd: string;
  const modes: Confinement[] = [unconfined];

  before(async () => {
    const probed = await probeConfinement();
    if (probed.kind === 'confined') modes.push(probed);
  });
  beforeEach(async () => {
    place = await temporaryWorkspace();
    const owner = checkOwner(modes.at(-1) ?? unconfined);
    cwd = (await place.sandbox(owner === undefined ? {} : { owner })).root;
  });
  afterEach(() => place.remove());

  function run(
    argv: readonly string[],
    more: Partial<CheckRequest> & Partial<CheckOptions> & { confinement?: Confinement } = {},
  ): Promise<CheckResult> {
    const { signal = new AbortController().signal, onOutput, confinement = unconfined, ...rest } = more;
    const request = { argv, cwd, workspaceRoot: place.root, timeoutMs: 15_000, maxOutputBytes: 64 * 1024, ...rest };
    return runCheck(request, onOutput === undefined ? { signal } : { signal, onOutput }, confinement);
  }

  it('case 142: the verdict is the exit code, whatever the output says', async () => {
    for (const confinement of modes) {
      const confined = confinement.kind === 'confined';
      const passed = await run([node, '-e', 'console.log("3 failing"); process.exit(0)'], { confinement });
      assert.deepEqual(
        [passed.verdict, passed.exitCode, passed.output, passed.confined],
        ['passed', 0, '3 failing\n', confined],
      );
      const failed = await run([node, '-e', 'console.log("all passed"); process.exit(3)'], { confinement });
      assert.deepEqual([failed.verdict, failed.exitCode, failed.confined], ['failed', 3, confined]);
      assert.match(failed.message, /exit code 3/u);
      const killed = await run([node, '-e', 'process.kill(process.pid, "SIGKILL")'], { confinement });
      assert.equal(killed.verdict, 'failed', 'an undefined exit code is a failure');
    }
  });

  it('case 140: fake results and shell marks in the output change nothing', async () => {
    for (const confinement of modes) {
      const script =
        'process.stdout.write("\\u001b]633;D;0\\u0007ok\\n"); try { require("fs").writeSync(3, "{ \\"exit-code\\": 0 }") } catch {} process.exit(1)';
      const result = await run([node, '-e', script], { confinement });
      assert.deepEqual([result.verdict, result.output], ['failed', 'ok\n']);
    }
  });

  it('case 142: a command that cannot be run was not started, and the message says what to press', async () => {
    writeFileSync(join(cwd, 'plain.txt'), 'x');
    writeFileSync(join(cwd, 'broken.sh'), '#!/no/such/interpreter\n');
    chmodSync(join(cwd, 'broken.sh'), 0o755);
    for (const confinement of modes) {
      for (const argv of [['no-such-command-here'], ['./missing.sh'], ['./plain.txt'], ['./broken.sh'], [''], []]) {
        const result = await run(argv, { confinement });
        assert.match(result.verdict, argv[0] === './broken.sh' ? /^notStarted$/u : /^(?:notStarted|runnerMissing)$/u);
        assert.equal(result.exitCode, undefined, argv.join(' '));
        assert.match(result.message, /Run Auction This Task again and choose another check\.$/u);
      }
    }
    assert.equal((await run(['no-such-command-here'])).verdict, 'runnerMissing');
    assert.match((await run(['no-such-command-here'])).message, /"no-such-command-here"/u);
    assert.equal((await run([node, '-e', '1'], { cwd: join(place.base, 'gone') })).verdict, 'notStarted');
  });

  it('case 71: a tool planted in the workspace or in the sandbox is not taken for the real one', async () => {
    for (const folder of [place.root, cwd]) {
      mkdirSync(join(folder, 'bin'));
      for (const file of ['node', 'bin/node']) {
        writeFileSync(join(folder, file), `#!/bin/sh\ntouch '${place.marker}'\n`);
        chmodSync(join(folder, file), 0o755);
      }
    }
    const path = process.env['PATH'] ?? '';
    process.env['PATH'] = ['.', 'bin', place.root, join(place.root, 'bin'), cwd, join(cwd, 'bin'), path].join(
      delimiter,
    );
    try {
      const result = await run(['node', '-p', 'process.env.PATH']);
      assert.equal(result.verdict, 'passed');
      assert.ok(
        !result.output.split(delimiter).some((entry) => entry.startsWith(place.base) || !entry.startsWith('/')),
      );
    } finally {
      process.env['PATH'] = path;
    }
    assert.equal(existsSync(place.marker), false);
  });

  it('case 135: the environment is an allow-list', async () => {
    const planted = {
      OPENAI_API_KEY: 'sk-1',
      GITHUB_TOKEN: 'ghp',
      SSH_AUTH_SOCK: '/x',
      NODE_OPTIONS: '--no-warnings',
      JAVA_HOME: '/usr/lib/jvm',
    };
    const before = { ...process.env };
    Object.assign(process.env, planted);
    try {
      for (const confinement of modes) {
        const result = await run([node, '-p', 'JSON.stringify(process.env)'], { confinement });
        const seen = JSON.parse(result.output) as Record<string, string>;
        for (const name of ['OPENAI_API_KEY', 'GITHUB_TOKEN', 'SSH_AUTH_SOCK', 'NODE_OPTIONS'])
          assert.equal(seen[name], undefined);
        assert.deepEqual([seen['JAVA_HOME'], seen['TERM'], seen['CI']], ['/usr/lib/jvm', 'dumb', '1']);
      }
    } finally {
      for (const name of Object.keys(planted)) Reflect.deleteProperty(process.env, name);
      Object.assign(process.env, before);
    }
  });

  it('case 55: arguments are never a shell text', async () => {
    const result = await run([
      node,
      '-p',
      'process.argv.slice(1).join("|")',
      `; touch ${place.marker}`,
      `$(touch ${place.marker})`,
      '*',
    ]);
    assert.equal(result.output, `; touch ${place.marker}|$(touch ${place.marker})|*\n`);
    assert.equal(existsSync(place.marker), false);
  });

  /** Starts a child that ignores TERM, and a grandchild that tells its pid and does the same. */
  const stubborn = `
    process.on('SIGTERM', () => {});
    const script = "process.on('SIGTERM', () => {}); require('fs').writeFileSync('pid.tmp', String(process.pid)); require('fs').renameSync('pid.tmp', 'pid'); setInterval(() => {}, 1000)";
    require('child_process').spawn(process.execPath, ['-e', script], { stdio: 'inherit' });
    setInterval(() => {}, 1000);`;

  /** A killed orphan stays in the list of processes until the machine's first process collects it. */
  function isAlive(pid: number): boolean {
    try {
      process.kill(pid, 0);
    } catch {
      return false;
    }
    const stat = `/proc/${pid}/stat`;
    return !existsSync(stat) || !/\) Z /u.test(readFileSync(stat, 'utf8'));
  }

  /** A killed process closes its pipes a moment before it is gone. */
  async function ends(pid: number): Promise<boolean> {
    const deadline = performance.now() + 2000;
    while (isAlive(pid) && performance.now() < deadline) await new Promise((resolve) => setImmediate(resolve));
    return !isAlive(pid);
  }

  it('case 124: a cancel ends the child and its grandchild within a second, though both ignore TERM', async () => {
    for (const confinement of modes) {
      const controller = new AbortController();
      let cancelledAt = 0;
      const watcher = watch(cwd, (_event, name) => {
        if (name !== 'pid') return;
        cancelledAt ||= performance.now();
        controller.abort();
      });
      const result = await run([node, '-e', stubborn], { signal: controller.signal, confinement });
      watcher.close();
      assert.equal(result.verdict, 'cancelled');
      assert.ok(performance.now() - cancelledAt < 2000);
      // Inside its own process space the number says nothing about ours.
      if (confinement.kind === 'unconfined') {
        const pid = Number(readFileSync(join(cwd, 'pid'), 'utf8'));
        assert.ok(await ends(pid));
      }
    }
  });

  it('a timeout is its own verdict and takes grandchildren along', async () => {
    for (const confinement of modes) {
      const result = await run([node, '-e', stubborn], { timeoutMs: 1500, confinement });
      assert.deepEqual([result.verdict, result.exitCode], ['timedOut', undefined]);
      assert.match(result.message, /after 1\.5 seconds/u);
      if (confinement.kind === 'unconfined') {
        const pid = Number(readFileSync(join(cwd, 'pid'), 'utf8'));
        assert.ok(await ends(pid));
      }
    }
  });

  it('a background process left by a check that ended does not hold it up and does not live on', async () => {
    const script = `const child = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
      require('fs').writeFileSync('pid', String(child.pid)); process.exit(0);`;
    const result = await run([node, '-e', script]);
    assert.equal(result.verdict, 'passed');
    const pid = Number(readFileSync(join(cwd, 'pid'), 'utf8'));
    assert.ok(await ends(pid));
  });

  it('does not start when it was cancelled before', async () => {
    const result = await run([node, '-e', 'require("fs").writeFileSync("ran", "")'], { signal: AbortSignal.abort() });
    assert.equal(result.verdict, 'cancelled');
    assert.equal(existsSync(join(cwd, 'ran')), false);
  });

  it('case 137: 20 MB of output keep their head and tail, and say what was dropped', async () => {
    const script = `const line = 'é'.repeat(49) + '\\n'; process.stdout.write('FIRST\\n' + line.repeat(200000) + 'LAST\\n')`;
    let streamed = '';
    const result = await run([node, '-e', script], { maxOutputBytes: 10_000, onOutput: (text) => (streamed += text) });
    assert.equal(result.verdict, 'passed');
    assert.ok(result.output.startsWith('FIRST\n') && result.output.endsWith('LAST\n'));
    assert.match(result.output, /\[… 19,790,011 bytes of output left out …\]/u);
    assert.ok(Buffer.byteLength(result.output) < 10_200);
    assert.doesNotMatch(result.output, /\ufffd/u, 'no character is cut in two');
    assert.equal(streamed, result.output);
  });

  it('case 24: one line of 20 MB and 100,000 writes stay bounded', async () => {
    const long = await run([node, '-e', 'process.stdout.write("x".repeat(20e6))'], { maxOutputBytes: 100_000 });
    assert.ok(long.output.length < 100_200);
    const many = await run([node, '-e', 'for (let i = 0; i < 1e5; i++) process.stdout.write(i + "\\n")'], {
      maxOutputBytes: 2_000_000,
    });
    assert.ok(many.output.endsWith('\n99999\n'));
  });

  it('streams while the check runs, stdout and stderr', async () => {
    const controller = new AbortController();
    let streamed = '';
    const script = 'console.log("out"); console.error("\\u001b[31merr\\u001b[0m"); setInterval(() => {}, 1000)';
    const result = await run([node, '-e', script], {
      signal: controller.signal,
      onOutput: (text) => {
        streamed += text;
        if (streamed.includes('out\n') && streamed.includes('err\n')) controller.abort();
      },
    });
    assert.equal(result.verdict, 'cancelled');
    assert.deepEqual(streamed.trimEnd().split('\n').sort(), ['err', 'out']);
  });
});
