import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { defaultCheckLimits } from '../../../src/sandbox/checkLimits';
import { probeConfinement } from '../../../src/sandbox/confinement';
import { confinedPlace, type ConfinedPlace } from './confinedCheck';
import type { TemporaryWorkspace } from './temporaryWorkspace';
import { temporaryWorkspace } from './temporaryWorkspace';

const mebibyte = 1024 * 1024;
const limits = { ...defaultCheckLimits, processes: 40, memoryBytes: 160 * mebibyte, fileBytes: 64 * mebibyte };

describe('sandbox/checkLimits', function () {
  this.timeout(60_000);
  let place: TemporaryWorkspace;
  let confined: ConfinedPlace;

  before(async function () {
    const probed = await probeConfinement();
    if (probed.kind === 'unconfined' || probed.tools === undefined) this.skip();
  });
  beforeEach(async function () {
    place = await temporaryWorkspace();
    place.write('a.txt', 'a');
    const made = await confinedPlace(place);
    if (made === undefined) this.skip();
    confined = made;
  });
  afterEach(() => place.remove());

  it('case 137: of 64 processes only as many start as the limit allows, as root too', async () => {
    const script = `count=0; while [ "$count" -lt 64 ]; do sleep 20 & count=$((count + 1)); echo started; done`;
    const result = await confined.check(['/bin/sh', '-c', script], { limits });
    assert.equal(result.verdict, 'failed', result.output);
    assert.match(result.output, /Cannot fork|Resource temporarily unavailable/u);
    const started = result.output.split('\n').filter((line) => line === 'started').length;
    assert.ok(started > 10 && started <= limits.processes, String(started));
  });

  it('case 137: 256 MB of memory end it, also spread over children that each hold less', async () => {
    const hold = (megabytes: number): string =>
      `const held = Buffer.alloc(${megabytes} * 1024 * 1024, 1); setInterval(() => held[0]++, 1000);`;
    const alone = await confined.check(['node', '-e', hold(256)], { limits });
    assert.deepEqual([alone.verdict, alone.exitCode], ['failed', undefined]);
    assert.match(alone.message, /it used more than 160 MiB of memory/u);
    const spread = `for (let n = 0; n < 3; n += 1) require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(hold(85))}]);`;
    const together = await confined.check(['node', '-e', spread], { limits: { ...limits, processes: 200 } });
    assert.match(together.message, /it used more than 160 MiB of memory/u);
  });

  it('case 137: a 256 MB file ends it, in the copy and in the temporary folder', async () => {
    for (const folder of ['.', '/tmp']) {
      const script = `dd if=/dev/zero of=${folder}/large bs=1M count=256`;
      const result = await confined.check(['/bin/sh', '-c', script], { limits });
      assert.equal(result.verdict, 'failed', result.output);
    }
    assert.ok(statSync(join(confined.tree.root, 'large')).size <= limits.fileBytes);
    await confined.tree.undoCheck();
    assert.equal(existsSync(join(confined.tree.root, 'large')), false, 'what it wrote is taken away');
    const many = `for n in 1 2 3 4; do dd if=/dev/zero of=/tmp/part$n bs=1M count=30 || exit 9; done`;
    assert.equal((await confined.check(['/bin/sh', '-c', many], { limits })).exitCode, 9);
  });

  it('case 137: a check that fills the disk with many files is stopped', async () => {
    const script = `n=0; while :; do dd if=/dev/zero of=part$n bs=1M count=20 2>/dev/null; n=$((n + 1)); done`;
    const result = await confined.check(['/bin/sh', '-c', script], {
      limits: { ...limits, diskBytes: 100 * mebibyte },
    });
    assert.match(result.message, /the disk lost more than 100 MiB/u);
  });

  it('case 137: 100 MB of output keep head and tail, an endless loop ends at the time limit', async () => {
    const flood = `console.log('HEAD'); const line = 'x'.repeat(99) + '\\n';
      for (let n = 0; n < 100; n += 1) process.stdout.write(line.repeat(10000)); console.log('TAIL');`;
    const flooded = await confined.check(['node', '-e', flood], { maxOutputBytes: 20_000 });
    assert.ok(flooded.output.startsWith('HEAD') && flooded.output.endsWith('TAIL\n'), flooded.message);
    assert.ok(flooded.output.length < 21_000);
    const endless = await confined.check(['/bin/sh', '-c', 'while :; do :; done'], { timeoutMs: 500 });
    assert.equal(endless.verdict, 'timedOut');
  });

  it('where we are root the check is another user, without rights, and what it leaves can be removed', async function () {
    if (process.getuid?.() !== 0) this.skip();
    await confined.tree.writeFile('a.txt', Buffer.from('by a tool'));
    const script = `id -u; grep CapBnd /proc/self/status; mkdir deep; echo x > deep/own; chmod 000 deep; echo more >> a.txt`;
    const result = await confined.check(['/bin/sh', '-c', script], { limits });
    assert.equal(result.verdict, 'passed', result.output);
    const [user, bounding] = result.output.split('\n');
    assert.notEqual(user, '0');
    assert.match(bounding ?? '', /0000000000000000$/u);
    assert.deepEqual(await confined.tree.undoCheck(), []);
    assert.equal(readFileSync(join(confined.tree.root, 'a.txt'), 'utf8'), 'by a tool');
    await confined.tree.writeFile('made/by/tool.txt', Buffer.from('tool'));
    const after = await confined.check(['/bin/sh', '-c', 'echo x >> made/by/tool.txt && touch made/by/other']);
    assert.equal(after.verdict, 'passed', after.output);
    await confined.tree.dispose();
    assert.deepEqual(readdirSync(place.sandboxes), []);
  });
});
