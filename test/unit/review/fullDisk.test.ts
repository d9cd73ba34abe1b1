import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyChanges } from '../../../src/review/applyChanges';
import { filesApplyPort } from '../../../src/review/filesApplyPort';
import { temporaryWorkspace, type TemporaryWorkspace } from '../sandbox/temporaryWorkspace';
import { change } from './proposedChange';

/** A real small file system, where the machine lets us mount one. */
describe('review/accept on a full disk', () => {
  let place: TemporaryWorkspace;
  let disk: string;

  before(async function () {
    place = await temporaryWorkspace();
    disk = join(place.base, 'disk');
    mkdirSync(disk);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]);
    if (mounted.status !== 0) this.skip();
  });
  after(async () => {
    spawnSync('umount', [disk]);
    await place.remove();
  });

  it('case 101: what does not fit is refused in words, the file stays whole, and nothing is left beside it', async () => {
    writeFileSync(join(disk, 'big.txt'), 'old\n');
    writeFileSync(join(disk, 'small.txt'), 'old\n');
    const outcomes = await applyChanges({
      changes: [change('big.txt', 'old\n', 'new\n'.repeat(50_000)), change('small.txt', 'old\n', 'new\n')],
      runId: 'run',
      workspaceRoot: disk,
      port: filesApplyPort(),
      journalFolder: join(place.base, 'journals'),
    });
    assert.deepEqual(
      outcomes.map(({ kind }) => kind),
      ['refused', 'applied'],
    );
    assert.match(JSON.stringify(outcomes[0]), /full|space/iu);
    assert.equal(readFileSync(join(disk, 'big.txt'), 'utf8'), 'old\n');
    assert.equal(readFileSync(join(disk, 'small.txt'), 'utf8'), 'new\n');
    assert.deepEqual(readdirSync(disk).sort(), ['big.txt', 'small.txt']);
  });
});
