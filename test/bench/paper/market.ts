import type { Bid } from '../../../src/auction/bid';
import { type Bidder, unknownCapabilities } from '../../../src/auction/bidder';
import type { JuryScore } from '../../../src/auction/jury';
import { costScale, type ScoringProfile } from '../../../src/auction/profile';
import { mayRefine, resolveRefinement, secondBallotBids } from '../../../src/auction/refine';
import { scoreBids } from '../../../src/auction/score';
import { seededRandom, type RandomPort } from '../../../src/base/random';

/** Everything that is assumed and not measured. Printed with the table. */
export const assumptions = {
  /** Share solved in five equally frequent bins of complexity, easiest first; the largest agent's mean is its published 58.4. */
  passRates: {
    '4B': [0.87, 0.5, 0.22, 0.08, 0.02],
    '8B': [0.89, 0.58, 0.33, 0.14, 0.04],
    '14B': [0.91, 0.68, 0.46, 0.24, 0.08],
    '32B': [0.92, 0.77, 0.62, 0.44, 0.17],
  } as Readonly<Record<string, readonly number[]>>,
  /** Two agents' luck on a task is the same with this correlation, by a common normal factor; chosen so that the oracle comes near its published 68.4. */
  luckCorrelation: 0.5,
  /** Strength of the truth in a judge's score, as in the replay: the chance in this bin and, for half of it, this task's own luck. A description shows neither. Chosen so that SALE without memory comes near its published row. */
  rho: 0.75,
  /** Mean tokens of a plan, and of the work that follows it. */
  planTokens: 260,
  workTokens: 60_000,
  /** Share of the way to the next larger agent's chance that a refined plan takes its bidder, once the memory has 50 auctions; it grows in proportion until then. */
  refinementGain: 0.5,
} as const;

/** What became of one way to give out the tasks: share solved, USD per million tokens worked, and how often each agent won. */
export interface Outcome {
  readonly solved: number;
  readonly usdPerMt: number;
  readonly wins: readonly number[];
}

interface Task {
  readonly chances: readonly number[];
  /** Solved by each agent with its own plan. */
  readonly solved: readonly boolean[];
  /** Standard normal: how lucky each agent is here. */
  readonly luck: readonly number[];
}

const prices: readonly (readonly [name: string, usdPerMt: number])[] = [
  ['4B', 0.05],
  ['8B', 0.09],
  ['14B', 0.16],
  ['32B', 0.36],
];

export const agents: readonly Bidder[] = prices.map(([name, price]) => ({
  id: name,
  name,
  endpointId: 'paper',
  modelId: name,
  price: { input: price, output: price },
  priceSource: 'shadow',
  capabilities: unknownCapabilities,
}));

export function drawTasks(count: number, random: RandomPort): readonly Task[] {
  return Array.from({ length: count }, () => {
    const bin = Math.floor(random.next() * 5);
    const common = normal(random);
    const chances = prices.map(([name]) => assumptions.passRates[name]?.[bin] ?? 0);
    const luck = prices.map(
      () =>
        Math.sqrt(assumptions.luckCorrelation) * common + Math.sqrt(1 - assumptions.luckCorrelation) * normal(random),
    );
    return { chances, luck, solved: chances.map((chance, at) => solves(luck[at] ?? 0, chance)) };
  });
}

/** Always the same agent. */
export function alone(tasks: readonly Task[], agent: number): Outcome {
  const wins = prices.map((_, at) => (at === agent ? 1 : 0));
  return { solved: share(tasks, ({ solved }) => solved[agent] === true), usdPerMt: prices[agent]?.[1] ?? 0, wins };
}

/** The cheapest agent that solves the task, the cheapest of all where none does. */
export function oracle(tasks: readonly Task[]): Outcome {
  const chosen = tasks.map(({ solved }) => Math.max(0, solved.indexOf(true)));
  return outcomeOf(
    chosen,
    share(tasks, ({ solved }) => solved.includes(true)),
    0,
  );
}

/** SALE over the tasks in their order, bids and scores drawn from `seed`, every call paid at the agent's price. */
export function sale(tasks: readonly Task[], profile: ScoringProfile, memory: boolean, seed: number): Outcome {
  const random = seededRandom(seed);
  let overheadUsd = 0;
  let solvedCount = 0;
  const chosen = tasks.map((task, past) => {
    const first = ballot(task.chances, task, random);
    const round = { bidders: agents, profile, costScale: costScale(agents) };
    const ranked = scoreBids({ ...first, ...round });
    overheadUsd += callsUsd(agents.length + agents.length ** 2);
    let winner = agents.findIndex(({ id }) => id === ranked[0]?.bidderId);
    let solved = task.solved[winner] === true;
    const better = memory ? refinedChances(task.chances, past) : task.chances;
    const refiners = memory && past > 0 ? mayRefine(ranked).map(({ bidderId }) => bidderId) : [];
    if (refiners.length > 0) {
      const second = ballot(better, task, random);
      const refined = second.bids.filter(({ bidderId }) => refiners.includes(bidderId));
      overheadUsd += callsUsd(refined.length + agents.length * secondBallotBids({ ...first, ranked }, refined).length);
      const result = resolveRefinement({ ...round, bids: first.bids, ranked, refined, scores: second.scores });
      if (result.kind === 'replaced') {
        winner = agents.findIndex(({ id }) => id === result.winner.bidderId);
        solved = solves(task.luck[winner] ?? 0, better[winner] ?? 0);
      }
    }
    if (solved) solvedCount += 1;
    return winner;
  });
  return outcomeOf(chosen, solvedCount / tasks.length, overheadUsd);
}

function refinedChances(chances: readonly number[], past: number): readonly number[] {
  const gain = assumptions.refinementGain * Math.min(1, past / 50);
  return chances.map((chance, at) => chance + gain * ((chances[at + 1] ?? chance) - chance));
}

function ballot(
  chances: readonly number[],
  { luck }: Task,
  random: RandomPort,
): { readonly bids: readonly Bid[]; readonly scores: readonly JuryScore[] } {
  const { rho, planTokens } = assumptions;
  const noise = Math.sqrt(1 - rho ** 2);
  const toAll = normal(random) * Math.sqrt(0.25);
  const truths = chances.map((chance, at) => (Math.log(chance / (1 - chance)) / 1.8 + (luck[at] ?? 0)) / Math.SQRT2);
  const shared = agents.map(() => toAll + normal(random) * Math.sqrt(0.25));
  const bids = agents.map(({ id }) => ({
    bidderId: id,
    plan: id,
    planTokens: Math.round(planTokens * Math.exp(0.35 * normal(random))),
  }));
  const scores = agents.flatMap((judge) =>
    agents.map((bidder, at) => {
      const latent = rho * (truths[at] ?? 0) + noise * ((shared[at] ?? 0) + normal(random) * Math.SQRT1_2);
      const score = Math.min(5, Math.max(0, Math.round(3 + latent)));
      return { judgeId: judge.id, bidderId: bidder.id, score, reason: '' };
    }),
  );
  return { bids, scores };
}

/** So many short calls, spread evenly over the agents: about a plan and its prompt each. */
function callsUsd(calls: number): number {
  const mean = prices.reduce((sum, [, price]) => sum + price, 0) / prices.length;
  return (calls * 3 * assumptions.planTokens * mean) / 1e6;
}

function outcomeOf(chosen: readonly number[], solved: number, overheadUsd: number): Outcome {
  const worked = (chosen.length * assumptions.workTokens) / 1e6;
  const spent = chosen.reduce((sum, agent) => sum + ((prices[agent]?.[1] ?? 0) * assumptions.workTokens) / 1e6, 0);
  const wins = prices.map((_, at) => chosen.filter((agent) => agent === at).length / chosen.length);
  return { solved, usdPerMt: (spent + overheadUsd) / worked, wins };
}

function share<T>(items: readonly T[], holds: (item: T) => boolean): number {
  return items.filter(holds).length / items.length;
}

/** Logistic approximation of the normal quantile: good enough to turn luck into success. */
function solves(luck: number, chance: number): boolean {
  return 1 / (1 + Math.exp(1.702 * luck)) < chance;
}

/** Box and Muller, 1958. */
function normal(random: RandomPort): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}
