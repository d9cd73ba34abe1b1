import assert from 'node:assert/strict';
import { abilityFor, chancesAt, difficultyGrid } from '../../../src/auction/difficulty';
import type { StoppingProblem } from '../../../src/auction/stoppingRule';
import { bestPanel } from '../../../src/auction/worthOfPanel';

/** Two bidders at these chances and costs. */
function problem(first: number, second: number, secondUsd = 0.3): StoppingProblem {
  const chances = (chance: number): readonly number[] => chancesAt(abilityFor(chance));
  return {
    weights: difficultyGrid.weights,
    contenders: [
      { bidderId: 'a', costUsd: 0.3, chances: chances(first) },
      { bidderId: 'b', costUsd: secondUsd, chances: chances(second) },
    ],
    failed: [],
    valueUsd: 1,
    badWorkUsd: 0.5,
    falsePass: 0.1,
    falseFail: 0.1,
  };
}

describe('auction/worthOfPanel', () => {
  const unasked = problem(0.6, 0.5);
  const telling = [problem(0.9, 0.2), problem(0.3, 0.8)];

  it('buys bids that tell who will succeed, and not for more than they bring', () => {
    assert.equal(bestPanel([{ panel: 'all', costUsd: 0.01, problems: telling }], unasked, 2), 'all');
    assert.equal(bestPanel([{ panel: 'all', costUsd: 1, problems: telling }], unasked, 2), undefined);
  });

  it('buys no bids that change nothing, even as a gift', () => {
    assert.equal(bestPanel([{ panel: 'all', costUsd: 0, problems: [unasked, unasked] }], unasked, 2), undefined);
  });

  it('takes the cheaper of two panels that say the same', () => {
    const offers = [
      { panel: 'dear', costUsd: 0.05, problems: telling },
      { panel: 'cheap', costUsd: 0.01, problems: telling },
    ];
    assert.equal(bestPanel(offers, unasked, 2), 'cheap');
  });

  it('asks nobody about a task that is worth nothing', () => {
    assert.equal(bestPanel([{ panel: 'all', costUsd: 0, problems: telling }], unasked, 0), undefined);
  });
});
