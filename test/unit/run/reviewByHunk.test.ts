import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { NullLogger } from '../../../src/base/logger';
import type { ProposedChange } from '../../../src/review/change';
import { filesApplyPort } from '../../../src/review/filesApplyPort';
import { undoLatestAccept } from '../../../src/review/journal';
import { type ReviewDesk, reviewDesk } from '../../../src/run/review';
import { Run } from '../../../src/run/run';
import type { RunPorts } from '../../../src/run/runPorts';
import type { RunRequest } from '../../../src/run/runRequest';
import { change, contentOf } from '../review/proposedChange';
import { temporaryWorkspace, type TemporaryWorkspace } from '../sandbox/temporaryWorkspace';

const base = '1\n2\n3\n4\n5\n6\n7\n8\n9\n';
const proposed = 'one\n2\n3\n4\nfive\n6\n7\n8\nnine\n';

describe('run/review by hunk', () => {
  let place: TemporaryWorkspace;
  let run: Run;
  let desk: ReviewDesk;
  let journals: string;

  beforeEach(async () => {
    place = await temporaryWorkspace();
    place.write('a.txt', base);
    journals = join(place.base, 'journals');
  });
  afterEach(() => place.remove());

  function propose(...changes: readonly ProposedChange[]): void {
    const request: Partial<RunRequest> = { runId: 'run', workspaceRoot: place.root };
    const ports: Partial<RunPorts> = { apply: filesApplyPort(), journalFolder: journals, log: NullLogger };
    run = new Run(request as RunRequest, ports as RunPorts);
    desk = reviewDesk(run);
    run.dispatch({ type: 'attemptStarted', bidderId: 'x' });
    run.dispatch({ type: 'attemptClosed', changes });
    run.dispatch({ type: 'proposed', attempt: 0 });
  }

  function text(path = 'a.txt'): string {
    return readFileSync(join(place.root, path), 'utf8');
  }

  function units(index = 0): string {
    return (run.state().changes[index]?.units ?? []).map(({ decision }) => decision[0]).join('');
  }

  const decision = (index = 0): string | undefined => run.state().changes[index]?.decision;
  const hunk = (...hunks: readonly number[]): readonly [{ path: string; hunks: readonly number[] }] => [
    { path: 'a.txt', hunks },
  ];

  it('case 94: some files, some hunks; what is rejected is nowhere in the workspace', async () => {
    place.write('b.txt', 'b\n');
    propose(change('a.txt', base, proposed), change('b.txt', 'b\n', 'BETA\n'), change('new.txt', undefined, 'NEW\n'));
    await desk.accept(hunk(1));
    assert.equal(text(), base.replace('5', 'five'));
    assert.deepEqual([units(), decision()], ['oao', 'open']);
    desk.reject(hunk(0));
    await desk.accept(['new.txt']);
    desk.reject('all');
    await desk.decided;
    assert.deepEqual([units(), decision(), decision(1), decision(2)], ['rar', 'accepted', 'rejected', 'accepted']);
    assert.equal(text(), base.replace('5', 'five'));
    const everything = Object.entries(contentOf(place.root))
      .map(([, content]) => content)
      .join();
    for (const rejected of ['one', 'nine', 'BETA'])
      assert.ok(!everything.includes(Buffer.from(rejected).toString('hex')));
  });

  it('case 94: a double click accepts once, and the same hunk again changes nothing', async () => {
    propose(change('a.txt', base, proposed));
    await Promise.all([desk.accept(hunk(0)), desk.accept(hunk(0)), desk.accept(hunk(0, 2))]);
    assert.equal(text(), 'one\n2\n3\n4\n5\n6\n7\n8\nnine\n');
    const before = contentOf(place.root);
    await desk.accept(hunk(0));
    assert.deepEqual(contentOf(place.root), before);
    await desk.accept('all');
    assert.equal(text(), proposed);
    await desk.accept('all');
    assert.equal(text(), proposed);
    assert.equal(readdirSync(journals).length, 3);
  });

  it('case 91: edits made between two accepts stay, also inside a hunk that was accepted', async () => {
    propose(change('a.txt', base, proposed));
    await desk.accept(hunk(0));
    place.write('a.txt', text().replace('one', 'ONE, mine').replace('7', 'seven, mine'));
    await desk.accept(hunk(2));
    assert.equal(text(), 'ONE, mine\n2\n3\n4\n5\n6\nseven, mine\n8\nnine\n');
    assert.match(run.state().changes[0]?.note ?? '', /merged with your edits/u);
  });

  it('case 92: a hunk over an edit of the person is refused with the place, and the others can be taken', async () => {
    propose(change('a.txt', base, proposed));
    place.write('a.txt', base.replace('5', '5, mine'));
    const before = text();
    await desk.accept('all');
    assert.equal(text(), before);
    assert.equal(decision(), 'refused');
    assert.match(run.state().changes[0]?.note ?? '', /the same lines \(5\)/u);
    assert.match(run.state().changes[0]?.conflict ?? '', /<<<<<<< yours\n5, mine\n=======\nfive\n>>>>>>> proposed\n/u);
    await desk.accept(hunk(0, 2));
    assert.equal(text(), 'one\n2\n3\n4\n5, mine\n6\n7\n8\nnine\n');
    assert.deepEqual([units(), decision()], ['aoa', 'open']);
    await desk.accept(hunk(1));
    assert.equal(decision(), 'refused');
    place.write('a.txt', text().replace('5, mine', '5'));
    await desk.accept(['a.txt']);
    assert.equal(text(), proposed);
    assert.equal(decision(), 'accepted');
  });

  it('case 109: Undo Accept takes back every partial accept, and the hunks are open again', async () => {
    place.write('kept.txt', 'k\n');
    const before = contentOf(place.root);
    propose(change('a.txt', base, proposed), change('deep/new.txt', undefined, 'n\n'));
    await desk.accept(hunk(0));
    await desk.accept(['deep/new.txt']);
    await desk.accept(hunk(2));
    void desk.undo(async () => {
      const outcome = await undoLatestAccept(journals, filesApplyPort());
      return outcome.kind === 'undone' ? outcome.restored : [];
    });
    await desk.accept(hunk(1));
    assert.equal(text(), base.replace('5', 'five'), 'decisions wait for the undo');
    assert.ok(!existsSync(join(place.root, 'deep')));
    assert.deepEqual([units(0), units(1)], ['oao', 'o']);
    await undoLatestAccept(journals, filesApplyPort());
    assert.deepEqual(contentOf(place.root), before);
  });

  it('cases 37 and 52: accepting all takes what is checked, and never a file that needs its own accept', async () => {
    propose(
      change('a.txt', base, proposed),
      change('.vscode/tasks.json', undefined, '{}', true),
      change('hidden.js', undefined, 'a \u202e b\n'),
      change('alike.js', undefined, 'const p\u0430th = 1;\n'),
    );
    desk.check('a.txt', 1, false);
    desk.check('.vscode/tasks.json', undefined, true);
    await desk.accept('all');
    assert.equal(text(), proposed.replace('five', '5'));
    assert.deepEqual(Object.keys(contentOf(place.root)), ['a.txt']);
    assert.deepEqual([units(0), units(1), units(2), units(3)], ['aoa', 'o', 'o', 'o']);
    await desk.accept(['.vscode/tasks.json', 'hidden.js']);
    assert.deepEqual([decision(1), decision(2), decision(3)], ['accepted', 'accepted', 'open']);
    desk.check('a.txt', undefined, true);
    await desk.accept('all');
    assert.equal(text(), proposed);
  });

  it('cancel after a partial accept keeps what was accepted and rejects the rest', async () => {
    propose(change('a.txt', base, proposed));
    await desk.accept(hunk(0));
    desk.cancel();
    await desk.decided;
    assert.deepEqual([units(), decision()], ['arr', 'accepted']);
  });
});
