import { bidSignals, planLength } from '../../../src/auction/bidSignals';
import { type BidWeights, fitBidWeights, type PastAttempt } from '../../../src/auction/bidWeights';
import { waitingBidders } from '../../../src/auction/invite';
import { type JudgeHistory, judgeHistoryOf } from '../../../src/auction/judgeHistory';
import { expectedBallotUsd, expectedBidsUsd } from '../../../src/auction/overhead';
import { blendedPrice, isUsablePrice } from '../../../src/auction/price';
import { type AwardSituation, priorCheckQuality } from '../../../src/auction/rule';
import { builtInModel, type OutcomeModel, stoppingProblem } from '../../../src/auction/rules/stoppingProblem';
import type { StoppingProblem } from '../../../src/auction/stoppingRule';
import { bestPanel, type PanelOffer } from '../../../src/auction/worthOfPanel';
import type { Run } from './method';
import { maxAttempts, taskValues, valueMultiples } from './plans';
import type { Pool } from './pool';
import { similar } from './predictors';
import { type JuryModel, type SimulatedBids, simulateBids } from './simulateBids';
import type { Split } from './split';

/** What the expected-value rule takes from the past, and whom it asks. */
export interface Knowledge {
  /** Each bidder's record on all training tasks, on the most similar ones, or the built-in prior by price alone. */
  readonly record: 'all' | 'similar' | 'none';
  /** How far bids are believed: as training tasks showed, or as built in. */
  readonly weights: 'learned' | 'builtIn';
  /** One award without a check, or up to three with one. */
  readonly reauction: boolean;
  /** Instead of the built-in model, for tuning. */
  readonly model?: OutcomeModel;
}

/** Who bids and who judges all bids, by place in the pool. */
export interface Panel {
  readonly seats: readonly number[];
  readonly judges: readonly number[];
}

export const nobody: Panel = { seats: [], judges: [] };

/** Past tasks on which panels are compared, and the values of a task (places of `taskValues`) at which they are. */
const comparedTasks = 40;
const comparedEvery = 4;
/** Up to so many bidders every set of two or more is compared; above, the cheapest k. */
const maxForAllSets = 4;

/** One split's bids as the rule sees them. */
export class Hearing {
  readonly #run: Run;
  readonly #split: Split;
  readonly #bids: SimulatedBids;
  readonly #knowledge: Knowledge;
  readonly #heard: Map<string, Heard>;
  readonly #jury: string;
  readonly #record: Record;

  constructor(run: Run, split: Split, jury: JuryModel, knowledge: Knowledge) {
    this.#run = run;
    this.#split = split;
    this.#bids = simulateBids(run.pool, split, run.noise, jury);
    this.#knowledge = knowledge;
    this.#heard = knowledge.model === undefined ? heardOn(split) : new Map<string, Heard>();
    this.#jury = JSON.stringify([knowledge.weights, jury]);
    this.#record = recordOf(run, split, knowledge);
  }

  /** The rule's problem on this task, told what the panel says; the value of the task is still to be filled in. */
  problem(task: number, panel: Panel): StoppingProblem {
    const heard = this.#hear(panel);
    const { bidders, models } = this.#run.pool;
    const { rates, costsUsd } = this.#record;
    const { reauction } = this.#knowledge;
    const situation: AwardSituation = {
      ranked: [],
      bidders,
      attempts: [],
      scores: this.#bids.scoresOf(task, panel.seats, panel.judges),
      judgeHistory: heard.history,
      planLengths: lengthsOf(this.#run.pool, this.#bids, task, panel.seats, heard.usualTokens),
      expectedCostUsd: new Map(models.map((model, at) => [model, costsUsd[at]![task]!])),
      ...(rates && { successRates: new Map(models.map((model, at) => [model, rates[at]![task]!])) }),
      taskValueUsd: 1,
      ...(reauction && { check: priorCheckQuality }),
      attemptsLeft: reauction ? maxAttempts : 1,
      moneyLeftUsd: Infinity,
    };
    return stoppingProblem(situation, { ...(this.#knowledge.model ?? builtInModel), weights: heard.weights });
  }

  /** For each place of `taskValues` the panel whose calls leave most on training tasks. */
  worthwhile(): readonly Panel[] {
    const { training, scaleUsd } = this.#split;
    const step = Math.max(1, Math.floor(training.length / comparedTasks));
    const sample = training.filter((_, at) => at % step === 0);
    const offers = new Map<string, PanelOffer<Panel>>();
    const offer = (panel: Panel): PanelOffer<Panel> => {
      const key = keyOf(panel);
      const made = offers.get(key) ?? {
        panel,
        costUsd: panelUsd(this.#run.pool, panel, typicalTokens(this.#run.pool)),
        problems: sample.map((task) => this.problem(task, panel)),
      };
      offers.set(key, made);
      return made;
    };
    const sets = setsOf(this.#run.pool).map((panel) => offer(panel));
    const unasked = this.problem(sample[0] ?? 0, nobody);
    const values = taskValues(scaleUsd);
    const compared = values.flatMap((valueUsd, place) => {
      if (place % comparedEvery !== 2 || place >= valueMultiples.length) return [];
      const set = bestPanel(sets, unasked, valueUsd)?.seats ?? setsOf(this.#run.pool).at(-1)!.seats;
      const juries = [[], set.length > 2 ? cheapestOf(this.#run.pool, set) : set, set];
      const judged = juries.map((judges) => offer({ seats: set, judges }));
      return [{ valueUsd, panel: bestPanel(judged, unasked, valueUsd) ?? nobody }];
    });
    const distance = (one: number, other: number): number => Math.abs(Math.log(one / other));
    return values.map(
      (valueUsd) =>
        compared.reduce((best, next) =>
          distance(next.valueUsd, valueUsd) < distance(best.valueUsd, valueUsd) ? next : best,
        ).panel,
    );
  }

  #hear(panel: Panel): Heard {
    const key = `${keyOf(panel)} ${this.#jury}`;
    const known = this.#heard.get(key);
    if (known !== undefined) return known;
    const { training } = this.#split;
    const usualTokens = panel.seats.map((seat) =>
      Math.exp(meanOf(training.map((task) => Math.log(this.#bids.bid(task, seat).planTokens)))),
    );
    const past = training.map((task) => this.#bids.scoresOf(task, panel.seats, panel.judges));
    const history = judgeHistoryOf(past.flat());
    const heard = { usualTokens, history, weights: this.#weights(panel, { usualTokens, history, past }) };
    this.#heard.set(key, heard);
    return heard;
  }

  #weights(
    { seats }: Panel,
    { usualTokens, history, past }: Omit<Heard, 'weights'> & { readonly past: readonly (readonly JuryScoreOf[])[] },
  ): BidWeights {
    const { weights, model = builtInModel } = this.#knowledge;
    if (weights === 'builtIn' || seats.length === 0) return model.weights;
    const { pool } = this.#run;
    const { training, successRates, expectedCostUsd } = this.#split;
    const attempts = training.flatMap((task, at): PastAttempt[] => {
      const lengths = lengthsOf(pool, this.#bids, task, seats, usualTokens);
      const signals = bidSignals(pool.models, past[at]!, history, lengths);
      return pool.models.map((model, place) => ({
        signals: signals.get(model)!,
        chance: successRates[place]!,
        good: pool.resolved[place]![task] === 1,
        costUsd: pool.costUsd[place]![task]!,
        expectedCostUsd: expectedCostUsd[place]!,
      }));
    });
    return fitBidWeights(attempts, pool.models.length);
  }
}

function keyOf({ seats, judges }: Panel): string {
  return `${seats.join()}/${judges.join()}`;
}

type JuryScoreOf = ReturnType<SimulatedBids['scoresOf']>[number];

interface Heard {
  /** Geometric mean of each seat's plans on training tasks. */
  readonly usualTokens: readonly number[];
  readonly history: JudgeHistory;
  readonly weights: BidWeights;
}

const remembered = new WeakMap<Split, Map<string, Heard>>();

/** What was learned on a split's training tasks, by panel and jury: the same for every method that asks. */
function heardOn(split: Split): Map<string, Heard> {
  const heard = remembered.get(split) ?? new Map<string, Heard>();
  remembered.set(split, heard);
  return heard;
}

/** What is expected of each bidder on a task before anybody bids; [model][task]. */
interface Record {
  readonly rates?: readonly Float64Array[];
  readonly costsUsd: readonly Float64Array[];
}

function recordOf(run: Run, split: Split, { record }: Knowledge): Record {
  const constant = (figures: readonly number[]): Float64Array[] =>
    figures.map((figure) => new Float64Array(run.pool.taskCount).fill(figure));
  if (record === 'similar') {
    const { chances, costsUsd } = similar(run, split);
    return { rates: chances, costsUsd };
  }
  const costsUsd = constant(split.expectedCostUsd);
  return record === 'all' ? { rates: constant(split.successRates), costsUsd } : { costsUsd };
}

/** USD of this panel's calls. */
export function panelUsd({ bidders }: Pool, { seats, judges }: Panel, sharedTokens: number): number {
  if (seats.length === 0) return 0;
  const invited = seats.map((seat) => bidders[seat]!);
  const judging = judges.map((judge) => bidders[judge]!);
  return expectedBidsUsd(invited, sharedTokens) + expectedBallotUsd(judging, sharedTokens, seats.length);
}

/** All bid and judge. */
export function everybody({ models }: Pool): Panel {
  const seats = models.map((_, model) => model);
  return { seats, judges: seats };
}

/** Those the product's own `cheapest` invites at this value of a task. */
export function cheapestPanel(pool: Pool, taskValueUsd: number): Panel {
  const { bidders } = pool;
  const waiting = new Set(waitingBidders('cheapest', { bidders, sharedTokens: typicalTokens(pool), taskValueUsd }));
  const seats = bidders.flatMap(({ id }, at) => (waiting.has(id) ? [] : [at]));
  return { seats, judges: seats };
}

/** The sets of bidders that are compared, judged by the two cheapest of them. */
function setsOf(pool: Pool): readonly Panel[] {
  const byPrice = cheapestFirst(pool);
  const sets =
    byPrice.length <= maxForAllSets
      ? Array.from({ length: 2 ** byPrice.length }, (_, bits) => byPrice.filter((__, at) => (bits >> at) % 2 === 1))
      : byPrice.map((_, at) => byPrice.slice(0, at + 1));
  return sets
    .filter(({ length }) => length >= 2)
    .map((set) => ({ seats: [...set].sort((a, b) => a - b), judges: cheapestOf(pool, set) }));
}

function cheapestOf(pool: Pool, seats: readonly number[]): readonly number[] {
  return cheapestFirst(pool)
    .filter((at) => seats.includes(at))
    .slice(0, 2)
    .sort((a, b) => a - b);
}

function cheapestFirst({ bidders }: Pool): readonly number[] {
  const priceAt = (at: number): number => {
    const price = bidders[at]?.price;
    return isUsablePrice(price) ? blendedPrice(price) : Infinity;
  };
  return bidders.map((_, at) => at).sort((a, b) => priceAt(a) - priceAt(b) || a - b);
}

function lengthsOf(
  { models }: Pool,
  bids: SimulatedBids,
  task: number,
  seats: readonly number[],
  usualTokens: readonly number[],
): ReadonlyMap<string, number> {
  return new Map(
    seats.map((seat, at) => [models[seat]!, planLength(bids.bid(task, seat).planTokens, usualTokens[at]!)]),
  );
}

function typicalTokens({ sharedTokens, taskCount }: Pool): number {
  return sharedTokens.toSorted()[Math.floor(taskCount / 2)] ?? 0;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
