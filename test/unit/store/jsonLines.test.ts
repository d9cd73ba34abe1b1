import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appendJsonLine, readJsonLines } from '../../../src/store/jsonLines';

const asNumber = (value: unknown): number | undefined =>
  typeof value === 'object' && value !== null && 'n' in value && typeof value.n === 'number' ? value.n : undefined;

describe('store/jsonLines', () => {
  let folder = '';
  let file = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gavel-store-'));
    file = join(folder, 'deep', 'records.jsonl');
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('gives back what was appended, oldest first, in a file only the user can read', async () => {
    for (const n of [1, 2, 3]) await appendJsonLine(file, { n });
    assert.deepEqual(await readJsonLines(file, asNumber), { records: [1, 2, 3], unreadable: 0 });
    assert.equal((await stat(file)).mode & 0o777, 0o600);
  });

  it('case 115: a torn line costs only itself', async () => {
    await appendJsonLine(file, { n: 1 });
    await appendFile(file, '\n{"n":2,"torn');
    await appendJsonLine(file, { n: 3 });
    assert.deepEqual(await readJsonLines(file, asNumber), { records: [1, 3], unreadable: 1 });
  });

  it('a missing file has no records', async () => {
    assert.deepEqual(await readJsonLines(file, asNumber), { records: [], unreadable: 0 });
  });

  it('case 116: two processes appending at once lose nothing', async function () {
    this.timeout(30_000);
    const script = join(__dirname, 'appendMany.ts');
    const children = [0, 1].map(() => spawn(process.execPath, ['--import', 'tsx', script, file], { stdio: 'inherit' }));
    const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0] as number));
    assert.deepEqual(codes, [0, 0]);
    const { records, unreadable } = await readJsonLines(file, asNumber);
    assert.equal(records.length, 600);
    assert.equal(unreadable, 0);
  });
});
