import type { AgentStep } from '../agent/agent';
import type { Caps } from '../auction/caps';
import type { MarketEvent } from '../auction/events';
import type { CallPurpose } from '../auction/model';
import type { Task } from '../auction/task';
import type { ApplyOutcome, ProposedChange } from '../review/change';
import type { CheckResult } from '../sandbox/check';
import type { CopyProgress } from '../sandbox/sandboxTree';
import type { CheckGrant } from '../sandbox/checkGrant';
import type { Confinement } from '../sandbox/confinement';
import type { Economics } from './economics';

/** How a run ended; the same words as in the public API. */
export type RunEnd = 'accepted' | 'rejected' | 'noSale' | 'cancelled' | 'failed';

/** Everything that can happen between a task and its end, in order. Views, history and tests read nothing else. */
export type RunEvent =
  | {
      readonly type: 'runStarted';
      readonly runId: string;
      readonly task: Task;
      readonly practice: boolean;
      /** Whether the check runs confined, and if not, why. */
      readonly confinement: Confinement;
      readonly caps: Caps;
      readonly economics: Economics;
      /** What the person allowed the check beyond the usual, for this run. */
      readonly grant?: CheckGrant;
      /** The host each invited bidder runs at, by bidder id; "this machine" for loopback. */
      readonly hosts: Readonly<Record<string, string>>;
    }
  | { readonly type: 'market'; readonly event: MarketEvent }
  /** `offersCheapest`: fewer would be asked for bids if the setting said so. */
  | { readonly type: 'noticed'; readonly text: string; readonly offersCheapest: boolean }
  /** The first copy is being made. */
  | ({ readonly type: 'copyProgressed' } & CopyProgress)
  | { readonly type: 'sandboxReady'; readonly fileCount: number }
  | { readonly type: 'baselineStarted' }
  | { readonly type: 'baselineClosed'; readonly result: CheckResult }
  | {
      readonly type: 'awarded';
      readonly bidderId: string;
      readonly plan: string;
      readonly planEdited: boolean;
      readonly automatic: boolean;
    }
  /** A bidder that was not invited wrote its plan when it got the work. */
  | { readonly type: 'planned'; readonly plan: string }
  | { readonly type: 'attemptStarted'; readonly bidderId: string }
  /** The check failed, and the rule gives the work to the next bidder, in a fresh copy of the same snapshot. */
  | { readonly type: 'reawarded'; readonly bidderId: string; readonly plan: string; readonly reason: string }
  /** The work is over because the rule says so, in words; the last attempt is laid out for review. */
  | { readonly type: 'reawardStopped'; readonly reason: string }
  | { readonly type: 'attemptClosed'; readonly changes: readonly ProposedChange[] }
  /** The person looks at another attempt's changes; only while nothing is decided. */
  | { readonly type: 'attemptChosen'; readonly attempt: number }
  | { readonly type: 'agentStepped'; readonly step: AgentStep }
  | { readonly type: 'agentEnded'; readonly message: string; readonly finished: boolean }
  | { readonly type: 'checkStarted' }
  /** The person had the check run once more on the proposal of this attempt (0-based). */
  | { readonly type: 'rechecked'; readonly attempt: number; readonly result: CheckResult }
  | { readonly type: 'checkClosed'; readonly result: CheckResult }
  /** The agent changed tests or their configuration: what the check says with the original ones. */
  | { readonly type: 'originalsChecked'; readonly paths: readonly string[]; readonly result: CheckResult }
  /** The changes of this attempt (0-based) are laid out for review. */
  | { readonly type: 'proposed'; readonly attempt: number }
  | { readonly type: 'decided'; readonly decisions: readonly FileDecision[] }
  /** The person put a file, or one of its hunks, in or out of the next bulk accept. */
  | { readonly type: 'checked'; readonly path: string; readonly hunk?: number; readonly checked: boolean }
  /** What was accepted in these files is out of the workspace again. */
  | { readonly type: 'undone'; readonly paths: readonly string[] }
  | {
      readonly type: 'costBooked';
      readonly purpose: CallPurpose;
      readonly bidderId: string;
      readonly usd: number;
      /** True when neither provider nor usage said it and the figure is our estimate. */
      readonly estimated: boolean;
      /** Requests of the user's plan that it spent. */
      readonly planRequests?: number;
    }
  | { readonly type: 'ended'; readonly end: RunEnd; readonly message: string; readonly canUndo: boolean };

/**
 * What the person decided about a file, or why it could not be applied. `hunks`: indexes of the hunks it is about; absent
 * means all that are still open.
 */
export type FileDecision = { readonly hunks?: readonly number[] } & (
  { readonly path: string; readonly decision: 'rejected' } | { readonly path: string; readonly outcome: ApplyOutcome }
);
