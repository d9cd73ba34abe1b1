import type { BidOutcome } from './bid';
import type { Bidder } from './bidder';
import type { Verdict } from './jury';
import type { ScoringProfile } from './profile';

/**
 * What happens in one auction, in order. Replaying the events gives the same state; times are milliseconds since the
 * Unix epoch, costs USD (`undefined` when nobody could tell).
 */
export type MarketEvent =
  | {
      readonly type: 'opened';
      readonly bidders: readonly Bidder[];
      readonly profile: ScoringProfile;
      readonly costScale: number;
      readonly seed: number;
    }
  | { readonly type: 'bidStarted'; readonly bidderId: string; readonly atMs: number }
  | { readonly type: 'bidText'; readonly bidderId: string; readonly delta: string }
  | {
      readonly type: 'bidClosed';
      readonly bidderId: string;
      readonly outcome: BidOutcome;
      readonly costUsd: number | undefined;
      readonly atMs: number;
    }
  | { readonly type: 'juryCalled'; readonly judgeIds: readonly string[] }
  | {
      readonly type: 'judgeClosed';
      readonly judgeId: string;
      readonly verdict: Verdict;
      readonly costUsd: number | undefined;
    }
  /** All judges are in or out; scores and award follow from the state alone. */
  | { readonly type: 'judged' };
