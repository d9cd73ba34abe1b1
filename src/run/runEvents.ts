import type { AgentStep } from '../agent/agent';
import type { MarketEvent } from '../auction/events';
import type { CallPurpose } from '../auction/model';
import type { Task } from '../auction/task';
import type { ApplyOutcome, ProposedChange } from '../review/change';
import type { CheckResult } from '../sandbox/check';
import type { Confinement } from '../sandbox/confinement';

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
      readonly capUsd: number;
      /** The host each invited bidder runs at, by bidder id; "this machine" for loopback. */
      readonly hosts: Readonly<Record<string, string>>;
    }
  | { readonly type: 'market'; readonly event: MarketEvent }
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
  | { readonly type: 'attemptStarted'; readonly bidderId: string }
  | { readonly type: 'agentStepped'; readonly step: AgentStep }
  | { readonly type: 'agentEnded'; readonly message: string; readonly finished: boolean }
  | { readonly type: 'checkStarted' }
  | { readonly type: 'checkClosed'; readonly result: CheckResult }
  | { readonly type: 'proposed'; readonly changes: readonly ProposedChange[] }
  | { readonly type: 'decided'; readonly decisions: readonly FileDecision[] }
  | {
      readonly type: 'costBooked';
      readonly purpose: CallPurpose;
      readonly bidderId: string;
      readonly usd: number;
      /** True when neither provider nor usage said it and the figure is our estimate. */
      readonly estimated: boolean;
    }
  | { readonly type: 'ended'; readonly end: RunEnd; readonly message: string; readonly canUndo: boolean };

/** What the person decided about a file, or why it could not be applied. */
export type FileDecision =
  { readonly path: string; readonly decision: 'rejected' } | { readonly path: string; readonly outcome: ApplyOutcome };
