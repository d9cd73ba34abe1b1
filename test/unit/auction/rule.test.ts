import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Bid } from '../../../src/auction/bid';
import { expectedCosts } from '../../../src/auction/expectedCost';
import { builtInProfile, costScale } from '../../../src/auction/profile';
import { type AwardRule, type AwardSituation, priorCheckQuality } from '../../../src/auction/rule';
import { expectedValueRule } from '../../../src/auction/rules/expectedValueRule';
import { fixedRule } from '../../../src/auction/rules/fixedRule';
import { otherRule, ruleForSetting } from '../../../src/auction/rules/ruleForSetting';
import { saleRule } from '../../../src/auction/rules/saleRule';
import { withoutBids } from '../../../src/auction/rules/withoutBids';
import { scoreBids } from '../../../src/auction/score';
import { bid, bidder, paperBidders, scores } from './examples';

const jury = scores({
  '4b': { '4b': 3, '8b': 4, '14b': 4, '32b': 4 },
  '32b': { '4b': 1, '8b': 4, '14b': 3, '32b': 5 },
});

function situation(more: Partial<AwardSituation> = {}): AwardSituation {
  const bids: readonly Bid[] = paperBidders.map(({ id }) => bid(id, 200));
  const costs = expectedCosts([]);
  return {
    ranked: scoreBids({
      bids,
      bidders: paperBidders,
      scores: jury,
      profile: builtInProfile,
      costScale: costScale(paperBidders),
    }),
    scores: jury,
    bidders: paperBidders,
    attempts: [],
    expectedCostUsd: new Map(paperBidders.map((one) => [one.id, costs.costUsd(one) ?? 0])),
    taskValueUsd: 2,
    check: priorCheckQuality,
    attemptsLeft: 3,
    moneyLeftUsd: Infinity,
    ...more,
  };
}

const failed = (...ids: readonly string[]): AwardSituation['attempts'] =>
  ids.map((bidderId) => ({ bidderId, checkFailed: true }));

/** The awards of a rule while every check fails. */
function awards(rule: AwardRule, start: AwardSituation): readonly string[] {
  const given: string[] = [];
  for (let left = start.attemptsLeft; ; left -= 1) {
    const decision = rule.next({ ...start, attempts: failed(...given), attemptsLeft: left });
    if (decision.kind === 'stop') return given;
    assert.ok(!given.includes(decision.bidderId), 'a bidder gets one attempt');
    given.push(decision.bidderId);
  }
}

describe('auction/rule, without bids', () => {
  const market = { bidders: paperBidders, profile: builtInProfile, costScale: costScale(paperBidders) };

  it('by cost minus value is the cheapest, whatever plans and jury say', () => {
    const praised = situation({ scores: scores({ '4b': { '4b': 0, '32b': 5 } }), attempts: failed('4b') });
    const decision = saleRule.next(withoutBids(praised, market));
    assert.ok(decision.kind === 'award');
    assert.equal(decision.bidderId, '4b');
  });

  it('by expected value rests on prices and costs alone, and also on bidders whose bid failed', () => {
    const onlySmall = situation({ ranked: situation().ranked.filter(({ bidderId }) => bidderId === '4b') });
    const blind = withoutBids({ ...onlySmall, bidders: paperBidders.slice(0, 1) }, market);
    assert.deepEqual(blind, withoutBids(situation(), market));
    assert.deepEqual(blind.scores, []);
    assert.deepEqual(
      expectedValueRule.next(blind),
      expectedValueRule.next({ ...situation(), scores: [], ranked: blind.ranked }),
    );
  });
});

describe('auction/rule', () => {
  it('sale: gives the first award to the lowest z, and says so', () => {
    const given = situation();
    const decision = saleRule.next(given);
    assert.ok(decision.kind === 'award');
    assert.equal(decision.bidderId, given.ranked[0]?.bidderId);
    assert.match(decision.reason, /lowest cost minus value: -?\d/u);
    assert.ok(decision.forecast !== undefined && decision.forecast.goodIfPassed < 1);
  });

  it('sale: after a failed check the stopping rule decides who is next', () => {
    const given = situation({ attempts: failed('8b'), attemptsLeft: 2 });
    assert.deepEqual(saleRule.next(given), expectedValueRule.next(given));
    const decision = saleRule.next(given);
    assert.ok(decision.kind === 'award' && decision.bidderId !== '8b');
  });

  it('stops after the attempts allowed, when all have tried, and when the task is worth too little', () => {
    assert.equal(awards(saleRule, situation()).length, 3);
    assert.equal(awards(saleRule, situation({ attemptsLeft: 9, taskValueUsd: 100, badWorkCostUsd: 0 })).length, 4);
    const poor = saleRule.next(situation({ attempts: failed('8b'), taskValueUsd: 0.01 }));
    assert.ok(poor.kind === 'stop' && poor.message.includes('gavel.auction.taskValueUsd'));
  });

  it('makes no re-award without a check', () => {
    const decision = saleRule.next(situation({ attempts: failed('8b'), check: undefined as never }));
    assert.ok(decision.kind === 'stop' && decision.message.startsWith('Without a check'));
    const first = expectedValueRule.next(situation({ check: undefined as never }));
    assert.ok(first.kind === 'award' && first.next.length === 0);
  });

  it('awards nobody whose work the money left is not expected to pay', () => {
    const cheapest = expectedValueRule.next(situation({ moneyLeftUsd: 0.04 }));
    assert.ok(cheapest.kind === 'award' && cheapest.bidderId === '4b');
    for (const moneyLeftUsd of [0.001, 0, Number.NaN]) {
      for (const rule of [saleRule, expectedValueRule, fixedRule('8b')]) {
        const decision = rule.next(situation({ moneyLeftUsd }));
        assert.ok(decision.kind === 'stop' && decision.message.includes('gavel.budget'), rule.id);
      }
    }
  });

  it('expected value: awards a bidder that was not invited when it is worth more', () => {
    const late = bidder('late', 0.3);
    const given = situation();
    const bidders = [...given.bidders, late];
    const expectedCostUsd = new Map([...given.expectedCostUsd, ['late', 0.001]]);
    const decision = expectedValueRule.next({ ...given, bidders, expectedCostUsd, taskValueUsd: 0.05 });
    assert.ok(decision.kind === 'award' && decision.bidderId === 'late');
    const sold = saleRule.next({ ...given, bidders, expectedCostUsd });
    assert.ok(sold.kind === 'award' && sold.bidderId === given.ranked[0]?.bidderId);
  });

  it('an attempt that ended without a check result is no news, but was the bidder’s one attempt', () => {
    const gone = situation({ attempts: [{ bidderId: '8b', checkFailed: false }] });
    const fail = situation({ attempts: failed('8b') });
    const chance = (given: AwardSituation): number => {
      const decision = expectedValueRule.next(given);
      assert.ok(decision.kind === 'award' && decision.bidderId !== '8b');
      return decision.forecast?.passChance ?? 0;
    };
    assert.ok(chance(gone) > chance(fail));
  });

  it('fixed: always the same bidder, once', () => {
    assert.deepEqual(awards(fixedRule('32b'), situation()), ['32b']);
    assert.equal(fixedRule('stranger').next(situation()).kind, 'stop');
  });

  it('a fourth rule is one small object', () => {
    const firstConfigured: AwardRule = {
      id: 'first',
      next: ({ bidders: [one] }) =>
        one === undefined
          ? { kind: 'stop', message: 'Nobody.' }
          : { kind: 'award', bidderId: one.id, reason: 'First.', next: [] },
    };
    assert.equal(firstConfigured.next(situation()).kind, 'award');
  });

  it('auto is sale until a learned profile has passed', () => {
    assert.equal(ruleForSetting('auto').id, 'sale');
    assert.equal(ruleForSetting('auto', true).id, 'expectedValue');
    assert.equal(ruleForSetting('sale', true).id, 'sale');
    assert.equal(otherRule(saleRule).id, 'expectedValue');
    assert.equal(otherRule(expectedValueRule).id, 'sale');
  });

  it('zero bidders, no bids, unknown costs: a sentence, never a throw', () => {
    for (const rule of [saleRule, expectedValueRule, fixedRule('8b')]) {
      assert.equal(rule.next(situation({ bidders: [], ranked: [] })).kind, 'stop');
    }
    assert.equal(saleRule.next(situation({ ranked: [] })).kind, 'stop');
    const unknown = expectedValueRule.next(situation({ expectedCostUsd: new Map() }));
    assert.ok(unknown.kind === 'stop' && unknown.message.includes('price'));
  });

  it('property: decisions do not depend on the order of bidders and scores, and every number is one', () => {
    const number = fc.oneof(fc.double(), fc.double({ min: 0, max: 3 }));
    fc.assert(
      fc.property(
        fc.record({
          taskValueUsd: number,
          moneyLeftUsd: number,
          badWorkCostUsd: number,
          attemptsLeft: fc.integer({ min: -1, max: 4 }),
        }),
        fc.subarray(['4b', '8b', '14b', '32b']),
        (figures, tried) => {
          const given = situation({ ...figures, attempts: failed(...tried) });
          for (const rule of [saleRule, expectedValueRule, fixedRule('14b')]) {
            const decision = rule.next(given);
            const turned = { ...given, bidders: given.bidders.toReversed(), scores: given.scores.toReversed() };
            assert.deepEqual(rule.next(turned), decision);
            assert.doesNotMatch(JSON.stringify(decision), /NaN|null|Infinity/u);
          }
        },
      ),
    );
  });
});
