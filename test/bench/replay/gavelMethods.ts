import { builtInPrior } from '../../../src/auction/chances';
import { abilityFor, chancesAt, difficultyGrid } from '../../../src/auction/difficulty';
import { waitingBidders } from '../../../src/auction/invite';
import { expectedBallotUsd, expectedBidsUsd } from '../../../src/auction/overhead';
import { type AwardSituation, priorCheckQuality } from '../../../src/auction/rule';
import { type OutcomeModel, stoppingProblem } from '../../../src/auction/rules/stoppingProblem';
import { planAttempts, type StoppingProblem } from '../../../src/auction/stoppingRule';
import type { Method, Run } from './method';
import { emptyPlans, maxAttempts, type Plans, putPlan, taskValues, valueCount } from './plans';
import { nearest, similar } from './predictors';
import { type JuryModel, simulateBids } from './simulateBids';
import type { Split } from './split';

/** How the expected-value rule is put to work. */
export interface GavelVariant {
  readonly id: string;
  readonly reauction: boolean;
  /** Who bids and judges; `worthwhile` is `cheapest` where those two together cost no more than their share of the task's value, else nobody. */
  readonly invite: 'all' | 'cheapest' | 'worthwhile' | 'nobody';
  /** What it takes from the training tasks beside costs: each bidder's record on the most similar ones, on all, or the built-in prior by price alone. */
  readonly record: 'similar' | 'all' | 'none';
  readonly model?: OutcomeModel;
}

/** The expected-value rule of the product, from its first award on, over simulated bids. */
export function gavel(variant: GavelVariant): Method {
  const { id, reauction, invite } = variant;
  return {
    id,
    checked: reauction,
    bids: invite !== 'nobody',
    plan: (run, jury) => {
      const plans = emptyPlans(run.pool.taskCount);
      for (const split of run.splits) planSplit(run, split, jury, variant, plans);
      return plans;
    },
  };
}

/** The same stopping rule, told by the nearest past tasks instead of by bids. */
export const knnReauction: Method = {
  id: 'knn+reauction',
  checked: true,
  bids: false,
  plan: (run) => {
    const { pool } = run;
    const plans = emptyPlans(pool.taskCount);
    for (const split of run.splits) {
      const { chances, costsUsd } = nearest(run, split, true);
      for (const task of split.measured) {
        const contenders = pool.models.map((bidderId, model) => ({
          bidderId,
          costUsd: costsUsd[model]![task]!,
          chances: chancesAt(abilityFor(chances[model]![task]!)),
        }));
        const problem = { weights: difficultyGrid.weights, contenders, failed: [], ...priorCheckQuality };
        for (const [place, valueUsd] of taskValues(split.scaleUsd).entries()) {
          award(
            run,
            { ...problem, valueUsd, badWorkUsd: valueUsd / 2 },
            maxAttempts,
            plans,
            place * pool.taskCount + task,
          );
        }
      }
    }
    return plans;
  },
};

function planSplit(run: Run, split: Split, jury: JuryModel, variant: GavelVariant, plans: Plans): void {
  const { pool } = run;
  const bids = simulateBids(pool, split, run.noise, jury);
  const values = taskValues(split.scaleUsd);
  for (const { seats, places } of panels(run, variant, values)) {
    const history = bids.historyOf(seats);
    const invited = seats.map((seat) => pool.bidders[seat]!);
    const problems = new Map<string, Ready>();
    const recordOf = records(run, split, variant);
    for (const task of split.measured) {
      const scores = bids.scoresOf(task, seats);
      const sums = seats.map((seat) =>
        scores.reduce((sum, { bidderId, score }) => (bidderId === pool.models[seat] ? sum + score : sum), 0),
      );
      // Tasks whose bids got the same scores, with bidders of the same record, have the same answers.
      const record = recordOf(task);
      const known = `${record.key}:${sums.join()}`;
      const ready = problems.get(known) ?? readyFor(run, record, variant, { scores, judgeHistory: history });
      problems.set(known, ready);
      const shared = pool.sharedTokens[task]!;
      const overheadUsd =
        seats.length === 0 ? 0 : expectedBidsUsd(invited, shared) + expectedBallotUsd(invited, shared, seats.length);
      for (const place of places) {
        const cell = place * pool.taskCount + task;
        const decided = ready.at(place, values[place]!);
        putPlan(plans, cell, decided.models, { chance: decided.chance, overheadUsd });
      }
    }
  }
}

/** Who bids and judges, with the values (by place) for which it is these. */
function panels(run: Run, variant: GavelVariant, values: readonly number[]): readonly Panel[] {
  const found = new Map<string, { seats: readonly number[]; places: number[] }>();
  for (const [place, valueUsd] of values.entries()) {
    const seats = seatsFor(run, variant, valueUsd);
    const panel = found.get(seats.join()) ?? { seats, places: [] };
    panel.places.push(place);
    found.set(seats.join(), panel);
  }
  return [...found.values()];
}

interface Panel {
  readonly seats: readonly number[];
  readonly places: readonly number[];
}

/** Places of those who bid and judge when a task is worth this much. */
function seatsFor({ pool }: Run, { invite }: GavelVariant, valueUsd: number): readonly number[] {
  if (invite === 'nobody') return [];
  if (invite === 'all') return pool.models.map((_, model) => model);
  const typical = pool.sharedTokens.toSorted()[Math.floor(pool.taskCount / 2)] ?? 0;
  const { bidders } = pool;
  const waiting = new Set(waitingBidders('cheapest', { bidders, sharedTokens: typical, taskValueUsd: valueUsd }));
  const cheapest = bidders.filter(({ id }) => !waiting.has(id));
  const overheadUsd = expectedBidsUsd(cheapest, typical) + expectedBallotUsd(cheapest, typical, cheapest.length);
  if (invite === 'worthwhile' && overheadUsd > 0.01 * cheapest.length * valueUsd) return [];
  const invited = new Set(cheapest.map(({ id }) => id));
  return pool.models.flatMap((model, at) => (invited.has(model) ? [at] : []));
}

interface Decided {
  readonly models: readonly number[];
  readonly chance: number;
}

/** A situation's answers, by the value of the task. */
interface Ready {
  at(place: number, valueUsd: number): Decided;
}

/** What is expected of each bidder on a task before anybody bids. */
interface BidderRecord {
  readonly key: string;
  readonly successRates?: readonly number[];
  readonly costsUsd: readonly number[];
}

function records(run: Run, split: Split, { record }: GavelVariant): (task: number) => BidderRecord {
  const costsUsd = split.expectedCostUsd;
  if (record === 'none') return () => ({ key: '', costsUsd });
  if (record === 'all') return () => ({ key: '', costsUsd, successRates: split.successRates });
  const { chances, costsUsd: similarUsd } = similar(run, split);
  return (task) => ({
    key: String(task),
    successRates: chances.map((row) => row[task]!),
    costsUsd: similarUsd.map((row) => row[task]!),
  });
}

function readyFor(
  run: Run,
  { costsUsd, successRates }: BidderRecord,
  variant: GavelVariant,
  heard: Pick<AwardSituation, 'scores' | 'judgeHistory'>,
): Ready {
  const { bidders, models } = run.pool;
  const attemptsLeft = variant.reauction ? maxAttempts : 1;
  const situation: AwardSituation = {
    ...heard,
    ranked: [],
    bidders,
    attempts: [],
    expectedCostUsd: new Map(models.map((model, at) => [model, costsUsd[at]!])),
    ...(successRates && { successRates: new Map(models.map((model, at) => [model, successRates[at]!])) }),
    taskValueUsd: 1,
    ...(variant.reauction && { check: priorCheckQuality }),
    attemptsLeft,
    moneyLeftUsd: Infinity,
  };
  const problem = stoppingProblem(situation, variant.model);
  const answers = new Array<Decided | undefined>(valueCount);
  return {
    at: (place, valueUsd) =>
      (answers[place] ??= decide(models, { ...problem, valueUsd, badWorkUsd: valueUsd / 2, attemptsLeft })),
  };
}

/** The whole plan at once: after a failure the rule would say the same, see the test of `planAttempts`. */
function decide(models: readonly string[], problem: StoppingProblem): Decided {
  const { attempts } = planAttempts(problem);
  const [first] = attempts;
  return {
    models: attempts.map(({ bidderId }) => models.indexOf(bidderId)),
    chance: chanceOf(problem, first?.bidderId),
  };
}

function award(run: Run, problem: StoppingProblem, attemptsLeft: number, plans: Plans, cell: number): void {
  const { models, chance } = decide(run.pool.models, { ...problem, attemptsLeft });
  putPlan(plans, cell, models, { chance });
}

/** The chance of good work, before the check. */
function chanceOf({ contenders, weights }: StoppingProblem, bidderId: string | undefined): number {
  const chances = contenders.find((contender) => contender.bidderId === bidderId)?.chances;
  return chances === undefined ? Number.NaN : weights.reduce((sum, weight, at) => sum + weight * chances[at]!, 0);
}

/** The built-in model with other constants, for tuning. */
export function outcomeModel(slopes: Partial<OutcomeModel['prior']>, grid = difficultyGrid): OutcomeModel {
  return { prior: { ...builtInPrior, ...slopes }, grid };
}
