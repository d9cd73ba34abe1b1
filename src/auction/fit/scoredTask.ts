import type { BidFeatures } from '../features';

/** One past auction's first ballot: the valid bids and what they looked like. */
export interface ScoredTask {
  readonly id: string;
  readonly bids: readonly {
    readonly bidderId: string;
    readonly features: BidFeatures;
    /** Whether this bidder's work passed the check; absent when it did no work, or the check said nothing. */
    readonly passed?: boolean;
  }[];
}

/** Every judge that scored a ballot of these tasks, in id order. */
export function judgesOf(tasks: readonly ScoredTask[]): readonly string[] {
  return [...new Set(tasks.flatMap(({ bids }) => bids.flatMap(({ features }) => [...features.judges.keys()])))].sort();
}
