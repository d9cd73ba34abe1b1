import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyChanges } from '../../../src/review/applyChanges';
import type { ApplyPort } from '../../../src/review/applyPort';
import type { ApplyOutcome } from '../../../src/review/change';
import { filesApplyPort } from '../../../src/review/filesApplyPort';
import { finishAccept, type InterruptedAccept, interruptedAccepts } from '../../../src/review/interruptedAccept';
import { undoAccept, undoLatestAccept } from '../../../src/review/journal';
import { markText, ownMark } from '../../../src/store/processMark';
import { temporaryWorkspace, type TemporaryWorkspace } from '../sandbox/temporaryWorkspace';
import { change } from './proposedChange';

const names = Array.from({ length: 8 }, (_, index) => `file${index}.txt`);

/** Two windows on one folder: the lock between them is one of files, and does not care who holds the other claim. */
describe('review/two windows', () => {
  let place: TemporaryWorkspace;
  let journals: string;
  const port = filesApplyPort();

  beforeEach(async () => {
    place = await temporaryWorkspace();
    journals = join(place.base, 'journals');
    for (const name of names) place.write(name, `base of ${name}\n`);
  });
  afterEach(() => place.remove());

  const text = (name: string): string => readFileSync(join(place.root, name), 'utf8');

  function accept(window: string, through: ApplyPort = port): Promise<ApplyOutcome[]> {
    const changes = names.map((name) => change(name, `base of ${name}\n`, `${window} of ${name}\n`));
    return applyChanges({ changes, runId: window, workspaceRoot: place.root, port: through, journalFolder: journals });
  }

  it('case 117: of two accepts at once one comes first whole, and the other is told what it met', async () => {
    const [one, two] = await Promise.all([accept('one'), accept('two')]);
    const winner = text('file0.txt').startsWith('one') ? 'one' : 'two';
    for (const name of names) assert.equal(text(name), `${winner} of ${name}\n`);
    const [first, second] = winner === 'one' ? [one, two] : [two, one];
    assert.ok(first.every(({ kind }) => kind === 'applied'));
    assert.ok(second.every((outcome) => outcome.kind === 'refused' && /the same lines/u.test(outcome.reason)));
    assert.equal(readdirSync(journals).length, 1, 'no lock and no second journal is left');
  });

  it('case 117: the same proposal accepted in both windows is written once and undone once', async () => {
    let writes = 0;
    const counting: ApplyPort = {
      read: (path) => port.read(path),
      write: (...args) => {
        writes += 1;
        return port.write(...args);
      },
    };
    const outcomes = (await Promise.all([accept('same', counting), accept('same', counting)])).flat();
    assert.ok(outcomes.every(({ kind }) => kind === 'applied'));
    assert.equal(writes, names.length);
    const undone = await Promise.all([1, 2].map(() => undoLatestAccept(journals, port, place.root)));
    assert.deepEqual(undone.map(({ kind }) => kind).sort(), ['nothing', 'undone']);
    for (const name of names) assert.equal(text(name), `base of ${name}\n`);
  });

  it('case 117: an undo waits for the accept that is on its way', async () => {
    const undone: Promise<unknown>[] = [];
    const interrupting: ApplyPort = {
      read: (path) => port.read(path),
      write: (...args) => {
        if (undone.length === 0) undone.push(undoLatestAccept(journals, port, place.root));
        return port.write(...args);
      },
    };
    const outcomes = await accept('one', interrupting);
    assert.ok(outcomes.every(({ kind }) => kind === 'applied'));
    await Promise.all(undone);
    for (const name of names) assert.equal(text(name), `base of ${name}\n`, 'all or nothing, never a part');
  });

  it('case 117: an accept that broke off is decided about in one window; the other hears so', async () => {
    const found = async (): Promise<InterruptedAccept> => {
      const [broken] = await interruptedAccepts(journals, port, place.root);
      assert.ok(broken);
      return broken;
    };
    await leftBehind();
    const [one, two] = [await found(), await found()];
    const finished = await Promise.all([finishAccept(one, port), finishAccept(two, port)]);
    assert.deepEqual(finished.map((refused) => refused?.length).sort(), [0, undefined]);
    for (const name of names) assert.equal(text(name), `dead of ${name}\n`);
    assert.equal((await undoAccept(one.journalFile, port)).kind, 'undone');
    assert.equal((await undoAccept(two.journalFile, port)).kind, 'nothing');
    for (const name of names) assert.equal(text(name), `base of ${name}\n`);
  });

  /** The journal of a process that is dead, as a kill before the second file leaves it. */
  async function leftBehind(): Promise<void> {
    const child = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' });
    const pid = child.pid ?? 0;
    await once(child, 'exit');
    await accept('dead');
    const [name = ''] = readdirSync(journals);
    const journal = JSON.parse(readFileSync(join(journals, name), 'utf8')) as Record<string, unknown>;
    const writer = markText({ ...(await ownMark()), pid, start: '0' });
    mkdirSync(journals, { recursive: true });
    writeFileSync(join(journals, name), JSON.stringify({ ...journal, state: 'started', writer }));
    for (const file of names.slice(1)) place.write(file, `base of ${file}\n`);
  }
});
