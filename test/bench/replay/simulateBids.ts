import type { Bid } from '../../../src/auction/bid';
import { type JudgeHistory, judgeHistoryOf } from '../../../src/auction/judgeHistory';
import type { JuryScore } from '../../../src/auction/jury';
import { blendedPrice } from '../../../src/auction/price';
import { typicalPlanTokens } from '../../../src/auction/profile';
import { normals, stream } from './draws';
import type { Pool } from './pool';
import type { Split } from './split';

/** How good the simulated jury is, and how it errs. */
export interface JuryModel {
  /** Strength of the truth in a score, 0 (noise only) to 1. */
  readonly rho: number;
  /** Share of the noise that all bids of a task have in common. */
  readonly tau: number;
  /** Standard deviations a judge adds to its own bid. */
  readonly selfFavour: number;
  /** Standard deviations all judges add per standard deviation of log price. */
  readonly sizeFavour: number;
  /** Judges see whether the recorded run succeeded instead of its chance: an upper bound, not a method. */
  readonly informed: boolean;
}

/** Noise of all bids of one run over the tasks, fixed by its seed: the same for every rho. Index [task], [task * N + bid], … */
export interface BidNoise {
  readonly shared: Float64Array;
  readonly sharedBid: Float64Array;
  readonly judge: Float64Array;
  readonly judgeBid: Float64Array;
  readonly planTokens: Float64Array;
  readonly entropyNats: Float64Array;
}

/** Correlation of plan length with the log of real call counts. The specification of the bench. */
const lengthCorrelation = 0.39;
/** Standard deviation of the log of a plan's length. Ours. */
const lengthSpread = 0.35;

export function drawNoise(pool: Pool, seed: number): BidNoise {
  const { taskCount } = pool;
  const bids = pool.models.length;
  const entropy = normals(taskCount * bids, stream(seed, 16));
  return {
    shared: normals(taskCount, stream(seed, 11)),
    sharedBid: normals(taskCount * bids, stream(seed, 12)),
    judge: normals(taskCount * bids, stream(seed, 13)),
    judgeBid: normals(taskCount * bids * bids, stream(seed, 14)),
    planTokens: planTokens(pool, normals(taskCount * bids, stream(seed, 15))),
    entropyNats: entropy.map((x) => 0.5 * Math.exp(0.4 * x)),
  };
}

/** Simulated bids and scores for one split. */
export interface SimulatedBids {
  bid(task: number, model: number): Bid;
  /** Whole numbers 0..5, by [task * N * N + judge * N + bid]. */
  readonly scores: Uint8Array;
  /** What these judges, all bidders unless said otherwise, say of these bids. */
  scoresOf(task: number, seats: readonly number[], judges?: readonly number[]): readonly JuryScore[];
  /** What these judges said on training tasks about the bids of the same bidders. */
  historyOf(seats: readonly number[]): JudgeHistory;
}

export function simulateBids(pool: Pool, split: Split, noise: BidNoise, jury: JuryModel): SimulatedBids {
  const { models, taskCount } = pool;
  const count = models.length;
  const scores = scoreAll(pool, split, noise, jury);
  const scoresOf = (task: number, seats: readonly number[], judges = seats): readonly JuryScore[] =>
    judges.flatMap((judge) =>
      seats.map((bid) => ({
        judgeId: models[judge]!,
        bidderId: models[bid]!,
        score: scores[(task * count + judge) * count + bid]!,
        reason: '',
      })),
    );
  return {
    scores,
    scoresOf,
    bid: (task, model) => {
      const at = task * count + model;
      const logprob = -(task < taskCount ? noise.entropyNats[at]! : 0);
      return {
        bidderId: models[model]!,
        plan: '',
        planTokens: noise.planTokens[at]!,
        logprobs: [{ token: '', logprob, top: [] }],
      };
    },
    historyOf: (seats) => judgeHistoryOf(split.training.flatMap((task) => scoresOf(task, seats))),
  };
}

/** Standardised truth, by [task * N + bid]; mean and spread are those of the training tasks. */
function truths(pool: Pool, split: Split, informed: boolean): Float64Array {
  const count = pool.models.length;
  const truth = new Float64Array(pool.taskCount * count);
  for (let task = 0; task < pool.taskCount; task += 1) {
    for (let bid = 0; bid < count; bid += 1) {
      const chance = split.chances[bid]![task]!;
      truth[task * count + bid] = informed ? pool.resolved[bid]![task]! : Math.log(chance / (1 - chance));
    }
  }
  const known = split.training.flatMap((task) => Array.from(truth.subarray(task * count, (task + 1) * count)));
  const { mean, deviation } = momentsOf(known);
  return truth.map((value) => (value - mean) / deviation);
}

/**
 * A judge's score is rho times the truth plus sqrt(1 - rho^2) times noise, moved to the middle of the scale and rounded.
 * Half of the noise's variance is shared by the judges; of either half the share tau is common to all bids of a task.
 */
function scoreAll(pool: Pool, split: Split, noise: BidNoise, jury: JuryModel): Uint8Array {
  const count = pool.models.length;
  const truth = truths(pool, split, jury.informed);
  const size = standardised(pool.bidders.map(({ price }) => Math.log(price ? blendedPrice(price) || 0.01 : 0.01)));
  const amount = Math.sqrt(1 - jury.rho ** 2);
  const common = Math.sqrt(jury.tau / 2) * amount;
  const single = Math.sqrt((1 - jury.tau) / 2) * amount;
  const scores = new Uint8Array(pool.taskCount * count * count);
  for (let task = 0; task < pool.taskCount; task += 1) {
    for (let judge = 0; judge < count; judge += 1) {
      const toAll = common * (noise.shared[task]! + noise.judge[task * count + judge]!);
      for (let bid = 0; bid < count; bid += 1) {
        const at = (task * count + judge) * count + bid;
        const own = single * (noise.sharedBid[task * count + bid]! + noise.judgeBid[at]!);
        const favour = (judge === bid ? jury.selfFavour : 0) + jury.sizeFavour * size[bid]!;
        const latent = jury.rho * truth[task * count + bid]! + toAll + own + favour;
        scores[at] = Math.min(5, Math.max(0, Math.round(3 + latent)));
      }
    }
  }
  return scores;
}

/** About 260 tokens, longer where the recorded run made more calls. */
function planTokens(pool: Pool, noise: Float64Array): Float64Array {
  const count = pool.models.length;
  const tokens = new Float64Array(noise.length);
  for (const [model, calls] of pool.calls.entries()) {
    const logs = calls.map((made) => Math.log(Math.max(1, made)));
    const known = standardised(logs.every((value) => !Number.isNaN(value)) ? logs : new Float64Array(logs.length));
    for (let task = 0; task < pool.taskCount; task += 1) {
      const at = task * count + model;
      const x = lengthCorrelation * known[task]! + Math.sqrt(1 - lengthCorrelation ** 2) * noise[at]!;
      tokens[at] = Math.min(800, Math.max(40, Math.round(typicalPlanTokens * Math.exp(lengthSpread * x))));
    }
  }
  return tokens;
}

/** Mean 0 and variance 1; all 0 where nothing varies. */
function standardised(values: ArrayLike<number>): Float64Array {
  const { mean, deviation } = momentsOf(values);
  return Float64Array.from(values, (value) => (value - mean) / deviation);
}

function momentsOf(values: ArrayLike<number>): { readonly mean: number; readonly deviation: number } {
  let sum = 0;
  let squares = 0;
  for (let at = 0; at < values.length; at += 1) {
    sum += values[at]!;
    squares += values[at]! ** 2;
  }
  const mean = sum / values.length;
  const variance = squares / values.length - mean ** 2;
  return { mean, deviation: variance > 1e-12 ? Math.sqrt(variance) : 1 };
}
