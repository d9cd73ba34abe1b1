import assert from 'node:assert/strict';
import type { AwardDecision } from '../../../src/auction/rule';
import { initialRun, type RunState } from '../../../src/run/runState';
import { awardFigures } from '../../../src/views/awardFigures';

/** Judges' scores by judge, then by bid. */
function judged(
  scores: Readonly<Record<string, Readonly<Record<string, number>>>>,
  check?: readonly string[],
): RunState {
  const judges = Object.entries(scores).map(([judgeId, given]) => {
    const own = Object.entries(given).map(([bidderId, score]) => ({ judgeId, bidderId, score, reason: '' }));
    return [judgeId, { verdict: { kind: 'scored', scores: own } as const }] as const;
  });
  return {
    ...initialRun,
    task: { ...initialRun.task, ...(check && { check }) },
    economics: { ...initialRun.economics, expectedCostUsd: { a: 0.031 } },
    auction: { ...initialRun.auction, judges: Object.fromEntries(judges) },
  };
}

const decision = (forecast: boolean): Extract<AwardDecision, { readonly kind: 'award' }> => ({
  kind: 'award',
  bidderId: 'a',
  reason: '',
  next: [],
  ...(forecast && { forecast: { bidderId: 'a', passChance: 0.62, goodIfPassed: 0.91, valueUsd: 1, reachChance: 1 } }),
});

const texts = (state: RunState, forecast = true): readonly string[] =>
  awardFigures(state, decision(forecast)).map(({ label, value, note }) =>
    `${label}: ${value}, ${note}`.replaceAll('\u00a0', ' '),
  );

describe('views/awardFigures', () => {
  it('says what an attempt costs, how likely it passes and is good then, and how many judges like no other bid better', () => {
    const state = judged({ a: { a: 4, b: 3 }, b: { a: 3, b: 5 }, c: { a: 5, b: 5 } }, ['npm', 'test']);
    assert.deepEqual(texts(state), [
      'Cost: ≈ $0.03, per attempt',
      'Pass chance: 62 %, then good: 91 %',
      'Jury: 4.0 of 5, best for 2 of 3',
    ]);
  });

  it('without a check speaks of no pass', () => {
    assert.deepEqual(texts(judged({ a: { a: 4, b: 4 }, b: { a: 2, b: 1 } })).slice(1), [
      'Good work: 91 %, unchecked',
      'Jury: 3.0 of 5, best for all 2',
    ]);
  });

  it('leaves out what is not known, and one judge is one judge', () => {
    const state = judged({ b: { a: 4, b: 2 } });
    const unpriced = { ...state, economics: { ...state.economics, expectedCostUsd: {} } };
    assert.deepEqual(texts(unpriced, false), ['Jury: 4.0 of 5, from one judge']);
    assert.deepEqual(texts({ ...unpriced, auction: initialRun.auction }, false), []);
  });
});
