import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSandbox } from '../../../src/sandbox/createSandbox';
import type { SandboxOutcome, SandboxRequest } from '../../../src/sandbox/sandboxTree';
import type { TemporaryWorkspace } from './temporaryWorkspace';
import { hashTree, temporaryWorkspace } from './temporaryWorkspace';

const kibibyte = 1024;

/** The bound on the disk of all copies: what goes, what never goes, and what is said when nothing may go. */
describe('sandbox/roomForCopy', () => {
  let place: TemporaryWorkspace;
  beforeEach(async () => {
    place = await temporaryWorkspace();
    place.write('large.bin', Buffer.alloc(100 * kibibyte, 1));
  });
  afterEach(() => place.remove());

  function copy(more: Partial<SandboxRequest> = {}): Promise<SandboxOutcome> {
    return createSandbox({
      ...{ workspaceRoot: place.root, sandboxesFolder: place.sandboxes, openBuffers: new Map<string, Buffer>() },
      ...{ signal: new AbortController().signal, maxBytes: 250 * kibibyte },
      ...more,
    });
  }

  async function ready(): Promise<string> {
    const outcome = await copy();
    assert.equal(outcome.kind, 'ready', JSON.stringify(outcome));
    return join(outcome.tree.root, '..');
  }

  function rewriteMarker(folder: string, change: Readonly<Record<string, unknown>>): void {
    const file = join(folder, 'gavel-sandbox.json');
    const marker: object = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, JSON.stringify({ ...marker, ...change }));
  }

  it('case 121: copies in use are never evicted; one that would pass the bound is refused, with what to press', async () => {
    const kept = [await ready(), await ready()];
    const refused = await copy();
    assert.equal(refused.kind, 'failed');
    assert.match(
      refused.message,
      /copies of other auctions take .* press Copy It, cancel another auction, raise “gavel\.sandbox\.maxGigabytes”/u,
    );
    for (const folder of kept) assert.ok(existsSync(join(folder, 'tree/large.bin')));
    assert.equal(readdirSync(place.sandboxes).length, 2, 'nothing is left of the refused one');
    const asked: number[] = [];
    const allowed = await copy({ mayBeLarge: (bytes) => Promise.resolve(asked.push(bytes) > 0) });
    assert.deepEqual([allowed.kind, asked], ['ready', [100 * kibibyte]]);
    assert.equal((await copy({ mayBeLarge: () => Promise.resolve(false) })).kind, 'failed');
  });

  it('case 121: finished copies that still stand go, least recently used first, and no more than needed', async () => {
    const [older, newer] = [await ready(), await ready()];
    rewriteMarker(newer, { finishedMs: 2_000 });
    rewriteMarker(older, { finishedMs: 1_000 });
    const third = await ready();
    assert.deepEqual(
      [older, newer, third].map((folder) => existsSync(folder)),
      [false, true, true],
    );
    await ready();
    assert.deepEqual(
      [newer, third].map((folder) => existsSync(folder)),
      [false, true],
    );
  });

  it('case 121: what another living window has is counted and left alone; what a dead one left is evicted', async () => {
    const window = spawn('sleep', ['60']);
    await once(window, 'spawn');
    const [theirs, alsoTheirs] = [await ready(), await ready()];
    rewriteMarker(theirs, { pid: window.pid, finishedMs: 1 });
    rewriteMarker(alsoTheirs, { pid: window.pid });
    assert.equal((await copy()).kind, 'failed');
    assert.deepEqual(
      [theirs, alsoTheirs].map((folder) => existsSync(folder)),
      [true, true],
    );
    window.kill('SIGKILL');
    await once(window, 'exit');
    await ready();
    assert.deepEqual([theirs, alsoTheirs].filter((folder) => existsSync(folder)).length, 1);
  });

  it('case 121: a hundred tasks leave nothing on the disk, and the repository as it was', async () => {
    let before = hashTree(place.root);
    for (let task = 0; task < 100; task += 1) {
      if (task === 95) {
        // git answers slower than a walk, so only the last few ask it.
        place.git('init', '-q');
        place.git('add', '-A');
        place.git('commit', '-qm', 'first');
        before = hashTree(place.root);
      }
      const outcome = await copy();
      assert.equal(outcome.kind, 'ready');
      await outcome.tree.writeFile(`made-${task}.txt`, Buffer.from('x'));
      await outcome.tree.dispose();
    }
    assert.deepEqual(readdirSync(place.sandboxes), []);
    assert.equal(hashTree(place.root), before);
  });
});
