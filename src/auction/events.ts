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
      /** Not asked for a bid, cheapest first; each stays awardable and plans when awarded. */
      readonly waiting?: readonly string[];
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
  /** The first ballot, or the second one after refinement; `judgeClosed` speaks of the ballot called last. */
  | { readonly type: 'juryCalled'; readonly judgeIds: readonly string[] }
  | {
      readonly type: 'judgeClosed';
      readonly judgeId: string;
      readonly verdict: Verdict;
      readonly costUsd: number | undefined;
    }
  /** The first ballot is counted; scores and provisional award follow from the state alone. */
  | { readonly type: 'judged' }
  /** These bidders, all cheaper than the provisional winner, may rewrite their bids. `examples`: past auctions each one saw. */
  | {
      readonly type: 'refineCalled';
      readonly examples: Readonly<Record<string, number>>;
      /** How like this task those auctions are was told by their words, or by their meaning too. */
      readonly comparedBy: 'words' | 'meaning';
    }
  | {
      readonly type: 'refineClosed';
      readonly bidderId: string;
      readonly outcome: BidOutcome;
      readonly costUsd: number | undefined;
    }
  /** The second ballot is counted. */
  | { readonly type: 'rejudged' }
  /** Nothing more will change: the award is open. */
  | { readonly type: 'settled' };
