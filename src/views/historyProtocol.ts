/**
 * What the History view and its host say to each other. The host sends a snapshot on `ready` and whenever the ledger has
 * grown; the view shows the one with the highest sequence number. Every string is plain text for `textContent`.
 */
export interface ToHistory {
  readonly type: 'snapshot';
  readonly sequence: number;
  readonly history: HistoryModel;
}

export type FromHistory =
  | { readonly type: 'ready' }
  /** Reopens a past auction in the Bids panel. */
  | { readonly type: 'open'; readonly runId: string }
  | { readonly type: 'action'; readonly action: HistoryAction };

export type HistoryAction = 'exportLedger' | 'showLedger' | 'auctionTask' | 'startPractice';

export interface HistoryModel {
  /** What could not be read or is not shown, in one sentence; empty when there is nothing to say. */
  readonly notice: string;
  /** Real auctions first, practice apart; what has no auction is left out. */
  readonly parts: readonly HistoryPart[];
}

/** Auctions of one kind, at most 1,000 of both kinds together, with their figures. Every number is finite. */
export interface HistoryPart {
  readonly practice: boolean;
  readonly totals: HistoryTotals;
  /** Newest first. */
  readonly auctions: readonly PastAuction[];
  /** Most attempts first. */
  readonly bidders: readonly BidderRates[];
  /** Oldest first, at most 60; sums from the first auction on. */
  readonly timeline: readonly TimelinePoint[];
  /** Chances that were said when work was awarded, in rising ranges; those without an attempt left out. */
  readonly calibration: readonly CalibrationRow[];
}

/** USD and counts over the auctions of a part. */
export interface HistoryTotals {
  readonly auctions: number;
  readonly accepted: number;
  readonly spentUsd: number;
  /** Bids, jury and refinement. */
  readonly overheadUsd: number;
  /** Auctions for which the dearest bidder's cost is known. */
  readonly comparable: number;
  /** Work on these. */
  readonly comparedWorkUsd: number;
  /** What "always the dearest" would have cost for these. */
  readonly dearestUsd: number;
  /** dearest - compared work - overhead: negative when the auctions did not pay. */
  readonly savingUsd: number;
}

export interface PastAuction {
  readonly runId: string;
  readonly title: string;
  /** Milliseconds since the Unix epoch; may be a moment no calendar knows. */
  readonly endedAtMs: number;
  /** Who got the work first; empty when nobody did. */
  readonly winner: string;
  /** How the last attempt's check went, in words; empty when nobody worked. */
  readonly verdict: string;
  readonly end: 'accepted' | 'rejected' | 'noSale' | 'cancelled' | 'failed';
  /** The same in words. */
  readonly endText: string;
  readonly costUsd: number;
}

/** So many of so many; nothing can be said when `whole` is 0. */
export interface Share {
  readonly part: number;
  readonly whole: number;
}

export interface BidderRates {
  readonly name: string;
  /** Awards of valid bids. */
  readonly won: Share;
  /** Passed checks of those that ran to their end. */
  readonly passed: Share;
  /** Accepted work of work that was decided about. */
  readonly accepted: Share;
  /** USD of work per attempt; -1 without an attempt. */
  readonly attemptUsd: number;
}

/** A range of chances said, 0..1, their mean, and how many of these attempts passed. */
export interface CalibrationRow {
  readonly from: number;
  readonly to: number;
  readonly said: number;
  readonly passed: Share;
}

export interface TimelinePoint {
  /** Auctions up to this one. */
  readonly auctions: number;
  readonly endedAtMs: number;
  readonly spentUsd: number;
  readonly savingUsd: number;
}
