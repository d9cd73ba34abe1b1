import assert from 'node:assert/strict';
import { appendFile, chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import fc from 'fast-check';
import { testRecord, testStore } from './appendMany';
import { useTemporaryFile } from './temporaryFile';

const ids = (records: readonly { readonly id: string }[]): string[] => records.map(({ id }) => id);

describe('store/recordStore', () => {
  const temporary = useTemporaryFile();
  /** Writes lines as the store would, then opens it. */
  const fill = async (...lines: readonly string[]): Promise<void> => {
    await mkdir(dirname(temporary.file), { recursive: true });
    await writeFile(temporary.file, lines.map((line) => `\n${line}`).join(''));
  };
  const line = (id: string): string => JSON.stringify(testRecord(id));

  it('a missing file has no records, and reading makes none', async () => {
    const contents = await testStore(temporary.file).read();
    assert.deepEqual(contents, { records: [], unreadable: 0, readOnly: false, unsaved: 0 });
    await assert.rejects(stat(temporary.file), /ENOENT/u);
  });

  it('case 122: gives back what was appended, oldest first, in a file and a folder only the user can read', async () => {
    const store = testStore(temporary.file);
    for (const id of ['a', 'b', 'c']) assert.deepEqual(await store.append(testRecord(id)), { kind: 'saved' });
    assert.deepEqual(ids((await store.read()).records), ['a', 'b', 'c']);
    assert.deepEqual(ids((await testStore(temporary.file).read()).records), ['a', 'b', 'c']);
    assert.equal((await stat(temporary.file)).mode & 0o777, 0o600);
    assert.equal((await stat(dirname(temporary.file))).mode & 0o777, 0o700);
    assert.deepEqual(await temporary.beside(), [], 'no lock and no temporary file stays');
  });

  it('case 122: narrows a file that others could read', async () => {
    await fill(line('a'));
    await chmod(temporary.file, 0o644);
    await testStore(temporary.file).append(testRecord('b'));
    assert.equal((await stat(temporary.file)).mode & 0o777, 0o600);
  });

  it('sees what another store of the same file appends, and reads only what is new', async () => {
    const [mine, other] = [testStore(temporary.file), testStore(temporary.file)];
    await mine.append(testRecord('a'));
    const before = (await mine.read()).records;
    assert.equal((await mine.read()).records, before, 'nothing new, the same array');
    await other.append(testRecord('b'));
    assert.deepEqual(ids((await mine.read()).records), ['a', 'b']);
  });

  it('case 115: of records with one id the last counts, in the place of the first', async () => {
    await fill(line('a'), line('b'), JSON.stringify(testRecord('a', 3)), line('b'));
    const { records } = await testStore(temporary.file).read();
    assert.deepEqual(records, [testRecord('a', 3), testRecord('b')]);
  });

  it('case 115: truncated at every byte, nothing but the torn record is lost and nothing spoils the next', async function () {
    this.timeout(60_000);
    const texts = ['a', 'b', 'c'].map((id) => JSON.stringify({ ...testRecord(id), more: { nested: 'ü}"\\' } }));
    const whole = Buffer.from(texts.map((text) => `\n${text}`).join(''));
    const ends = texts.map((_text, at) =>
      Buffer.byteLength(
        texts
          .slice(0, at + 1)
          .map((text) => `\n${text}`)
          .join(''),
      ),
    );
    for (let length = 0; length <= whole.length; length += 1) {
      await fill();
      await writeFile(temporary.file, whole.subarray(0, length));
      const store = testStore(temporary.file);
      const complete = ['a', 'b', 'c'].filter((_id, at) => (ends[at] ?? Infinity) <= length);
      assert.deepEqual(ids((await store.read()).records), complete, `read at byte ${length}`);
      await store.append(testRecord('next'));
      assert.deepEqual(
        ids((await testStore(temporary.file).read()).records),
        [...complete, 'next'],
        `at byte ${length}`,
      );
      assert.equal((await testStore(temporary.file).read()).unreadable, 0);
    }
    assert.deepEqual(await temporary.beside(), [], 'a tear is no damage, wherever it falls');
  });

  it('case 115: a torn tail is dropped without keeping a copy', async () => {
    await fill(line('a'), '{"schema":1,"id":"b","te');
    await testStore(temporary.file).append(testRecord('c'));
    assert.equal(await readFile(temporary.file, 'utf8'), `\n${line('a')}\n${line('c')}`);
    assert.deepEqual(await temporary.beside(), []);
  });

  it('case 115: flipped bytes lose at most the lines they are in, and the file is kept aside as it was', async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 4 }),
        async (flips) => {
          await rm(dirname(temporary.file), { recursive: true, force: true });
          const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
          await fill(...names.map(line));
          const bytes = await readFile(temporary.file);
          const length = bytes.length / names.length;
          const hit = new Set<number>();
          for (const [at, mask] of flips) {
            const place = at % bytes.length;
            bytes[place] = (bytes[place] ?? 0) ^ mask;
            hit.add(Math.floor(place / length));
            // A line feed that is hit joins two lines.
            if (place % length === 0) hit.add(Math.floor(place / length) - 1);
          }
          await writeFile(temporary.file, bytes);
          const warnings: string[] = [];
          const store = testStore(temporary.file, 100, (message) => warnings.push(message));
          const { unreadable } = await store.read();
          await store.append(testRecord('next'));
          const { records, readOnly } = await testStore(temporary.file).read();
          if (readOnly) return;
          const left = new Set(ids(records));
          for (const [at, name] of names.entries()) if (!hit.has(at)) assert.ok(left.has(name), `${name} is lost`);
          assert.ok(left.has('next'));
          const kept = (await temporary.beside()).filter((name) => name.includes('.corrupt-'));
          assert.equal(kept.length, unreadable > 0 ? 1 : 0);
          assert.equal(warnings.length, kept.length);
          if (kept[0] !== undefined) assert.deepEqual(await readFile(`${dirname(temporary.file)}/${kept[0]}`), bytes);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('case 115: damage is kept aside once, not with every append, and never deleted', async () => {
    await fill(line('a'), 'not a record', line('b'));
    const warnings: string[] = [];
    const store = testStore(temporary.file, 100, (message) => warnings.push(message));
    assert.equal((await store.read()).unreadable, 1);
    assert.deepEqual(await temporary.beside(), [], 'reading changes nothing');
    for (const id of ['c', 'd', 'e']) await store.append(testRecord(id));
    const [aside, ...more] = await temporary.beside();
    assert.match(aside ?? '', /^records\.jsonl\.corrupt-\d{4}-\d\d-\d\dT/u);
    assert.deepEqual(more, []);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /1 line of the test store could not be read.*\.corrupt-/u);
    assert.deepEqual(ids((await store.read()).records), ['a', 'b', 'c', 'd', 'e']);
    await store.remove(() => true);
    assert.deepEqual(await temporary.beside(), [aside]);
  });

  for (const [name, bytes] of [
    ['an empty file', Buffer.alloc(0)],
    ['NULs', Buffer.alloc(5000)],
    ['noise without a line feed', Buffer.alloc(300_000, 'ab\u0001')],
    ['line feeds only', Buffer.alloc(1000, '\n')],
  ] as const) {
    it(`case 115: ${name} is no obstacle`, async () => {
      await fill();
      await writeFile(temporary.file, bytes);
      const store = testStore(temporary.file);
      assert.deepEqual((await store.read()).records, []);
      assert.equal((await store.append(testRecord('a'))).kind, 'saved');
      assert.deepEqual(ids((await testStore(temporary.file).read()).records), ['a']);
    });
  }

  it('case 115: NULs behind the last record, as after a power cut, cost nothing', async () => {
    await fill(line('a'));
    await appendFile(temporary.file, Buffer.alloc(4096));
    await testStore(temporary.file).append(testRecord('b'));
    assert.deepEqual(ids((await testStore(temporary.file).read()).records), ['a', 'b']);
    assert.deepEqual(await temporary.beside(), []);
  });

  it('case 115: two records that lost the line feed between them are damage, not a tear', async () => {
    await fill(line('a') + line('b').slice(0, -5));
    await testStore(temporary.file).append(testRecord('c'));
    assert.equal((await temporary.beside()).length, 1);
  });

  it('case 115: a file of 20 MB opens, keeps its newest records and stays usable', async function () {
    this.timeout(60_000);
    const text = 'y'.repeat(2000);
    await fill(...Array.from({ length: 10_000 }, (_, n) => JSON.stringify({ schema: 1, id: `n-${n}`, text })));
    assert.ok((await stat(temporary.file)).size > 20_000_000);
    const store = testStore(temporary.file, 1000);
    assert.equal((await store.read()).records.length, 1000);
    await store.append(testRecord('last'));
    const { records } = await testStore(temporary.file, 1000).read();
    assert.deepEqual([records.length, records.at(-1)?.id, records[0]?.id], [1000, 'last', 'n-9001']);
    assert.ok((await stat(temporary.file)).size < 2_100_000, 'compacted');
  });

  it('case 115: a line without end is counted and not held in memory', async () => {
    await fill(line('a'), `{"schema":1,"id":"b","text":"${'z'.repeat(9 * 1024 * 1024)}"}`, line('c'));
    const { records, unreadable } = await testStore(temporary.file).read();
    assert.deepEqual([ids(records), unreadable], [['a', 'c'], 1]);
  });

  it('case 115: a file of a newer schema version is read and never written, removed or compacted', async () => {
    await fill(line('a'), JSON.stringify({ schema: 2, id: 'b', shape: 'unknown' }), 'broken', line('c'));
    const before = await readFile(temporary.file);
    const warnings: string[] = [];
    const store = testStore(temporary.file, 1, (message) => warnings.push(message));
    assert.equal((await store.read()).readOnly, true);
    for (const id of ['d', 'e']) assert.equal((await store.append(testRecord(id))).kind, 'kept');
    const { records, unsaved } = await store.read();
    assert.deepEqual([ids(records), unsaved], [['e'], 1]);
    assert.equal((await store.remove(() => true)).kind, 'refused');
    assert.deepEqual(await readFile(temporary.file), before);
    assert.deepEqual(await temporary.beside(), []);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /newer version of Gavel/u);
  });

  it('compacts to the newest records and leaves what other versions wrote into them', async () => {
    const store = testStore(temporary.file, 10);
    await fill(JSON.stringify({ ...testRecord('first'), extra: 'kept' }));
    for (let n = 0; n < 60; n += 1) await store.append(testRecord(n === 58 ? 'first' : `n-${n}`));
    const { records } = await store.read();
    assert.equal(records.length, 10);
    assert.equal(records.at(-1)?.id, 'n-59');
    assert.ok((await readFile(temporary.file, 'utf8')).trim().split('\n').length <= 27);
  });

  it('removes from the disk what matches, and only that', async () => {
    const store = testStore(temporary.file);
    for (const id of ['a1', 'b1', 'a2', 'b2']) await store.append(testRecord(id));
    assert.deepEqual(await store.remove(({ id }) => id.startsWith('a')), { kind: 'removed', count: 2 });
    assert.equal(await readFile(temporary.file, 'utf8'), `\n${line('b1')}\n${line('b2')}`);
    assert.deepEqual(ids((await store.read()).records), ['b1', 'b2']);
  });

  it('refuses a record it could not read again', async () => {
    const store = testStore(temporary.file);
    const bad = { schema: 1, id: 'a', text: undefined } as unknown as ReturnType<typeof testRecord>;
    assert.equal((await store.append(bad)).kind, 'refused');
    assert.equal((await store.append(testRecord('long', 9 * 1024 * 1024))).kind, 'refused');
    assert.deepEqual((await store.read()).records, []);
  });

  it('case 113: sweeps what a killed compaction left, and nothing else', async () => {
    await fill(line('a'));
    for (const name of ['.tmp-0123456789ab', '.corrupt-2026', '.vectors', '.vectors.tmp-1'])
      await writeFile(temporary.file + name, 'x');
    await testStore(temporary.file).append(testRecord('b'));
    const names = ['.corrupt-2026', '.vectors', '.vectors.tmp-1'].map((name) => `records.jsonl${name}`);
    assert.deepEqual(await temporary.beside(), names);
  });

  describe('case 118: a folder that cannot be written', () => {
    it('keeps new records in memory with one warning, and saves them when it can be written again', async () => {
      const folder = dirname(temporary.file);
      await writeFile(folder, 'a file where the folder should be');
      const warnings: string[] = [];
      const store = testStore(temporary.file, 100, (message) => warnings.push(message));
      for (const id of ['a', 'b']) assert.equal((await store.append(testRecord(id))).kind, 'kept');
      const { records, unsaved } = await store.read();
      assert.deepEqual([ids(records), unsaved], [['a', 'b'], 2]);
      assert.equal(warnings.filter((message) => message.includes('cannot be written')).length, 1);
      await rm(folder);
      assert.equal((await store.append(testRecord('c'))).kind, 'saved');
      assert.deepEqual(ids((await testStore(temporary.file).read()).records), ['a', 'b', 'c']);
    });

    it('a folder that vanishes takes nothing from this window until it is made again', async () => {
      const warnings: string[] = [];
      const store = testStore(temporary.file, 100, (message) => warnings.push(message));
      await store.append(testRecord('a'));
      await rm(dirname(temporary.file), { recursive: true });
      await writeFile(dirname(temporary.file), 'gone');
      assert.equal((await store.append(testRecord('b'))).kind, 'kept');
      assert.deepEqual(ids((await store.read()).records), ['a', 'b']);
      assert.ok(warnings.length >= 1 && warnings.length <= 2, warnings.join('\n'));
      await rm(dirname(temporary.file));
      assert.equal((await store.append(testRecord('c'))).kind, 'saved');
      assert.deepEqual(ids((await testStore(temporary.file).read()).records), ['b', 'c']);
    });

    it('a read-only folder is told apart from a crash', async function () {
      if (process.getuid?.() === 0) this.skip();
      await testStore(temporary.file).append(testRecord('a'));
      await chmod(dirname(temporary.file), 0o500);
      assert.equal((await testStore(temporary.file).append(testRecord('b'))).kind, 'kept');
      await chmod(dirname(temporary.file), 0o700);
      assert.deepEqual(await readdir(dirname(temporary.file)), ['records.jsonl']);
    });

    it('a file that another window removed is simply empty', async () => {
      const store = testStore(temporary.file);
      await store.append(testRecord('a'));
      await rm(temporary.file);
      assert.deepEqual((await store.read()).records, []);
    });
  });
});
