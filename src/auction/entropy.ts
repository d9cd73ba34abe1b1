import type { TokenLogprob } from './model';

/** Which estimator an auction used; one for all its bids, so that the numbers can be compared. */
export type EntropyEstimator = 'shannonTop' | 'surprisal' | 'none';

/** Entropies in nats by bidder id; a bidder that is absent did not report. */
export interface EntropyReading {
  readonly estimator: EntropyEstimator;
  readonly nats: ReadonlyMap<string, number>;
}

/** Servers write -9999 or -3.4e38 for "impossible"; a probability below e^-50 says nothing more. */
const floorLogprob = -50;

/** Above this mean mass outside the reported alternatives the Shannon estimate misorders models (measured). */
const maxMeanTail = 0.05;

/**
 * Mean per-token entropy of each bid (the paper's h). Shannon entropy over the reported alternatives plus one bucket for
 * the rest, used only if every reporting bid's own mean remaining mass is below 5 %; else mean surprisal for all.
 */
export function readEntropies(
  bids: readonly { bidderId: string; logprobs?: readonly TokenLogprob[] }[],
): EntropyReading {
  const reporting = bids.flatMap((bid) =>
    bid.logprobs === undefined || bid.logprobs.length === 0 ? [] : [{ id: bid.bidderId, entries: bid.logprobs }],
  );
  if (reporting.length === 0) return { estimator: 'none', nats: new Map() };
  const shannon = reporting.every(({ entries }) => meanTail(entries) < maxMeanTail);
  const estimate = shannon ? shannonEntropy : surprisal;
  const nats = new Map(
    reporting
      .map(({ id, entries }) => [id, mean(entries.map(estimate))] as const)
      .filter(([, value]) => Number.isFinite(value)),
  );
  return { estimator: shannon ? 'shannonTop' : 'surprisal', nats };
}

function meanTail(entries: readonly TokenLogprob[]): number {
  return mean(entries.map((entry) => Math.max(0, 1 - sum(probabilities(entry)))));
}

function shannonEntropy(entry: TokenLogprob): number {
  const listed = probabilities(entry);
  const tail = Math.max(0, 1 - sum(listed));
  return sum([...listed, tail].map((p) => (p > 0 ? -p * Math.log(p) : 0)));
}

function surprisal(entry: TokenLogprob): number {
  return -clamp(entry.logprob);
}

/** Probabilities of the alternatives; none listed means all the mass is unseen. */
function probabilities(entry: TokenLogprob): number[] {
  return entry.top.map(({ logprob }) => Math.exp(clamp(logprob)));
}

function clamp(logprob: number): number {
  return Number.isFinite(logprob) ? Math.min(0, Math.max(floorLogprob, logprob)) : floorLogprob;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : sum(values) / values.length;
}
