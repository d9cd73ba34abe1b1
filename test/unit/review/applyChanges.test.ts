import assert from 'node:assert/strict';
import { chmodSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ApplyRequest } from '../../../src/review/applyChanges';
import { applyChanges } from '../../../src/review/applyChanges';
import type { ApplyPort } from '../../../src/review/applyPort';
import type { ApplyOutcome, ProposedChange } from '../../../src/review/change';
import { filesApplyPort } from '../../../src/review/filesApplyPort';
import { undoLatestAccept } from '../../../src/review/journal';
import type { TemporaryWorkspace } from '../sandbox/temporaryWorkspace';
import { hashTree, temporaryWorkspace } from '../sandbox/temporaryWorkspace';
import type { Content } from './proposedChange';
import { change, contentOf } from './proposedChange';

describe('review/applyChanges', () => {
  let place: TemporaryWorkspace;
  let journals: string;

  beforeEach(async () => {
    place = await temporaryWorkspace();
    journals = join(place.base, 'journals');
  });
  afterEach(() => place.remove());

  function accept(changes: readonly ProposedChange[], more: Partial<ApplyRequest> = {}): Promise<ApplyOutcome[]> {
    const request = {
      changes,
      runId: 'run',
      workspaceRoot: place.root,
      port: filesApplyPort(),
      journalFolder: journals,
    };
    return applyChanges({ ...request, ...more });
  }

  function text(path: string): string {
    return readFileSync(join(place.root, path), 'utf8');
  }

  function reasonOf(outcome: ApplyOutcome | undefined): string {
    assert.equal(outcome?.kind, 'refused');
    return outcome.reason;
  }

  it('case 94: creates, modifies and deletes what was accepted, and nothing else', async () => {
    place.write('a.txt', 'a');
    place.write('b.txt', 'b');
    place.write('rejected.txt', 'r');
    const outcomes = await accept([
      change('new/c.txt', undefined, 'c'),
      change('a.txt', 'a', 'A'),
      change('b.txt', 'b', undefined),
    ]);
    assert.deepEqual(outcomes, [
      { kind: 'applied', path: 'new/c.txt', merged: false },
      { kind: 'applied', path: 'a.txt', merged: false },
      { kind: 'applied', path: 'b.txt', merged: false },
    ]);
    assert.deepEqual(Object.keys(contentOf(place.root)).sort(), ['a.txt', 'new', 'new/c.txt', 'rejected.txt']);
    assert.deepEqual([text('a.txt'), text('new/c.txt'), text('rejected.txt')], ['A', 'c', 'r']);
  });

  it('case 94: accepting twice changes nothing the second time', async () => {
    place.write('a.txt', 'a');
    const changes = [change('a.txt', 'a', 'A'), change('c.txt', undefined, 'c')];
    await accept(changes);
    const before = hashTree(place.root);
    const again = await accept(changes);
    assert.deepEqual(
      again.map(({ kind }) => kind),
      ['applied', 'applied'],
    );
    assert.equal(hashTree(place.root), before);
    assert.equal(readdirSync(journals).length, 1, 'the second accept leaves no journal');
  });

  it('case 92: decides by content, not by time or size, and merges what moved on', async () => {
    place.write('a.txt', 'one\ntwo\nthree\nfour\nfive\n');
    const changes = [change('a.txt', text('a.txt'), 'one\ntwo\nthree\nfour\nFIVE\n')];
    place.write('a.txt', 'ONE\ntwo\nthree\nfour\nfive\n');
    const [outcome] = await accept(changes);
    assert.deepEqual(outcome, { kind: 'applied', path: 'a.txt', merged: true, note: 'It was merged with your edits.' });
    assert.equal(text('a.txt'), 'ONE\ntwo\nthree\nfour\nFIVE\n');
  });

  it("case 91: refuses conflicts with a sentence and leaves the person's bytes", async () => {
    const moved: readonly (readonly [string, Content, Content, Content, RegExp])[] = [
      ['both.txt', 'a\n', 'agent\n', 'person\n', /changed the same lines/u],
      ['binary.bin', Buffer.from([0, 1]), Buffer.from([0, 2]), Buffer.from([0, 3]), /cannot be merged by lines/u],
      ['latin.txt', Buffer.from([0xe9]), Buffer.from([0xe8]), Buffer.from([0xe7]), /cannot be merged by lines/u],
      ['appeared.txt', undefined, 'agent', 'person', /appeared meanwhile/u],
      ['vanished.txt', 'a', 'agent', undefined, /was deleted meanwhile/u],
      ['kept.txt', 'a', undefined, 'person', /was not deleted/u],
    ];
    for (const [path, , , now] of moved) if (now !== undefined) place.write(path, now);
    const before = hashTree(place.root);
    const outcomes = await accept(moved.map(([path, base, proposed]) => change(path, base, proposed)));
    moved.forEach(([, , , , expected], index) => assert.match(reasonOf(outcomes[index]), expected));
    assert.equal(hashTree(place.root), before);
    assert.deepEqual(readdirSync(journals), []);
  });

  it('case 37: sensitive files need their own accept, git data has none', async () => {
    place.write('.vscode/settings.json', '{}');
    place.write('.git/config', 'x');
    const sensitive = change('.vscode/settings.json', '{}', '{"a":1}', true);
    const unflagged = change('.github/workflows/ci.yml', undefined, 'on: push');
    const git = change('.git/config', 'x', 'y');
    const bulk = await accept([sensitive, unflagged, git]);
    assert.match(reasonOf(bulk[0]), /accept it on its own/u);
    assert.match(reasonOf(bulk[1]), /accept it on its own/u, 'the gate knows better than the flags');
    reasonOf(bulk[2]);
    const single = await accept([sensitive, git], { sensitivePaths: ['.vscode/settings.json', '.git/config'] });
    assert.deepEqual(
      single.map(({ kind }) => kind),
      ['applied', 'refused'],
    );
    assert.equal(text('.git/config'), 'x');
  });

  it('case 34: refuses a path that leads outside by now', async () => {
    writeFileSync(join(place.outside, 'a.txt'), 'a');
    symlinkSync(place.outside, join(place.root, 'src'));
    const outcomes = await accept([
      change('src/a.txt', 'a', 'A'),
      change('src/new.txt', undefined, 'n'),
      change('../x', undefined, 'x'),
    ]);
    for (const outcome of outcomes) reasonOf(outcome);
    assert.deepEqual(readdirSync(place.outside), ['a.txt']);
    assert.equal(readFileSync(join(place.outside, 'a.txt'), 'utf8'), 'a');
  });

  it('case 34: a folder that becomes a link between plan and write is not written through', async () => {
    place.write('src/a.txt', 'a');
    const files = filesApplyPort();
    const port: ApplyPort = {
      read: async (path) => {
        const found = await files.read(path);
        await rm(join(place.root, 'src'), { recursive: true });
        symlinkSync(place.outside, join(place.root, 'src'));
        return found;
      },
      write: (...args) => files.write(...args),
    };
    reasonOf((await accept([change('src/a.txt', 'a', 'A')], { port }))[0]);
    assert.deepEqual(readdirSync(place.outside), []);
  });

  it('case 41: two changes that mean one file are not both applied', async () => {
    place.write('real/a.txt', 'a');
    symlinkSync('real', join(place.root, 'alias'));
    const paths = ['real/a.txt', 'real/a.txt', 'alias/a.txt'];
    const outcomes = await accept(paths.map((path, at) => change(path, 'a', ['one', 'two', 'three'][at])));
    assert.equal(outcomes[0]?.kind, 'applied');
    assert.match(reasonOf(outcomes[1]), /the same file/u);
    assert.match(reasonOf(outcomes[2]), /a link leads from there to real\/a\.txt/u);
    assert.equal(text('real/a.txt'), 'one');
  });

  it('case 95: a port that fails in the middle gives the exact list, and undo knows it', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) place.write(`${name}.txt`, name);
    const before = contentOf(place.root);
    const files = filesApplyPort();
    const failing: ApplyPort = {
      read: (path) => files.read(path),
      write: async (path, ...rest) => {
        if (path.endsWith('c.txt')) throw new Error('applyEdit said false');
        if (path.endsWith('d.txt')) return { kind: 'refused', reason: 'VS Code did not save the file' };
        const written = await files.write(path, ...rest);
        if (path.endsWith('e.txt')) throw new Error('after writing');
        return written;
      },
    };
    const changes = ['a', 'b', 'c', 'd', 'e'].map((name) => change(`${name}.txt`, name, name.toUpperCase()));
    const outcomes = await accept(changes, { port: failing });
    assert.deepEqual(
      outcomes.map(({ kind }) => kind),
      ['applied', 'applied', 'refused', 'refused', 'applied'],
    );
    assert.equal(reasonOf(outcomes[3]), 'It was left as it is: VS Code did not save the file.');
    assert.deepEqual(['a', 'b', 'c', 'd', 'e'].map((name) => text(`${name}.txt`)).join(''), 'ABcdE');
    const undone = await undoLatestAccept(journals, files);
    assert.deepEqual(undone, {
      kind: 'undone',
      runId: 'run',
      restored: ['a.txt', 'b.txt', 'e.txt'],
      refused: [],
    });
    assert.deepEqual(contentOf(place.root), before);
  });

  it('format on save is noticed, said, and expected by the undo', async () => {
    place.write('a.txt', 'a');
    const files = filesApplyPort();
    const formatting: ApplyPort = {
      read: (path) => files.read(path),
      write: async (path, bytes, expected) => {
        const changed = bytes === undefined ? undefined : Buffer.concat([bytes, Buffer.from('\n')]);
        return files.write(path, changed, expected);
      },
    };
    const [outcome] = await accept([change('a.txt', 'a', 'A')], { port: formatting });
    assert.match(outcome?.kind === 'applied' ? (outcome.note ?? '') : '', /format on save/u);
    assert.equal(text('a.txt'), 'A\n');
    await undoLatestAccept(journals, files);
    assert.equal(text('a.txt'), 'a');
  });

  it('case 101: read-only files and full journals are refused in a sentence; modes stay', async () => {
    place.write('locked.txt', 'a');
    place.write('run.sh', 'a');
    chmodSync(join(place.root, 'locked.txt'), 0o444);
    chmodSync(join(place.root, 'run.sh'), 0o755);
    const outcomes = await accept([change('locked.txt', 'a', 'A'), change('run.sh', 'a', 'A')]);
    assert.match(reasonOf(outcomes[0]), /read-only/u);
    assert.equal(statSync(join(place.root, 'run.sh')).mode & 0o777, 0o755);
    writeFileSync(join(place.base, 'file'), '');
    const blocked = await accept([change('run.sh', 'A', 'B')], { journalFolder: join(place.base, 'file', 'below') });
    assert.match(reasonOf(blocked[0]), /Nothing was changed/u);
    assert.equal(text('run.sh'), 'A');
  });

  it('case 124: a cancel stops before the next file and says so', async () => {
    place.write('a.txt', 'a');
    place.write('b.txt', 'b');
    const controller = new AbortController();
    const files = filesApplyPort();
    const port: ApplyPort = {
      read: (path) => files.read(path),
      write: (...args) => {
        controller.abort();
        return files.write(...args);
      },
    };
    const outcomes = await accept([change('a.txt', 'a', 'A'), change('b.txt', 'b', 'B')], {
      port,
      signal: controller.signal,
    });
    assert.equal(outcomes[0]?.kind, 'applied');
    assert.match(reasonOf(outcomes[1]), /cancelled/u);
    assert.deepEqual([text('a.txt'), text('b.txt')], ['A', 'b']);
  });
});
