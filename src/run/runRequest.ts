import type { AgentLimits } from '../agent/agent';
import type { Bidder } from '../auction/bidder';
import type { Caps } from '../auction/caps';
import type { InviteSetting } from '../auction/invite';
import type { ScoringProfile } from '../auction/profile';
import type { Task } from '../auction/task';
import type { CheckGrant } from '../sandbox/checkGrant';
import type { Economics } from './economics';

/** A bidder and the origin its requests go to; `origin` is `undefined` for loopback, which needs no consent. */
export interface InvitedBidder {
  readonly bidder: Bidder;
  readonly origin: string | undefined;
}

/** Everything that is decided before an auction begins. */
export interface RunRequest {
  readonly runId: string;
  readonly task: Task;
  /** All who may get the work; `invite` says who of them is asked for a bid. */
  readonly invited: readonly InvitedBidder[];
  readonly practice: boolean;
  readonly invite: InviteSetting;
  readonly profile: ScoringProfile;
  /** Fixes ballots and fences. */
  readonly seed: number;
  readonly award: 'review' | 'automatic';
  readonly bidDeadlineMs: number;
  /** How long a local server may take to the first token of a bid: it may have to load the model. */
  readonly localFirstTokenMs: number;
  readonly caps: Caps;
  /** Share of the expected work above which overhead is worth a word. */
  readonly maxOverheadShare: number;
  readonly economics: Economics;
  readonly limits: AgentLimits;
  readonly checkTimeoutMs: number;
  /** What the person allowed the check beyond the usual, for this run. */
  readonly grant?: CheckGrant;
  readonly workspaceRoot: string;
  /** Names the workspace in ledger and memory without telling its path. */
  readonly workspaceId: string;
}
