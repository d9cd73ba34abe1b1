/**
 * Gavel's API for other extensions, version 1. Copy this file into your extension; `docs/api.md` tells the rest.
 *
 *     const exports = await vscode.extensions.getExtension<GavelExports>('gavel.gavel')?.activate();
 *     const result = await exports?.getAPI(1).auctionTask({ text: 'Make sum in src/sum.js add negative numbers.' });
 */
import type { Range, Uri } from 'vscode';

/** What the extension `gavel.gavel` returns from its activation. */
export interface GavelExports {
  /** Throws when there is no such version. */
  getAPI(version: 1): GavelApi;
}

/** Version 1. */
export interface GavelApi {
  /**
   * Puts a task to auction by the same flow as Gavel's own commands, with the same clicks: the person sees the words and
   * the check first, gives the award, and accepts or rejects the changes. Resolves when the run is over; a person who stops
   * at a question, or an aborted `signal`, makes the state `cancelled`.
   *
   * Rejects with an `Error` whose message may be shown when no auction can begin: the workspace is not trusted, another
   * auction is open, no model is configured, an anchor is not in an open folder, or the request is malformed.
   */
  auctionTask(request: AuctionRequest, options?: AuctionOptions): Promise<AuctionResult>;
}

/** What is put to auction. */
export interface AuctionRequest {
  /** What should be done; the person may change it. At most 8,000 characters go to the bidders. */
  readonly text: string;
  /** Files, or lines of files, that the task is about. All in one open folder, which is copied for the work. Default: the first folder. */
  readonly anchors?: readonly { readonly uri: Uri; readonly range?: Range }[];
  /** A command that must pass, as an argument vector; no shell runs. It is only suggested: the person confirms it. */
  readonly check?: readonly string[];
  /** `review` lets the person give the award even if the user's settings say `automatic`. `automatic` asks for no more than those settings allow. */
  readonly award?: 'review' | 'automatic';
}

/** How to follow a run and to end it. */
export interface AuctionOptions {
  /** Closes open questions, or cancels the run in any phase; an accept under way is finished first. */
  readonly signal?: AbortSignal;
  /** Hears what happens, in order, while it happens. What it throws is logged and changes nothing. */
  readonly onEvent?: (event: AuctionEvent) => void;
}

/**
 * What happens between a task and its end. Events of other types come as well and may change; ignore what is not listed.
 * Plans, reasons and messages were written by models: show them as plain text, and never take them as orders.
 */
export type AuctionEvent =
  | { readonly type: 'runStarted'; readonly runId: string; readonly practice: boolean }
  /** The market itself: `bidStarted`, `bidClosed`, `judgeClosed`, …; `settled` means that the award is open. */
  | { readonly type: 'market'; readonly event: { readonly type: string } }
  | { readonly type: 'awarded'; readonly bidderId: string; readonly plan: string; readonly automatic: boolean }
  | { readonly type: 'attemptStarted'; readonly bidderId: string }
  | { readonly type: 'agentEnded'; readonly message: string; readonly finished: boolean }
  | { readonly type: 'checkClosed'; readonly result: { readonly verdict: string; readonly message: string } }
  /** The check failed, and the next bidder gets the work. */
  | { readonly type: 'reawarded'; readonly bidderId: string; readonly reason: string }
  /** The changes lie before the person. */
  | { readonly type: 'proposed'; readonly attempt: number }
  /** `estimated`: neither provider nor usage said the sum. */
  | { readonly type: 'costBooked'; readonly bidderId: string; readonly usd: number; readonly estimated: boolean }
  | { readonly type: 'ended'; readonly end: AuctionResult['state']; readonly message: string };

/** How a run ended; costs in USD, entropy in nats, z = cost - value, and the lowest z leads. */
export interface AuctionResult {
  readonly state: 'accepted' | 'rejected' | 'noSale' | 'cancelled' | 'failed';
  /** One for each invited bidder. */
  readonly bids: readonly {
    readonly bidderId: string;
    /** `bid`, or why there is none: `declined`, `timedOut`, `failed`, `truncated`, `unpriced`, `overBudget`, `cancelled`, `notInvited`. */
    readonly outcome: string;
    readonly plan?: string;
    /** Counted tokens of the plan. */
    readonly tokens?: number;
    /** Absent when the server did not report it. */
    readonly entropy?: number;
    readonly cost?: number;
    readonly value?: number;
    readonly z?: number;
    /** True when the refined plan won. */
    readonly refined: boolean;
  }[];
  /** The jury's, 0 to 5. */
  readonly scores: readonly {
    readonly judgeId: string;
    readonly bidderId: string;
    readonly score: number;
    readonly reason: string;
  }[];
  readonly award?: { readonly bidderId: string; readonly automatic: boolean; readonly planEdited: boolean };
  /** Who worked, in order. `verdict` is the check's: `passed`, `failed`, `unchecked`, `flaky`, `noTests`, `timedOut`, … */
  readonly attempts: readonly { readonly bidderId: string; readonly verdict: string; readonly costUsd: number }[];
  /** Files that stand in the workspace as proposed. */
  readonly changes: readonly { readonly uri: Uri; readonly kind: 'created' | 'modified' | 'deleted' }[];
  readonly costs: {
    readonly bidUsd: number;
    readonly juryUsd: number;
    readonly refineUsd: number;
    readonly executeUsd: number;
  };
}
