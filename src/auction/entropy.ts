import type { TokenLogprob } from './model';

/** Which estimator an auction used; one for all its bids, so that the numbers can be compared. */
export type EntropyEstimator = 'shannonTop' | 'surprisal' | 'none';

/** What a later ballot of the same auction keeps from the first: its numbers must mean the same. */
export interface EntropyBasis {
  readonly estimator: EntropyEstimator;
  /** Mean of the known entropies in nats, which stands in for those not reported; absent when none is known. */
  readonly meanNats?: number;
}

/** Entropies in nats by bidder id; a bidder that is absent did not report. */
export interface EntropyReading extends EntropyBasis {
  readonly nats: ReadonlyMap<string, number>;
}

/** Servers write -9999 or -3.4e38 for "impossible"; a probability below e^-50 says nothing more. */
const floorLogprob = -50;

/** Above this mean mass outside the reported alternatives the Shannon estimate misorders models (measured). */
const maxMeanTail = 0.05;

/**
 * Mean per-token entropy of each bid (the paper's h). Shannon entropy over the reported alternatives plus one bucket for
 * the rest, used only if every reporting bid's own mean remaining mass is below 5 %; else mean surprisal for all.
 *
 * With a `basis` estimator and mean are those given: a bid that the estimator cannot read (too much mass unseen for
 * `shannonTop`, or `none`) counts as not reported, so that it gets the mean and never an invented figure.
 */
export function readEntropies(
  bids: readonly { bidderId: string; logprobs?: readonly TokenLogprob[] }[],
  basis?: EntropyBasis,
): EntropyReading {
  const reporting = bids.flatMap((bid) =>
    bid.logprobs === undefined || bid.logprobs.length === 0 ? [] : [{ id: bid.bidderId, entries: bid.logprobs }],
  );
  const estimator = basis?.estimator ?? estimatorFor(reporting.map(({ entries }) => entries));
  const readable = reporting.filter(({ entries }) => canRead(estimator, entries));
  const estimate = estimator === 'shannonTop' ? shannonEntropy : surprisal;
  const nats = new Map(
    readable
      .map(({ id, entries }) => [id, mean(entries.map(estimate))] as const)
      .filter(([, value]) => Number.isFinite(value)),
  );
  const meanNats = basis === undefined ? meanInIdOrder(nats) : basis.meanNats;
  return { estimator, nats, ...(meanNats !== undefined && { meanNats }) };
}

function estimatorFor(reports: readonly (readonly TokenLogprob[])[]): EntropyEstimator {
  if (reports.length === 0) return 'none';
  return reports.every((entries) => meanTail(entries) < maxMeanTail) ? 'shannonTop' : 'surprisal';
}

function canRead(estimator: EntropyEstimator, entries: readonly TokenLogprob[]): boolean {
  return estimator === 'surprisal' || (estimator === 'shannonTop' && meanTail(entries) < maxMeanTail);
}

/** In id order, so that the order in which bids arrived changes no digit. */
function meanInIdOrder(nats: ReadonlyMap<string, number>): number | undefined {
  return nats.size === 0 ? undefined : mean([...nats].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value));
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
