import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { applyChanges } from '../../../src/review/applyChanges';
import type { ApplyPort } from '../../../src/review/applyPort';
import { filesApplyPort } from '../../../src/review/filesApplyPort';
import { latestUndoable, undoAccept, undoLatestAccept } from '../../../src/review/journal';
import { proposeChanges } from '../../../src/review/proposeChanges';
import type { TemporaryWorkspace } from '../sandbox/temporaryWorkspace';
import { temporaryWorkspace } from '../sandbox/temporaryWorkspace';

describe('review/journal', () => {
  let place: TemporaryWorkspace;
  let journals: string;
  const port = filesApplyPort();

  beforeEach(async () => {
    place = await temporaryWorkspace();
    journals = join(place.base, 'journals');
    place.write('a.txt', 'a');
    place.write('b.txt', 'b');
  });
  afterEach(() => place.remove());

  async function accept(
    edits: Readonly<Record<string, readonly [string, string]>>,
    through: ApplyPort = port,
    runId = 'run',
  ): Promise<void> {
    const touched = Object.entries(edits).map(([path, [base, current]]) => ({
      path,
      base: Buffer.from(base),
      current: Buffer.from(current),
      sensitive: false,
    }));
    const request = {
      changes: proposeChanges(touched),
      runId,
      workspaceRoot: place.root,
      journalFolder: journals,
    };
    await applyChanges({ ...request, port: through });
  }

  function text(path: string): string {
    return readFileSync(join(place.root, path), 'utf8');
  }

  it('case 122: journals are private files in a private folder', async () => {
    await accept({ 'a.txt': ['a', 'A'] });
    const [name] = readdirSync(journals);
    assert.equal(statSync(journals).mode & 0o777, 0o700);
    assert.equal(statSync(join(journals, name ?? '')).mode & 0o777, 0o600);
  });

  it('case 109: undoes every accept of the latest run at once, then those of the run before', async () => {
    await accept({ 'a.txt': ['a', 'A'] }, port, 'first');
    await accept({ 'a.txt': ['A', 'AA'] }, port, 'second');
    await accept({ 'a.txt': ['AA', 'AAA'], 'b.txt': ['b', 'B'] }, port, 'second');
    const undone = { kind: 'undone', refused: [] };
    assert.deepEqual(await undoLatestAccept(journals, port), {
      ...undone,
      runId: 'second',
      restored: ['a.txt', 'b.txt'],
    });
    assert.deepEqual([text('a.txt'), text('b.txt')], ['A', 'b']);
    assert.equal(await latestUndoable(journals, [place.outside, place.root]), place.root);
    assert.equal(await latestUndoable(journals, [place.outside]), undefined);
    assert.deepEqual(await undoLatestAccept(journals, port), { ...undone, runId: 'first', restored: ['a.txt'] });
    assert.deepEqual(await undoLatestAccept(journals, port), { kind: 'nothing' });
    assert.equal(await latestUndoable(journals, [place.root]), undefined);
    assert.equal(text('a.txt'), 'a');
  });

  it('case 109: a file of which a later accept cannot be undone does not count as restored', async () => {
    await accept({ 'a.txt': ['a', 'A'], 'b.txt': ['b', 'B'] });
    await accept({ 'a.txt': ['A', 'AA'] });
    place.write('a.txt', 'edited later');
    const outcome = await undoLatestAccept(journals, port);
    assert.deepEqual(outcome.kind === 'undone' && outcome.restored, ['b.txt']);
    assert.deepEqual(outcome.kind === 'undone' && outcome.refused.map(({ path }) => path), ['a.txt']);
    assert.deepEqual([text('a.txt'), text('b.txt')], ['edited later', 'b']);
  });

  it('a file that was changed after the accept stays, the others are restored', async () => {
    await accept({ 'a.txt': ['a', 'A'], 'b.txt': ['b', 'B'] });
    place.write('a.txt', 'edited later');
    const outcome = await undoLatestAccept(journals, port);
    assert.deepEqual(outcome.kind === 'undone' && outcome.restored, ['b.txt']);
    assert.match(outcome.kind === 'undone' ? (outcome.refused[0]?.reason ?? '') : '', /changed after the accept/u);
    assert.deepEqual([text('a.txt'), text('b.txt')], ['edited later', 'b']);
    place.write('a.txt', 'A');
    await undoLatestAccept(journals, port);
    assert.equal(text('a.txt'), 'a', 'a second try restores the rest');
  });

  it('an accept of which nothing can be restored does not block the one before it', async () => {
    await accept({ 'a.txt': ['a', 'A'] });
    await accept({ 'b.txt': ['b', 'B'] });
    place.write('b.txt', 'edited later');
    const first = await undoLatestAccept(journals, port);
    assert.equal(first.kind === 'undone' && first.refused.length, 1);
    await undoLatestAccept(journals, port);
    assert.deepEqual([text('a.txt'), text('b.txt')], ['a', 'edited later']);
  });

  it('case 112: an accept that died at any write is undone to the bytes before', async () => {
    for (let deadAfter = 0; deadAfter < 3; deadAfter += 1) {
      await rm(journals, { recursive: true, force: true });
      let writes = 0;
      let journal = '';
      const dying: ApplyPort = {
        read: (path) => port.read(path),
        write: async (...args) => {
          journal = readFileSync(join(journals, readdirSync(journals)[0] ?? ''), 'utf8');
          if (writes++ >= deadAfter) return { kind: 'refused', reason: 'dead' };
          return port.write(...args);
        },
      };
      await accept({ 'a.txt': ['a', 'A'], 'b.txt': ['b', 'B'] }, dying);
      // What a killed process leaves is the journal as it was before the first write.
      await rm(journals, { recursive: true, force: true });
      const { mkdirSync } = await import('node:fs');
      mkdirSync(journals);
      writeFileSync(join(journals, '000000000000001-aaaaaaaaaaaa.json'), journal);
      const outcome = await undoLatestAccept(journals, port);
      assert.equal(outcome.kind === 'undone' && outcome.refused.length, 0);
      assert.deepEqual([text('a.txt'), text('b.txt')], ['a', 'b'], `after ${deadAfter} writes`);
    }
  });

  it('case 115: a damaged, foreign or truncated journal undoes nothing', async () => {
    await accept({ 'a.txt': ['a', 'A'] });
    const file = join(journals, readdirSync(journals)[0] ?? '');
    const whole = readFileSync(file, 'utf8');
    const damaged = [
      whole.slice(0, -5),
      whole.replace('"YQ=="', '"Yg=="'),
      '{}',
      '',
      whole.replace('"version":1', '"version":2'),
    ];
    for (const content of damaged) {
      writeFileSync(file, content);
      assert.deepEqual(await undoAccept(file, port), { kind: 'nothing' });
      assert.equal(text('a.txt'), 'A');
    }
    writeFileSync(file, whole);
    assert.equal((await undoAccept(file, port)).kind, 'undone');
  });

  it('a journal cannot lead outside the workspace', async () => {
    await accept({ 'a.txt': ['a', 'A'] });
    writeFileSync(join(place.outside, 'canary'), 'A');
    await rm(join(place.root, 'a.txt'));
    symlinkSync(join(place.outside, 'canary'), join(place.root, 'a.txt'));
    const outcome = await undoLatestAccept(journals, port);
    assert.equal(outcome.kind === 'undone' && outcome.refused.length, 1);
    assert.equal(readFileSync(join(place.outside, 'canary'), 'utf8'), 'A');
  });

  it('looks only at accepts into the given workspace, and keeps a bounded number', async () => {
    await accept({ 'a.txt': ['a', 'A'] });
    assert.deepEqual(await undoLatestAccept(journals, port, place.outside), { kind: 'nothing' });
    for (let round = 0; round < 55; round += 1) {
      await accept({ 'b.txt': [round % 2 === 0 ? 'b' : 'B', round % 2 === 0 ? 'B' : 'b'] });
    }
    assert.ok(readdirSync(journals).length <= 51);
    assert.equal((await undoLatestAccept(journals, port, place.root)).kind, 'undone');
  });

  it('no accept yet is nothing to undo', async () => {
    assert.deepEqual(await undoLatestAccept(journals, port), { kind: 'nothing' });
  });
});
