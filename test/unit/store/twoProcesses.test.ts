import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { withLock } from '../../../src/store/lockFile';
import { isProvablyDead, markText, ownMark, type ProcessMark } from '../../../src/store/processMark';
import { testRecord, testStore } from './appendMany';
import { useTemporaryFile } from './temporaryFile';

/** Rounds of the kill test: 40 here, more where there is time. */
const rounds = Number(process.env['GAVEL_KILL_ROUNDS'] ?? 40);

/** `appendMany.ts` as one plain file: a process that starts in a moment can be killed often. */
let script = '';

interface Appender {
  readonly child: ChildProcess;
  /** Ids the process said were saved. */
  readonly saved: string[];
  /** Resolves when that many are saved, or the process is over. */
  reached(count: number): Promise<void>;
  readonly code: Promise<number | null>;
}

function startAppender(file: string, name: string, count: number, length: number, maxRecords: number): Appender {
  const given = [file, name, count, length, maxRecords].map(String);
  const child = spawn(process.execPath, [script, ...given], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const saved: string[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [kind, id] = line.split(' ');
    if (kind === 'saved' && id !== undefined) saved.push(id);
    for (const waiter of waiting) if (saved.length >= waiter.count) waiter.resolve();
  });
  const code = once(child, 'close').then(([exit]) => exit as number | null);
  const reached = (wanted: number) =>
    Promise.race([
      new Promise<void>((resolve) => {
        if (saved.length >= wanted) resolve();
        else waiting.push({ count: wanted, resolve });
      }),
      code.then(() => undefined),
    ]);
  return { child, saved, reached, code };
}

describe('store/twoProcesses', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gavel-append-'));
    script = join(folder, 'appendMany.cjs');
    const entry = join(__dirname, 'appendMany.ts');
    await build({ entryPoints: [entry], bundle: true, platform: 'node', format: 'cjs', outfile: script });
  });
  after(() => rm(folder, { recursive: true, force: true }));
  const temporary = useTemporaryFile();
  const lockNames = async () =>
    (await readdir(dirname(temporary.file)).catch(() => [])).filter((name) => name.includes('.lock-'));
  const plantLock = async (mark: ProcessMark): Promise<string> => {
    await mkdir(dirname(temporary.file), { recursive: true });
    const name = `${basename(temporary.file)}.lock-${markText(mark)}-0123456789ab`;
    await writeFile(join(dirname(temporary.file), name), '');
    return name;
  };

  it('case 116: two processes with 500 appends each lose nothing', async function () {
    this.timeout(120_000);
    const writers = ['a', 'b'].map((name) => startAppender(temporary.file, name, 500, 200, 100_000));
    assert.deepEqual(await Promise.all(writers.map(({ code }) => code)), [0, 0]);
    const { records, unreadable } = await testStore(temporary.file).read();
    assert.equal(unreadable, 0);
    assert.equal(new Set(records.map(({ id }) => id)).size, 1000);
    assert.deepEqual(await temporary.beside(), []);
  });

  it('case 116: compactions by two processes lose none of the newest records', async function () {
    this.timeout(120_000);
    // Small enough that each process compacts every few appends while the other is appending.
    const writers = ['a', 'b'].map((name) => startAppender(temporary.file, name, 500, 50, 60));
    assert.deepEqual(await Promise.all(writers.map(({ code }) => code)), [0, 0]);
    const { records, unreadable } = await testStore(temporary.file).read();
    assert.equal(unreadable, 0);
    for (const name of ['a', 'b']) {
      const numbers = records.filter(({ id }) => id.startsWith(name)).map(({ id }) => Number(id.slice(2)));
      const first = numbers[0] ?? 500;
      assert.deepEqual(
        numbers,
        Array.from({ length: 500 - first }, (_, at) => first + at),
        `${name} has no hole`,
      );
    }
    assert.ok(records.length >= 60);
    assert.ok(records.some(({ id }) => id === 'a-499' || id === 'b-499'));
    assert.deepEqual(await temporary.beside(), []);
  });

  it(`case 113: killed in the middle of appends, ${rounds} rounds, everything reported as saved is there`, async function () {
    this.timeout(rounds * 5000);
    const expected = new Set<string>();
    for (let round = 0; round < rounds; round += 1) {
      const writer = startAppender(temporary.file, `r${round}`, 100_000, 20_000, 100_000);
      await writer.reached(1 + (round % 7));
      writer.child.kill('SIGKILL');
      await writer.code;
      for (const id of writer.saved) expected.add(id);
    }
    const store = testStore(temporary.file);
    await store.append(testRecord('after'));
    const { records, unreadable } = await store.read();
    assert.equal(unreadable, 0);
    const found = new Set(records.map(({ id }) => id));
    assert.deepEqual(
      [...expected].filter((id) => !found.has(id)),
      [],
    );
    assert.deepEqual(await temporary.beside(), [], 'locks of the killed, temporary files and copies are gone');
  });

  it('case 113: killed in the middle of compactions, the store parses and stray files are swept', async function () {
    this.timeout(60_000);
    for (let round = 0; round < 10; round += 1) {
      const writer = startAppender(temporary.file, `r${round}`, 100_000, 5000, 20);
      await writer.reached(30 + round * 5);
      writer.child.kill('SIGKILL');
      await writer.code;
      const { records, unreadable } = await testStore(temporary.file, 20).read();
      assert.equal(unreadable, 0);
      assert.equal(records.length, 20);
      assert.ok(
        records.some(({ id }) => id === writer.saved.at(-1)),
        'the newest saved record is there',
      );
    }
    await testStore(temporary.file, 20).append(testRecord('after'));
    assert.deepEqual(await temporary.beside(), []);
  });

  it('case 116: the lock of a dead process is taken over at once', async () => {
    const own = await ownMark();
    const child = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' });
    const pid = child.pid ?? 0;
    await once(child, 'exit');
    await plantLock({ ...own, pid, start: '1' });
    assert.equal((await testStore(temporary.file).append(testRecord('a'))).kind, 'saved');
    assert.deepEqual(await lockNames(), []);
  });

  it('case 116: a living holder is waited for and never robbed; what is new is kept and saved afterwards', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await mkdir(dirname(temporary.file), { recursive: true });
    let entered = (): void => undefined;
    const inside = new Promise<void>((resolve) => (entered = resolve));
    const holding = withLock(temporary.file, () => (entered(), held), 1000);
    await inside;
    assert.equal((await withLock(temporary.file, () => Promise.resolve(), 50)).kind, 'busy');
    assert.equal((await lockNames()).length, 1, 'the waiting one took its claim back');
    const appended = testStore(temporary.file).append(testRecord('a'));
    release();
    await holding;
    assert.equal((await appended).kind, 'saved');
  });

  it('case 116: many claimants in one process are never inside together', async () => {
    await mkdir(dirname(temporary.file), { recursive: true });
    let inside = 0;
    let most = 0;
    const action = async (): Promise<void> => {
      most = Math.max(most, (inside += 1));
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
    };
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => withLock(temporary.file, action, 20_000)));
    assert.ok(outcomes.every(({ kind }) => kind === 'done'));
    assert.equal(most, 1);
  });

  it('case 116: only proof of death counts', async function () {
    const own = await ownMark();
    assert.equal(await isProvablyDead(own, own), false);
    assert.equal(await isProvablyDead({ ...own, machine: 'aa', pid: 999_999_999 }, own), false, 'another machine');
    assert.equal(await isProvablyDead({ ...own, space: 'aa', pid: 999_999_999 }, own), false, 'another container');
    assert.equal(await isProvablyDead({ ...own, pid: 999_999_999 }, own), true, 'no such process');
    if (process.platform !== 'linux') this.skip();
    assert.equal(await isProvablyDead({ ...own, boot: 'aa' }, own), true, 'before the last start of the machine');
    assert.equal(await isProvablyDead({ ...own, start: '1' }, own), true, 'the process id was given out again');
    assert.equal(await isProvablyDead({ ...own, start: '0' }, own), false, 'start unknown');
    assert.equal(await isProvablyDead({ ...own, pid: 1, start: '0' }, own), false, 'another user’s process lives');
  });

  it('case 116: a holder that cannot be proved dead blocks writing, with a message that says what to delete', async () => {
    const own = await ownMark();
    const name = await plantLock({ ...own, machine: 'aa' });
    const outcome = await withLock(temporary.file, () => Promise.resolve(), 30);
    assert.ok(outcome.kind === 'busy');
    assert.equal(basename(outcome.holder), name);
    assert.deepEqual(await lockNames(), [name]);
  });

  it('no clock takes part: nothing in the lock reads the date', async () => {
    for (const source of ['lockFile', 'processMark']) {
      const text = await readFile(join(__dirname, `../../../src/store/${source}.ts`), 'utf8');
      assert.doesNotMatch(text, /Date|mtime|utimes/u);
    }
  });
});
