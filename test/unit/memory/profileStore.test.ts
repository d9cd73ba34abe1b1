import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FittedProfile } from '../../../src/auction/fit/fittedProfile';
import { exportProfiles, openProfileStore } from '../../../src/memory/profileStore';

const base = {
  fittedAtMs: 1,
  taskCount: 25,
  bidders: [{ bidderId: 'a', price: 0.1 }],
  heldOut: { measure: 'auc', builtIn: 0.5, fitted: 0.6, difference: 0.1, standardError: 0.05, beats: true },
} as const;
const weights: FittedProfile = {
  ...base,
  program: 'minMax',
  ...{ costWeight: 0.3, entropyWeight: 0.1, juryWeight: 0.6, judgeShares: { a: 1 }, q: -0.2, gap: 0 },
};
const chances: FittedProfile = {
  ...base,
  program: 'outcomes',
  correction: { shift: 0.1, bidderShifts: { a: -0.4 }, taskSlope: 0, bidSlope: 0 },
  shiftSd: { a: 0.3 },
};

describe('memory/profileStore', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gavel-profiles-'));
    file = join(folder, 'storage', 'profiles.json');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('keeps one profile of each program for every window, and forgets one of them or all', async () => {
    const store = openProfileStore(file);
    assert.deepEqual(await store.read(), { profiles: [] });
    assert.equal((await store.keep(weights)).kind, 'changed');
    await store.keep(chances);
    await store.keep({ ...weights, taskCount: 40 });
    const { profiles } = await openProfileStore(file).read();
    assert.deepEqual(profiles, [chances, { ...weights, taskCount: 40 }]);
    await store.forget('minMax');
    assert.deepEqual((await store.read()).profiles, [chances]);
    await store.forget();
    assert.deepEqual((await store.read()).profiles, []);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
  });

  it('takes a damaged profile, or one with NaN in it, for none, and says so', async () => {
    await openProfileStore(file).keep(chances);
    const sound = await readFile(file, 'utf8');
    for (const text of [
      '',
      '{',
      'null',
      '[]',
      sound.replace('-0.4', 'NaN'),
      sound.replace('-0.4', 'null'),
      sound.replace('0.3', '-1'),
    ]) {
      await writeFile(file, text);
      const { profiles, problem } = await openProfileStore(file).read();
      assert.deepEqual(profiles, [], text);
      assert.match(problem ?? '', /could not be read/u, text);
    }
  });

  it('says that it could not be kept instead of throwing', async () => {
    await writeFile(join(folder, 'storage'), 'a file where the folder should be');
    const outcome = await openProfileStore(file).keep(weights);
    assert.equal(outcome.kind, 'failed');
  });

  it('exports what it is given, or says why not', async () => {
    const target = join(folder, 'export.json');
    assert.equal((await exportProfiles(target, [weights])).kind, 'exported');
    assert.deepEqual(JSON.parse(await readFile(target, 'utf8')), { schema: 1, profiles: [weights] });
    const failed = await exportProfiles(join(folder, 'no', 'such', 'folder.json'), [weights]);
    assert.match(failed.kind === 'failed' ? failed.message : '', /choose another place/u);
  });
});
