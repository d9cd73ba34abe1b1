import { type BidSignals, signalNames } from './bidSignals';
import { sigmoid } from './difficulty';
import { solveLinearSystem } from './linearSystem';

/** A weight for each signal. */
export type SignalWeights = BidSignals;

/** How far bids and verdicts are believed. */
export interface BidWeights {
  /** Logits of the chance of good work per unit of each signal. */
  readonly chance: SignalWeights;
  /** Of the logarithm of what an attempt costs, per unit of each signal. */
  readonly cost: SignalWeights;
  /** What costs are divided by, so that their mean stays what it is without bids. */
  readonly costScale: number;
}

/**
 * Before anything was learned: the specification's slope on M, a third of its slope on m_i - M (see docs/evidence.md), and
 * lengths say nothing.
 */
export const builtInBidWeights: BidWeights = {
  chance: { taskScore: 0.8, bidScore: 0.1, taskLength: 0, bidLength: 0 },
  cost: { taskScore: 0, bidScore: 0, taskLength: 0, bidLength: 0 },
  costScale: 1,
};

/** An attempt that is over, beside what was expected and what its bid said. */
export interface PastAttempt {
  readonly signals: BidSignals;
  /** Chance of good work, 0..1, as it was seen without the bids. */
  readonly chance: number;
  readonly good: boolean;
  /** USD; 0 or less says nothing. */
  readonly costUsd: number;
  readonly expectedCostUsd: number;
}

/** Standard deviations of the slopes around the built-in ones; 0.5 is the specification's for the scores. */
const chanceSpread = 0.5;
const costSpread = 0.5;
/** Standard deviation of the logarithm of a cost around its expectation; about what recorded attempts have. */
const costNoise = 0.8;
const newtonRounds = 8;
/** A step that moves no slope further than this is the last. */
const smallestStep = 1e-7;

/** The most likely weights given these attempts, all of whose tasks had `perTask` attempts: they share their task's luck, so together they count as one. */
export function fitBidWeights(past: readonly PastAttempt[], perTask = 1): BidWeights {
  const rows = past.map(({ signals }) => signalNames.map((name) => signals[name]));
  const cost = costWeights(past, rows, perTask);
  const factors = rows.map((row) => Math.exp(product(row, cost)));
  return {
    chance: named(chanceWeights(past, rows, perTask)),
    cost: named(cost),
    costScale: factors.length === 0 ? 1 : factors.reduce((sum, factor) => sum + factor, 0) / factors.length,
  };
}

/** What an attempt after such a bid is expected to cost, as a multiple of what the bidder's attempts cost. */
export function costFactor({ cost, costScale }: BidWeights, signals: BidSignals): number {
  return Math.exp(weighted(cost, signals)) / costScale;
}

/** The sum of signals times weights. */
export function weighted(weights: SignalWeights, signals: BidSignals): number {
  return signalNames.reduce((sum, name) => sum + weights[name] * signals[name], 0);
}

/** Logistic regression around the built-in slopes, by Newton's method. */
function chanceWeights(past: readonly PastAttempt[], rows: readonly number[][], perTask: number): number[] {
  const start = signalNames.map((name) => builtInBidWeights.chance[name]);
  const precision = perTask / chanceSpread ** 2;
  const base = past.map(({ chance }) => Math.log(chance / (1 - chance)));
  let weights = start;
  for (let round = 0; round < newtonRounds; round += 1) {
    const current = weights;
    const slopes = rows.map((row, at) => sigmoid((base[at] ?? 0) + product(row, current)));
    const residuals = slopes.map((chance, at) => (past[at]?.good === true ? 1 : 0) - chance);
    const gradient = start.map((centre, a) => {
      const pull = precision * (centre - (current[a] ?? 0));
      return rows.reduce((sum, row, at) => sum + (row[a] ?? 0) * (residuals[at] ?? 0), pull);
    });
    const step = solveLinearSystem(
      curvature(
        rows,
        slopes.map((chance) => chance * (1 - chance)),
        precision,
      ),
      gradient,
    );
    weights = weights.map((weight, at) => weight + (step[at] ?? 0));
    if (step.every((by) => Math.abs(by) < smallestStep)) break;
  }
  return weights;
}

/** Least squares on the logarithms of costs, drawn towards 0. */
function costWeights(past: readonly PastAttempt[], rows: readonly number[][], perTask: number): number[] {
  const logs = past.map(({ costUsd, expectedCostUsd }) => Math.log(costUsd / expectedCostUsd));
  const known = logs.filter(Number.isFinite);
  const mean = known.reduce((sum, log) => sum + log, 0) / Math.max(1, known.length);
  const targets = logs.map((log) => (Number.isFinite(log) ? log - mean : 0));
  const precision = perTask * (costNoise / costSpread) ** 2;
  const right = signalNames.map((_, a) => rows.reduce((sum, row, at) => sum + (row[a] ?? 0) * (targets[at] ?? 0), 0));
  return solveLinearSystem(
    curvature(
      rows,
      rows.map(() => 1),
      precision,
    ),
    right,
  );
}

// Plain loops: this is most of the work, and symmetric.
function curvature(rows: readonly number[][], amounts: readonly number[], precision: number): number[][] {
  const sums = signalNames.map(() => signalNames.map(() => 0));
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at] ?? [];
    for (let a = 0; a < row.length; a += 1) {
      const part = (amounts[at] ?? 0) * (row[a] ?? 0);
      const into = sums[a] ?? [];
      for (let b = a; b < row.length; b += 1) into[b] = (into[b] ?? 0) + part * (row[b] ?? 0);
    }
  }
  return sums.map((own, a) => own.map((sum, b) => (a === b ? sum + precision : b > a ? sum : (sums[b]?.[a] ?? 0))));
}

function product(row: readonly number[], weights: readonly number[]): number {
  return row.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), 0);
}

function named([taskScore = 0, bidScore = 0, taskLength = 0, bidLength = 0]: readonly number[]): SignalWeights {
  return { taskScore, bidScore, taskLength, bidLength };
}
