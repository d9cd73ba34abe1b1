import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hunksOf, partOf, withHunks } from '../../../src/review/hunks';
import { change } from './proposedChange';

const lines = fc
  .array(fc.constantFrom('a', 'b', 'c', '', 'x\r', '\ufeffa'), { maxLength: 12 })
  .chain((parts) => fc.constantFrom(parts.join('\n'), `${parts.join('\n')}\n`));

describe('review/hunks', () => {
  it('finds each run of changed lines, with its place on both sides', () => {
    assert.deepEqual(hunksOf('a\nb\nc\nd\n', 'a\nB\nc\nd\ne\n'), [
      { oldStart: 2, removed: ['b\n'], newStart: 2, added: ['B\n'] },
      { oldStart: 5, removed: [], newStart: 5, added: ['e\n'] },
    ]);
    assert.deepEqual(hunksOf('same\n', 'same\n'), []);
    assert.deepEqual(hunksOf('a\n', 'a'), [{ oldStart: 1, removed: ['a\n'], newStart: 1, added: ['a'] }]);
  });

  it('case 98, property: all hunks give the proposal, none the base, and any part leaves all other lines as they were', () => {
    fc.assert(
      fc.property(lines, lines, fc.nat(), (before, after, bits) => {
        const hunks = hunksOf(before, after);
        const all = new Set(hunks.map((_, index) => index));
        assert.equal(withHunks(before, hunks, all), after);
        assert.equal(withHunks(before, hunks, new Set()), before);
        const some = new Set([...all].filter((index) => (bits >> index) % 2 === 1));
        const part = withHunks(before, hunks, some);
        const rest = hunks.filter((_, index) => !some.has(index));
        const removedOf = (list: typeof hunks): number => list.reduce((sum, { removed }) => sum + removed.length, 0);
        const addedOf = (list: typeof hunks): number => list.reduce((sum, { added }) => sum + added.length, 0);
        const count = (text: string): number => (text.match(/[^\n]*\n|[^\n]+$/gu) ?? []).length;
        if (after.endsWith('\n') && before.endsWith('\n'))
          assert.equal(count(part), count(after) - addedOf(rest) + removedOf(rest));
      }),
      { numRuns: 500 },
    );
  });

  it('too much to compare in time is one hunk', () => {
    const text = (word: string): string =>
      Array.from({ length: 9000 }, (_, index) => `${word} ${index * 7919}\n`).join('');
    const hunks = hunksOf(text('old'), text('new'));
    assert.equal(hunks.length, 1);
    assert.equal(withHunks(text('old'), hunks, new Set([0])), text('new'));
  });

  it('a part begins where the accepted hunks stand, so that it does not touch them again', () => {
    const whole = change('a.txt', '1\n2\n3\n4\n5\n', 'one\n2\nthree\n4\nfive\n');
    const part = partOf(whole, new Set([0]), new Set([2]));
    assert.equal(part.base?.toString(), 'one\n2\n3\n4\n5\n');
    assert.equal(part.proposed?.toString(), 'one\n2\n3\n4\nfive\n');
    assert.deepEqual(partOf(whole, new Set(), new Set([0, 1, 2])).proposed, whole.proposed);
  });

  it('new, deleted and binary files are whole or not at all', () => {
    for (const whole of [
      change('new.txt', undefined, 'a\n'),
      change('gone.txt', 'a\n', undefined),
      change('b.bin', Buffer.from([0]), Buffer.from([0, 1])),
    ]) {
      assert.deepEqual(whole.hunks, []);
      assert.equal(partOf(whole, new Set(), new Set([0])), whole);
    }
  });
});
