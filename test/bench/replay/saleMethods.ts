import type { Bid } from '../../../src/auction/bid';
import { expectedBallotUsd, expectedBidsUsd, expectedRefinedBidsUsd } from '../../../src/auction/overhead';
import { costScale, type ScoringProfile } from '../../../src/auction/profile';
import { mayRefine, resolveRefinement, secondBallotBids } from '../../../src/auction/refine';
import { type AwardSituation, priorCheckQuality } from '../../../src/auction/rule';
import { stoppingProblem } from '../../../src/auction/rules/stoppingProblem';
import { planAttempts, type StoppingProblem } from '../../../src/auction/stoppingRule';
import { scoreBids, type ScoredBid } from '../../../src/auction/score';
import { shuffled } from '../../../src/base/random';
import { drawNoise, type SimulatedBids, simulateBids } from './simulateBids';
import { stream } from './draws';
import type { Method, Run } from './method';
import { emptyPlans, maxAttempts, type Plans, putPlan, taskValues } from './plans';
import type { Split } from './split';

/** Past auctions a bidder is shown when it refines. */
const maxPairs = 8;

export interface SaleVariant {
  readonly id: string;
  /** After a failed check the stopping rule of the product goes on; the paper awards once. */
  readonly reauction: boolean;
  /** The profile for each value of `taskValues`, by place. */
  readonly profiles: readonly ScoringProfile[];
}

/**
 * The paper's market: the lowest z wins, cheaper bidders refine once the memory has past auctions, tasks come in an order of
 * their own per run. Each judge is called once for every bid, as published: N squared calls. A refined bid is another look
 * at the same bidder, since what is recorded cannot get better.
 */
export function sale(variant: SaleVariant): Method {
  return {
    id: variant.id,
    checked: variant.reauction,
    bids: true,
    plan: (run, jury) => {
      const plans = emptyPlans(run.pool.taskCount);
      const order = shuffled(
        Array.from({ length: run.pool.taskCount }, (_, task) => task),
        stream(run.seed, 31),
      );
      const rank = new Int32Array(run.pool.taskCount);
      for (const [place, task] of order.entries()) rank[task] = place;
      const again = drawNoise(run.pool, run.seed + 1_000_003);
      for (const split of run.splits) {
        const first = simulateBids(run.pool, split, run.noise, jury);
        const second = simulateBids(run.pool, split, again, jury);
        planSplit({ run, split, first, second, rank, variant }, plans);
      }
      return plans;
    },
  };
}

interface SaleSplit {
  readonly run: Run;
  readonly split: Split;
  readonly first: SimulatedBids;
  readonly second: SimulatedBids;
  /** Auctions before each task's. */
  readonly rank: Int32Array;
  readonly variant: SaleVariant;
}

function planSplit(market: SaleSplit, plans: Plans): void {
  const { run, split, variant } = market;
  const { pool } = run;
  const values = taskValues(split.scaleUsd);
  const problemFor = variant.reauction ? laterProblems(market) : undefined;
  for (const task of split.measured) {
    const awards = awardsOf(market, task);
    const problem = problemFor?.(task);
    for (const [place, valueUsd] of values.entries()) {
      const { winner, overheadUsd } = awards.get(variant.profiles[place]!.id)!;
      const later = problem === undefined ? [] : laterAttempts(problem, pool.models[winner]!, valueUsd);
      const models = [winner, ...later.map((bidderId) => pool.models.indexOf(bidderId))];
      putPlan(plans, place * pool.taskCount + task, models, { overheadUsd });
    }
  }
}

/** The award under each profile, by its id. */
function awardsOf(market: SaleSplit, task: number): ReadonlyMap<string, SaleAward> {
  const profiles = new Map(market.variant.profiles.map((profile) => [profile.id, profile]));
  return new Map([...profiles].map(([id, profile]) => [id, awardTask(market, task, profile)]));
}

/** The stopping rule's problem on each task, its value and who was tried still to be filled in. */
function laterProblems({ run, split, first }: SaleSplit): (task: number) => StoppingProblem {
  const { pool } = run;
  const seats = pool.models.map((_, at) => at);
  const situation = {
    ...{ ranked: [], bidders: pool.bidders, attempts: [], judgeHistory: first.historyOf(seats) },
    expectedCostUsd: new Map(pool.models.map((model, at) => [model, split.expectedCostUsd[at]!])),
    successRates: new Map(pool.models.map((model, at) => [model, split.successRates[at]!])),
    ...{ taskValueUsd: 1, check: priorCheckQuality, attemptsLeft: maxAttempts, moneyLeftUsd: Infinity },
  };
  return (task) => stoppingProblem({ ...situation, scores: first.scoresOf(task, seats) } satisfies AwardSituation);
}

function laterAttempts(problem: StoppingProblem, tried: string, valueUsd: number): readonly string[] {
  const { attempts } = planAttempts({
    ...problem,
    contenders: problem.contenders.filter(({ bidderId }) => bidderId !== tried),
    failed: problem.contenders.filter(({ bidderId }) => bidderId === tried).map(({ chances }) => chances),
    valueUsd,
    badWorkUsd: valueUsd / 2,
    attemptsLeft: maxAttempts - 1,
  });
  return attempts.map(({ bidderId }) => bidderId);
}

interface SaleAward {
  readonly winner: number;
  readonly overheadUsd: number;
}

function awardTask({ run, first, second, rank }: SaleSplit, task: number, profile: ScoringProfile): SaleAward {
  const { pool } = run;
  const { bidders, models } = pool;
  const seats = models.map((_, at) => at);
  const shared = pool.sharedTokens[task]!;
  const bids = seats.map((seat) => first.bid(task, seat));
  const scale = costScale(bidders);
  const ranked = scoreBids({ bids, bidders, scores: first.scoresOf(task, seats), profile, costScale: scale });
  let overheadUsd = expectedBidsUsd(bidders, shared) + models.length * expectedBallotUsd(bidders, shared, 1);
  let winner = ranked[0]!;
  const refiners = rank[task]! > 0 ? mayRefine(ranked).map(({ bidderId }) => models.indexOf(bidderId)) : [];
  if (refiners.length > 0) {
    const refined = refiners.map((seat): Bid => second.bid(task, seat));
    const ballot = secondBallotBids({ bids, ranked }, refined);
    const past = Math.min(maxPairs, rank[task]!);
    overheadUsd += expectedRefinedBidsUsd(
      refiners.map((seat) => bidders[seat]!),
      shared,
      past,
    );
    overheadUsd += ballot.length * expectedBallotUsd(bidders, shared, 1);
    const scores = second.scoresOf(task, seats);
    const result = resolveRefinement({ bids, ranked, refined, bidders, scores, profile, costScale: scale });
    winner = winnerOf(result, winner);
  }
  return { winner: models.indexOf(winner.bidderId), overheadUsd };
}

function winnerOf(result: ReturnType<typeof resolveRefinement>, provisional: ScoredBid): ScoredBid {
  return result.kind === 'replaced' ? result.winner : provisional;
}
