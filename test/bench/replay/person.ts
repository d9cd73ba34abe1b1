import { bidSignals, type BidSignals } from '../../../src/auction/bidSignals';
import { type ChanceModel, passLogits } from '../../../src/auction/chances';
import { expectedCosts, type SettledAttempt } from '../../../src/auction/expectedCost';
import { fitProfile, leastTasks } from '../../../src/auction/fit/fitProfile';
import type { PricedBidder } from '../../../src/auction/fit/fittedProfile';
import type { OutcomeAttempt, OutcomeTask } from '../../../src/auction/fit/outcomeTask';
import { profilesInForce } from '../../../src/auction/fit/profilesInForce';
import { type JudgeHistory, judgeHistoryOf } from '../../../src/auction/judgeHistory';
import type { JuryScore } from '../../../src/auction/jury';
import { blendedPrice } from '../../../src/auction/price';
import { priorCheckQuality } from '../../../src/auction/rule';
import { stoppingProblem } from '../../../src/auction/rules/stoppingProblem';
import { type PlannedAttempt, planAttempts } from '../../../src/auction/stoppingRule';
import { shuffled } from '../../../src/base/random';
import { stream } from './draws';
import type { Run } from './method';
import { maxAttempts } from './plans';
import { type CheckErrors, checkPasses, type Luck } from './play';
import type { Pool } from './pool';
import { type JuryModel, simulateBids } from './simulateBids';

/** Tasks after which a person thinks of fitting again, and does when there are so many times the outcomes of the last fit: it is dear. Ours. */
const refitEvery = 25;
const refitGrowth = 1.25;

/** One task's auction as the person sees it: nothing in it depends on what came of any work. */
export interface Auction {
  readonly task: number;
  readonly scores: readonly JuryScore[];
  /** Of the auctions before this one. */
  readonly judgeHistory: JudgeHistory;
  readonly signals: ReadonlyMap<string, BidSignals>;
  /** By bidder id, of the built-in prior. */
  readonly priorLogits: ReadonlyMap<string, number>;
}

/** The world a person's awards meet. */
export interface World {
  readonly pool: Pool;
  readonly luck: Luck;
  readonly errors: CheckErrors;
  /** Fits by what they are made from: persons whose tasks are worth more or less often have the same outcomes. Of one set of auctions. */
  readonly fits: Map<string, ChanceModel | undefined>;
}

/** How one person works: a value of its tasks, one award or re-auction, and whether it fits its chances to its outcomes. */
export interface Habits {
  readonly valueUsd: number;
  readonly reauction: boolean;
  readonly learns: boolean;
}

/** What came of one task, in the order of the person's tasks. */
export interface Settled {
  readonly task: number;
  /** Models in the order they would be asked, each after the failure of the one before. */
  readonly order: readonly number[];
  /** How many of them were asked. */
  readonly asked: number;
  /** The chance that was said of the first. */
  readonly chance: number;
  /** Tasks with an outcome before this one, and whether chances learned from them were in force. */
  readonly outcomesBefore: number;
  readonly learned: boolean;
}

/** All bid and judge, as the product does for a person without a memory; the tasks in this run's order. */
export function auctionsOf(run: Run, jury: JuryModel): readonly Auction[] {
  const { pool, splits, noise, seed } = run;
  const seats = pool.models.map((_, model) => model);
  const scores = new Map(
    splits.flatMap((split) => {
      const bids = simulateBids(pool, split, noise, jury);
      return split.measured.map((task) => [task, bids.scoresOf(task, seats)] as const);
    }),
  );
  const order = shuffled(
    [...scores.keys()].toSorted((one, other) => one - other),
    stream(seed, 31),
  );
  const past: JuryScore[] = [];
  return order.map((task) => {
    const judgeHistory = judgeHistoryOf(past);
    const own = scores.get(task)!;
    past.push(...own);
    const signals = bidSignals(pool.models, own, judgeHistory);
    const logits = passLogits(pricedBidders(pool), signals);
    const priorLogits = new Map(logits.map(({ bidderId, logit }) => [bidderId, logit]));
    return { task, scores: own, judgeHistory, signals, priorLogits };
  });
}

/** One person's way through the tasks: every award knows only what the person's own executed attempts before it showed. */
export function workThrough(world: World, auctions: readonly Auction[], habits: Habits): readonly Settled[] {
  const settled: SettledAttempt[] = [];
  const outcomes: OutcomeTask[] = [];
  let chanceModel: ChanceModel | undefined;
  let fittedOn = 0;
  return auctions.map((auction, place) => {
    if (habits.learns && place % refitEvery === 0 && isDue(outcomes.length, fittedOn)) {
      chanceModel = learnedFrom(outcomes, world);
      fittedOn = outcomes.length;
    }
    const { planned, chance } = award(world.pool, auction, habits, { settled, chanceModel });
    const outcomesBefore = outcomes.length;
    const attempts = carryOut(world, auction, planned, settled);
    if (attempts.length > 0) outcomes.push({ id: String(auction.task), attempts });
    const order = planned.map(({ bidderId }) => world.pool.models.indexOf(bidderId));
    const learned = chanceModel !== undefined;
    return { task: auction.task, order, asked: attempts.length, chance, outcomesBefore, learned };
  });
}

function isDue(outcomes: number, fittedOn: number): boolean {
  return outcomes >= leastTasks && outcomes >= refitGrowth * fittedOn;
}

/** The corrected chances that the product would use after a fit of these outcomes; `undefined` while the built-in ones stay. */
function learnedFrom(outcomes: readonly OutcomeTask[], { pool, fits }: World): ChanceModel | undefined {
  const key = outcomes
    .map(({ id, attempts }) => [id, ...attempts.map(({ bidderId, outcome }) => `${bidderId}=${outcome}`)].join())
    .join(';');
  if (fits.has(key)) return fits.get(key);
  const bidders = pricedBidders(pool);
  const request = { program: 'outcomes', scored: [], outcomes, bidders, check: priorCheckQuality, atMs: 0 } as const;
  const result = fitProfile(request);
  const model = result.kind === 'fitted' ? profilesInForce([result.profile], bidders).learned?.model : undefined;
  fits.set(key, model);
  return model;
}

function award(
  pool: Pool,
  { scores, judgeHistory }: Auction,
  { valueUsd, reauction }: Habits,
  known: { readonly settled: readonly SettledAttempt[]; readonly chanceModel: ChanceModel | undefined },
): { readonly planned: readonly PlannedAttempt[]; readonly chance: number } {
  const costs = expectedCosts(known.settled);
  const problem = stoppingProblem({
    ...{ ranked: [], bidders: pool.bidders, attempts: [], scores, judgeHistory, taskValueUsd: valueUsd },
    expectedCostUsd: new Map(pool.bidders.map((bidder) => [bidder.id, costs.costUsd(bidder) ?? 0])),
    ...(known.chanceModel && { chanceModel: known.chanceModel }),
    ...(reauction && { check: priorCheckQuality }),
    attemptsLeft: reauction ? maxAttempts : 1,
    moneyLeftUsd: Infinity,
  });
  const planned = planAttempts(problem).attempts;
  const first = problem.contenders.find(({ bidderId }) => bidderId === planned[0]?.bidderId);
  const chance = first?.chances.reduce((sum, good, at) => sum + good * problem.weights[at]!, 0) ?? Number.NaN;
  return { planned, chance };
}

/** Asks them in turn until the check passes; only this looks at what is recorded, and only at what was asked for. */
function carryOut(
  { pool, luck, errors }: World,
  { task, signals, priorLogits }: Auction,
  planned: readonly PlannedAttempt[],
  settled: SettledAttempt[],
): readonly OutcomeAttempt[] {
  const attempts: OutcomeAttempt[] = [];
  for (const { bidderId } of planned) {
    const model = pool.models.indexOf(bidderId);
    const price = blendedPrice(pool.bidders[model]!.price!);
    settled.push({ bidderId, price, costUsd: pool.costUsd[model]![task]! });
    const passed = checkPasses(errors, luck.check[model]![task]!, pool.resolved[model]![task]!);
    const { taskScore, bidScore } = signals.get(bidderId)!;
    const priorLogit = priorLogits.get(bidderId)!;
    attempts.push({ bidderId, priorLogit, taskScore, bidScore, outcome: passed ? 'passed' : 'failed' });
    if (passed) break;
  }
  return attempts;
}

function pricedBidders(pool: Pool): readonly PricedBidder[] {
  return pool.bidders.map(({ id, price }) => ({ bidderId: id, price: blendedPrice(price!) }));
}
