import type { Bidder } from '../bidder';
import { builtInPrior, type ChancePrior, passPriors } from '../chances';
import { abilityFor, chancesAt, type DifficultyGrid, difficultyGrid } from '../difficulty';
import { blendedPrice, isUsablePrice } from '../price';
import type { AwardSituation, CheckQuality } from '../rule';
import type { StoppingProblem } from '../stoppingRule';

/** What is believed before any outcome: chances from price and jury, and how much of a failure is the task's own difficulty. */
export interface OutcomeModel {
  readonly prior: ChancePrior;
  readonly grid: DifficultyGrid;
}

const builtInModel: OutcomeModel = { prior: builtInPrior, grid: difficultyGrid };

/** Without a check everything "passes". */
const noCheck: CheckQuality = { falsePass: 1, falseFail: 0 };

/**
 * The situation as a stopping problem: prior chances, abilities and the shared difficulty from price and jury; contenders
 * are all bidders that were not tried, have an expected cost, and could be paid from the money left.
 */
export function stoppingProblem(situation: AwardSituation, model: OutcomeModel = builtInModel): StoppingProblem {
  const chances = chancesByBidder(situation, model);
  const { taskValueUsd, badWorkCostUsd = taskValueUsd / 2, check = noCheck } = situation;
  return {
    weights: model.grid.weights,
    contenders: untried(situation).flatMap(({ id }) => {
      const costUsd = situation.expectedCostUsd.get(id);
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
  { prior, grid }: OutcomeModel,
): ReadonlyMap<string, readonly number[]> {
  const rated = situation.bidders.map(({ id, price }) => {
    const successRate = situation.successRates?.get(id);
    return {
      bidderId: id,
      ...(isUsablePrice(price) && { price: blendedPrice(price) }),
      ...(successRate !== undefined && { successRate }),
    };
  });
  const priors = passPriors(rated, situation.scores, situation.judgeHistory, prior);
  return new Map([...priors].map(([bidderId, chance]) => [bidderId, chancesAt(abilityFor(chance, grid), grid)]));
}
