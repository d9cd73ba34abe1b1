import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sweepSandboxes } from '../../../src/sandbox/sandboxMarker';
import type { TemporaryWorkspace } from './temporaryWorkspace';
import { temporaryWorkspace } from './temporaryWorkspace';

describe('sandbox/sandboxMarker', () => {
  let place: TemporaryWorkspace;
  beforeEach(async () => {
    place = await temporaryWorkspace();
    place.write('a.txt', 'a');
  });
  afterEach(() => place.remove());

  /** A process id that was real a moment ago and is free now. */
  function deadPid(): number {
    return spawnSync('true').pid;
  }

  function rewriteMarker(folder: string, change: Readonly<Record<string, unknown>>): void {
    const file = join(folder, 'gavel-sandbox.json');
    const marker: object = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, JSON.stringify({ ...marker, ...change }));
  }

  it('case 120: removes what a dead process left, and nothing that is alive, foreign or unreadable', async () => {
    const own = await place.sandbox();
    const dead = await place.sandbox();
    const otherBoot = await place.sandbox();
    const alive = await place.sandbox();
    const foreign = await place.sandbox();
    rewriteMarker(join(dead.root, '..'), { pid: deadPid() });
    rewriteMarker(join(otherBoot.root, '..'), { pid: process.ppid, bootId: 'another start of the machine' });
    rewriteMarker(join(alive.root, '..'), { pid: process.ppid });
    rewriteMarker(join(foreign.root, '..'), { pid: deadPid(), product: 'other' });
    mkdirSync(join(place.sandboxes, 'noMarker'));
    mkdirSync(join(place.sandboxes, 'broken'));
    writeFileSync(join(place.sandboxes, 'broken', 'gavel-sandbox.json'), '{"pid":');
    assert.equal(await sweepSandboxes(place.sandboxes), 2);
    assert.deepEqual(readdirSync(place.sandboxes).sort(), [own.id, alive.id, foreign.id, 'noMarker', 'broken'].sort());
  });

  it('case 120: follows no link, neither to a folder nor to a marker', async () => {
    const tree = await place.sandbox();
    const folder = join(tree.root, '..');
    rewriteMarker(folder, { pid: deadPid() });
    const bait = join(place.outside, 'bait');
    mkdirSync(bait);
    symlinkSync(join(folder, 'gavel-sandbox.json'), join(bait, 'gavel-sandbox.json'));
    symlinkSync(bait, join(place.sandboxes, 'link'));
    mkdirSync(join(place.sandboxes, 'linkedMarker'));
    symlinkSync(join(folder, 'gavel-sandbox.json'), join(place.sandboxes, 'linkedMarker', 'gavel-sandbox.json'));
    symlinkSync(place.outside, join(tree.root, 'out'));
    assert.equal(await sweepSandboxes(place.sandboxes), 1);
    assert.ok(existsSync(bait));
    assert.deepEqual(readdirSync(place.sandboxes).sort(), ['link', 'linkedMarker']);
  });

  it('a folder that does not exist yet is nothing to sweep', async () => {
    assert.equal(await sweepSandboxes(join(place.base, 'none')), 0);
  });
});
