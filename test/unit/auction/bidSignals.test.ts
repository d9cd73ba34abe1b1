import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bidSignals, planLength } from '../../../src/auction/bidSignals';
import { judgeHistoryOf } from '../../../src/auction/judgeHistory';
import { scores } from './examples';

describe('auction/bidSignals', () => {
  it('splits scores and lengths into what the task has in common and what is the bidder’s own', () => {
    const table = scores({ a: { a: 4, b: 5 }, b: { a: 2, b: 5 } });
    const lengths = new Map([
      ['a', 0.5],
      ['b', 0.1],
    ]);
    const signals = bidSignals(['a', 'b', 'c'], table, new Map(), lengths);
    const rounded = (id: string): number[] =>
      Object.values(signals.get(id) ?? {}).map((x) => Math.round(x * 1e9) / 1e9);
    assert.deepEqual(rounded('a'), [1, -1, 0.3, 0.2]);
    assert.deepEqual(rounded('b'), [1, 1, 0.3, -0.2]);
    assert.deepEqual(rounded('c'), [1, 0, 0.3, 0], 'who did not bid stands at the task’s mean');
  });

  it('sees each judge beside what it usually gives', () => {
    const lenient = judgeHistoryOf(Array.from({ length: 5 }, () => ({ judgeId: 'kind', score: 5 })));
    assert.equal(bidSignals(['a'], scores({ kind: { a: 4 } }), lenient).get('a')?.taskScore, 0);
  });

  it('takes a plan of the usual length, or one whose length says nothing, as no news', () => {
    assert.equal(planLength(260, 260), 0);
    assert.equal(planLength(520, 260), Math.log(2));
    for (const [tokens, usual] of [
      [0, 260],
      [260, 0],
      [Number.NaN, 1],
    ] as const) {
      assert.equal(planLength(tokens, usual), 0);
    }
  });

  it('property: signals are finite and do not depend on the order of scores', () => {
    const score = fc.record({
      judgeId: fc.constantFrom('j', 'k'),
      bidderId: fc.constantFrom('a', 'b'),
      score: fc.oneof(fc.double(), fc.integer({ min: 0, max: 5 })),
      reason: fc.constant(''),
    });
    fc.assert(
      fc.property(fc.array(score), fc.double(), (said, length) => {
        const lengths = new Map([['a', length]]);
        const signals = bidSignals(['a', 'b'], said, new Map(), lengths);
        assert.ok([...signals.values()].every((own) => Object.values(own).every(Number.isFinite)));
        assert.deepEqual(bidSignals(['a', 'b'], said.toReversed(), new Map(), lengths), signals);
      }),
    );
  });
});
