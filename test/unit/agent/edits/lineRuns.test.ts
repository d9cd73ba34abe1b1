import assert from 'node:assert/strict';
import fc from 'fast-check';
import { editInTurns } from '../../../../src/agent/edits/editInTurns';
import { applyEditBlocks } from '../../../../src/agent/edits/editBlocks';
import { lineRuns } from '../../../../src/agent/edits/lineRuns';

/** The obvious way, which takes the product of both lengths. */
function obvious(lines: readonly string[], wanted: readonly string[], max: number): readonly number[] {
  return lines
    .map((_, index) => index)
    .filter((index) => wanted.length > 0 && wanted.every((line, at) => lines[index + at] === line))
    .slice(0, max);
}

describe('agent/edits/lineRuns', () => {
  it('finds what the obvious way finds (property)', () => {
    const some = (maxLength: number): fc.Arbitrary<string[]> => fc.array(fc.constantFrom('a', 'b', ''), { maxLength });
    fc.assert(
      fc.property(some(30), some(6), fc.integer({ min: 1, max: 5 }), (lines, wanted, max) => {
        assert.deepEqual(lineRuns(lines, wanted, max), obvious(lines, wanted, max));
      }),
      { numRuns: 2000 },
    );
  });

  it('compares each line of a file of equal lines about once, however long the search is', () => {
    let reads = 0;
    const lines = new Proxy(
      Array.from({ length: 20_000 }, () => 'x = 1;'),
      {
        get: (target, name) => {
          if (typeof name === 'string' && /^\d+$/u.test(name)) reads += 1;
          return Reflect.get(target, name) as unknown;
        },
      },
    );
    assert.deepEqual(lineRuns(lines, [...Array.from({ length: 10_000 }, () => 'x = 1;'), 'y'], 5), []);
    assert.ok(reads < 4 * lines.length, `${reads} reads`);
  });
});

describe('agent/edits/editInTurns', () => {
  const text = `${Array.from({ length: 20_000 }, (_, n) => `value${n} = ${n * 7};`).join('\n')}\n`;
  const blocks = Array.from({ length: 50 }, (_, n) => ({ search: `value${n * 300} =`, replace: `word${n * 300} =` }));
  const context = { path: 'a.js', mayShrink: false };

  it('gives what applyEditBlocks gives, and others their turn meanwhile', async () => {
    let turns = 0;
    let over = false;
    const count = (): void => {
      turns += 1;
      if (!over) setImmediate(count);
    };
    setImmediate(count);
    const result = await editInTurns(text, blocks, context, new AbortController().signal);
    over = true;
    assert.deepEqual(result, applyEditBlocks(text, blocks, context));
    assert.ok(turns > 1, `${turns} turns of others`);
  });

  it('ends between two blocks when it is stopped', async () => {
    const stop = new AbortController();
    setImmediate(() => stop.abort());
    assert.equal(await editInTurns(text, blocks, context, stop.signal), undefined);
  });
});
