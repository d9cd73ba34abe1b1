import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomic } from '../../../src/base/atomicFile';

describe('base/atomicFile', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gavel-test-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('replaces the bytes and keeps the mode', async () => {
    const file = join(folder, 'a');
    writeFileSync(file, 'old');
    chmodSync(file, 0o754);
    await writeFileAtomic(file, Buffer.from([0, 255, 13, 10]));
    assert.deepEqual(readFileSync(file), Buffer.from([0, 255, 13, 10]));
    assert.equal(statSync(file).mode & 0o777, 0o754);
    assert.deepEqual(readdirSync(folder), ['a']);
  });

  it('a new file gets the given mode, or the usual one', async () => {
    await writeFileAtomic(join(folder, 'private'), 'x', { mode: 0o600 });
    await writeFileAtomic(join(folder, 'usual'), 'x');
    assert.equal(statSync(join(folder, 'private')).mode & 0o777, 0o600);
    writeFileSync(join(folder, 'plain'), 'x');
    assert.equal(statSync(join(folder, 'usual')).mode, statSync(join(folder, 'plain')).mode);
  });

  it('a reader sees the old bytes or the new ones, never a part', async () => {
    const file = join(folder, 'a');
    const [old, fresh] = ['o'.repeat(200_000), 'n'.repeat(300_000)];
    writeFileSync(file, old);
    for (let round = 0; round < 20; round += 1) {
      const progress = { done: false };
      const writing = writeFileAtomic(file, round % 2 === 0 ? fresh : old).then(() => (progress.done = true));
      while (!progress.done) {
        const seen = readFileSync(file, 'utf8');
        assert.ok(seen === old || seen === fresh);
        await new Promise((resolve) => setImmediate(resolve));
      }
      await writing;
    }
  });

  it('exclusive never replaces what is already there', async () => {
    const file = join(folder, 'a');
    await writeFileAtomic(file, 'first', { exclusive: true });
    await assert.rejects(writeFileAtomic(file, 'second', { exclusive: true }), { code: 'EEXIST' });
    assert.equal(readFileSync(file, 'utf8'), 'first');
    assert.deepEqual(readdirSync(folder), ['a'], 'no temporary file is left');
  });

  it('replaces a link instead of writing through it, and cleans up when it fails', async () => {
    writeFileSync(join(folder, 'target'), 'target');
    symlinkSync(join(folder, 'target'), join(folder, 'link'));
    await writeFileAtomic(join(folder, 'link'), 'x');
    assert.equal(readFileSync(join(folder, 'target'), 'utf8'), 'target');
    mkdirSync(join(folder, 'full', 'x'), { recursive: true });
    await assert.rejects(writeFileAtomic(join(folder, 'full'), 'x'));
    assert.deepEqual(readdirSync(folder).sort(), ['full', 'link', 'target']);
  });
});
