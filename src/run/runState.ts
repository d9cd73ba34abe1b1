import type { AgentStep } from '../agent/agent';
import { type AuctionState, emptyAuction, reduceAuction } from '../auction/auctionState';
import type { CallPurpose } from '../auction/model';
import type { Task } from '../auction/task';
import { assertNever } from '../base/assertNever';
import type { ProposedChange } from '../review/change';
import type { CheckResult } from '../sandbox/check';
import type { Confinement } from '../sandbox/confinement';
import type { FileDecision, RunEnd, RunEvent } from './runEvents';

/** `bidding` covers the jury's calls too; each phase ends with the event that the next one is named after. */
export type RunPhase = 'bidding' | 'judged' | 'awarded' | 'working' | 'checking' | 'reviewing' | 'done';

/** One bidder's work on the task. */
export interface Attempt {
  readonly bidderId: string;
  readonly steps: readonly AgentStep[];
  /** One sentence once the agent stopped. */
  readonly agentMessage?: string;
  readonly agentFinished?: boolean;
  readonly checkRunning: boolean;
  readonly check?: CheckResult;
}

/** A file of the proposal with what became of it. */
export interface ReviewedChange {
  readonly change: ProposedChange;
  readonly decision: 'open' | 'accepted' | 'rejected' | 'refused';
  readonly note: string;
}

export interface RunState {
  readonly runId: string;
  readonly task: Task;
  readonly phase: RunPhase;
  readonly practice: boolean;
  readonly confinement: Confinement;
  readonly capUsd: number;
  readonly hosts: Readonly<Record<string, string>>;
  readonly auction: AuctionState;
  /** Files in the sandbox; absent until it is ready. */
  readonly sandboxFiles?: number;
  readonly baselineRunning: boolean;
  readonly baseline?: CheckResult;
  readonly award?: {
    readonly bidderId: string;
    readonly plan: string;
    readonly planEdited: boolean;
    readonly automatic: boolean;
  };
  readonly attempts: readonly Attempt[];
  readonly changes: readonly ReviewedChange[];
  /** USD by purpose. */
  readonly costs: Readonly<Record<CallPurpose, number>>;
  /** USD of the attempts, by bidder id. */
  readonly executeUsdByBidder: Readonly<Record<string, number>>;
  readonly someCostEstimated: boolean;
  readonly end?: { readonly state: RunEnd; readonly message: string; readonly canUndo: boolean };
}

const noTask: Task = { id: '', title: '', text: '', anchors: [] };

export const initialRun: RunState = {
  runId: '',
  task: noTask,
  phase: 'bidding',
  practice: false,
  confinement: { kind: 'unconfined', reason: '' },
  capUsd: 0,
  hosts: {},
  auction: emptyAuction,
  baselineRunning: false,
  attempts: [],
  changes: [],
  costs: { bid: 0, jury: 0, refine: 0, execute: 0 },
  executeUsdByBidder: {},
  someCostEstimated: false,
};

/** The run's reducer: pure, total, and deaf to everything but money and undo news once the run is done. */
export function reduceRun(state: RunState, event: RunEvent): RunState {
  if (event.type === 'costBooked') return bookCost(state, event);
  if (state.phase === 'done') return state;
  switch (event.type) {
    case 'runStarted': {
      const { runId, task, practice, confinement, capUsd, hosts } = event;
      return { ...initialRun, runId, task, practice, confinement, capUsd, hosts };
    }
    case 'market': {
      const auction = reduceAuction(state.auction, event.event);
      return { ...state, auction, phase: event.event.type === 'judged' ? 'judged' : state.phase };
    }
    case 'sandboxReady':
      return { ...state, sandboxFiles: event.fileCount };
    case 'baselineStarted':
      return { ...state, baselineRunning: true };
    case 'baselineClosed':
      return { ...state, baselineRunning: false, baseline: event.result };
    case 'awarded': {
      const { bidderId, plan, planEdited, automatic } = event;
      return { ...state, phase: 'awarded', award: { bidderId, plan, planEdited, automatic } };
    }
    case 'proposed':
      return {
        ...state,
        phase: 'reviewing',
        changes: event.changes.map((change) => ({ change, decision: 'open', note: '' })),
      };
    case 'decided':
      return { ...state, changes: decide(state.changes, event.decisions) };
    case 'ended':
      return {
        ...state,
        phase: 'done',
        baselineRunning: false,
        attempts: state.attempts.map((attempt) => ({ ...attempt, checkRunning: false })),
        end: { state: event.end, message: event.message, canUndo: event.canUndo },
      };
    case 'attemptStarted':
    case 'agentStepped':
    case 'agentEnded':
    case 'checkStarted':
    case 'checkClosed':
      return reduceAttempt(state, event);
    default:
      return assertNever(event);
  }
}

type AttemptEvent = Extract<
  RunEvent,
  { readonly type: 'attemptStarted' | 'agentStepped' | 'agentEnded' | 'checkStarted' | 'checkClosed' }
>;

function reduceAttempt(state: RunState, event: AttemptEvent): RunState {
  switch (event.type) {
    case 'attemptStarted':
      return {
        ...state,
        phase: 'working',
        attempts: [...state.attempts, { bidderId: event.bidderId, steps: [], checkRunning: false }],
      };
    case 'agentStepped':
      return withLastAttempt(state, (attempt) => ({ ...attempt, steps: [...attempt.steps, event.step] }));
    case 'agentEnded':
      return withLastAttempt(state, (attempt) => ({
        ...attempt,
        agentMessage: event.message,
        agentFinished: event.finished,
      }));
    case 'checkStarted':
      return { ...withLastAttempt(state, (attempt) => ({ ...attempt, checkRunning: true })), phase: 'checking' };
    case 'checkClosed':
      return withLastAttempt(state, (attempt) => ({ ...attempt, checkRunning: false, check: event.result }));
    default:
      return assertNever(event);
  }
}

function withLastAttempt(state: RunState, change: (attempt: Attempt) => Attempt): RunState {
  const last = state.attempts.at(-1);
  return last === undefined ? state : { ...state, attempts: [...state.attempts.slice(0, -1), change(last)] };
}

function bookCost(state: RunState, event: Extract<RunEvent, { readonly type: 'costBooked' }>): RunState {
  const { purpose, bidderId, usd } = event;
  const before = state.executeUsdByBidder[bidderId] ?? 0;
  return {
    ...state,
    costs: { ...state.costs, [purpose]: state.costs[purpose] + usd },
    executeUsdByBidder:
      purpose === 'execute' ? { ...state.executeUsdByBidder, [bidderId]: before + usd } : state.executeUsdByBidder,
    someCostEstimated: state.someCostEstimated || event.estimated,
  };
}

function decide(changes: readonly ReviewedChange[], decisions: readonly FileDecision[]): readonly ReviewedChange[] {
  return changes.map((reviewed) => {
    const decision = decisions.find((candidate) => pathOf(candidate) === reviewed.change.path);
    if (decision === undefined || reviewed.decision === 'accepted') return reviewed;
    if ('decision' in decision) return { ...reviewed, decision: 'rejected', note: '' };
    const { outcome } = decision;
    return outcome.kind === 'applied'
      ? { ...reviewed, decision: 'accepted', note: outcome.note ?? (outcome.merged ? 'merged with your edits' : '') }
      : { ...reviewed, decision: 'refused', note: outcome.reason };
  });
}

function pathOf(decision: FileDecision): string {
  return 'decision' in decision ? decision.path : decision.outcome.path;
}

/** USD of everything the run has spent so far. */
export function totalCostUsd(state: RunState): number {
  return state.costs.bid + state.costs.jury + state.costs.refine + state.costs.execute;
}

/** True while a person can still give the award. */
export function awardIsOpen(state: RunState): boolean {
  return state.phase === 'judged' && state.auction.proposal?.kind === 'award';
}
