import type { Bidder } from '../bidder';
import { type BidSignals, bidSignals } from '../bidSignals';
import { costFactor } from '../bidWeights';
import { builtInChanceModel, type ChanceModel, passPriors } from '../chances';
import { abilityFor, chancesAt, type DifficultyGrid, difficultyGrid } from '../difficulty';
import { blendedPrice, isUsablePrice } from '../price';
import type { AwardSituation, CheckQuality } from '../rule';
import type { StoppingProblem } from '../stoppingRule';

/** What is believed before any outcome: chances from price and bids, and how much of a failure is the task's own difficulty. */
export interface OutcomeModel extends ChanceModel {
  readonly grid: DifficultyGrid;
}

export const builtInModel: OutcomeModel = { ...builtInChanceModel, grid: difficultyGrid };

/** Without a check everything "passes". */
const noCheck: CheckQuality = { falsePass: 1, falseFail: 0 };

/**
 * The situation as a stopping problem: prior chances, abilities and the shared difficulty from price and bids, costs as the
 * bids let expect; contenders are all bidders that were not tried, have an expected cost, and could be paid from the money left.
 */
export function stoppingProblem(
  situation: AwardSituation,
  model: OutcomeModel = { ...(situation.chanceModel ?? builtInChanceModel), grid: difficultyGrid },
): StoppingProblem {
  const ids = situation.bidders.map(({ id }) => id);
  const signals = bidSignals(ids, situation.scores, situation.judgeHistory, situation.planLengths);
  const chances = chancesByBidder(situation, signals, model);
  const { taskValueUsd, badWorkCostUsd = taskValueUsd / 2, check = noCheck } = situation;
  return {
    weights: model.grid.weights,
    contenders: untried(situation).flatMap(({ id }) => {
      const usualUsd = situation.expectedCostUsd.get(id);
      const said = signals.get(id);
      const costUsd = usualUsd !== undefined && said ? usualUsd * costFactor(model.weights, said) : usualUsd;
      return costUsd !== undefined && costUsd <= situation.moneyLeftUsd
        ? [{ bidderId: id, costUsd, chances: chances.get(id) ?? [] }]
        : [];
    }),
    failed: situation.attempts
      .filter(({ checkFailed }) => checkFailed)
      .map(({ bidderId }) => chances.get(bidderId) ?? chancesAt(0, model.grid)),
    valueUsd: taskValueUsd,
    badWorkUsd: badWorkCostUsd,
    ...check,
    attemptsLeft: situation.attemptsLeft,
  };
}

/** Bidders that had no attempt on this task yet, each once. */
export function untried({ bidders, attempts }: AwardSituation): readonly Bidder[] {
  const tried = new Set(attempts.map(({ bidderId }) => bidderId));
  return [...new Map(bidders.map((bidder) => [bidder.id, bidder])).values()].filter(({ id }) => !tried.has(id));
}

function chancesByBidder(
  situation: AwardSituation,
  signals: ReadonlyMap<string, BidSignals>,
  { prior, weights, grid }: OutcomeModel,
): ReadonlyMap<string, readonly number[]> {
  const rated = situation.bidders.map(({ id, price }) => {
    const successRate = situation.successRates?.get(id);
    return {
      bidderId: id,
      ...(isUsablePrice(price) && { price: blendedPrice(price) }),
      ...(successRate !== undefined && { successRate }),
    };
  });
  const priors = passPriors(rated, signals, prior, weights);
  return new Map([...priors].map(([bidderId, chance]) => [bidderId, chancesAt(abilityFor(chance, grid), grid)]));
}
