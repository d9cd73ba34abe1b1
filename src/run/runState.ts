import type { AgentStep } from '../agent/agent';
import { type AuctionState, emptyAuction, reduceAuction } from '../auction/auctionState';
import type { CallPurpose } from '../auction/model';
import type { Caps } from '../auction/caps';
import { priorCheckQuality } from '../auction/rule';
import type { Task } from '../auction/task';
import { assertNever } from '../base/assertNever';
import type { ProposedChange } from '../review/change';
import type { CheckResult } from '../sandbox/check';
import { checkResult } from '../sandbox/checkResult';
import { type CheckGrant, noGrant } from '../sandbox/checkGrant';
import type { Confinement } from '../sandbox/confinement';
import type { CopyProgress } from '../sandbox/sandboxTree';
import type { Economics } from './economics';
import { checkUnits, decideChanges, openReview, type ReviewedChange, undoChanges } from './reviewedChange';
import type { RunEnd, RunEvent } from './runEvents';

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
  /** Tests or their configuration that it changed, and what the check says with the original ones. */
  readonly originals?: { readonly paths: readonly string[]; readonly check: CheckResult };
  /** What it left; absent until it stopped. */
  readonly changes?: readonly ProposedChange[];
}

export interface RunState {
  readonly runId: string;
  readonly task: Task;
  readonly phase: RunPhase;
  readonly practice: boolean;
  readonly confinement: Confinement;
  readonly caps: Caps;
  readonly grant: CheckGrant;
  /** What the person is told before the first call: overhead out of proportion, for one. */
  readonly notice?: { readonly text: string; readonly offersCheapest: boolean };
  readonly economics: Economics;
  readonly hosts: Readonly<Record<string, string>>;
  readonly auction: AuctionState;
  /** How far the first copy is; absent before and after. */
  readonly copy?: CopyProgress;
  /** Files in the sandbox; absent until it is ready. */
  readonly sandboxFiles?: number;
  readonly baselineRunning: boolean;
  readonly baseline?: CheckResult;
  readonly award?: {
    readonly bidderId: string;
    /** Empty until a bidder that was not invited has planned. */
    readonly plan: string;
    readonly planEdited: boolean;
    readonly automatic: boolean;
  };
  readonly attempts: readonly Attempt[];
  /** Why no further bidder was tried after a failed check; absent while that is open. */
  readonly reawardStop?: string;
  /** The attempt under review, 0-based. */
  readonly reviewed: number;
  readonly changes: readonly ReviewedChange[];
  /** USD by purpose. */
  readonly costs: Readonly<Record<CallPurpose, number>>;
  /** The same money by bidder id, then purpose. */
  readonly bidderCosts: Readonly<Record<string, Readonly<Record<CallPurpose, number>>>>;
  readonly someCostEstimated: boolean;
  /** Requests spent of the user's plan, by bidder id; only of bidders that a plan pays for. */
  readonly planRequests: Readonly<Record<string, number>>;
  readonly end?: { readonly state: RunEnd; readonly message: string; readonly canUndo: boolean };
}

const noCosts: Readonly<Record<CallPurpose, number>> = { bid: 0, jury: 0, refine: 0, execute: 0 };

const noTask: Task = { id: '', title: '', text: '', anchors: [] };

export const initialRun: RunState = {
  runId: '',
  task: noTask,
  phase: 'bidding',
  practice: false,
  confinement: { kind: 'unconfined', reason: '' },
  caps: {},
  grant: noGrant,
  economics: {
    rule: 'sale',
    taskValueUsd: 0,
    maxAttempts: 1,
    expectedCostUsd: {},
    checkQuality: priorCheckQuality,
    judgeHistory: {},
  },
  hosts: {},
  auction: emptyAuction,
  baselineRunning: false,
  attempts: [],
  reviewed: 0,
  changes: [],
  costs: noCosts,
  bidderCosts: {},
  someCostEstimated: false,
  planRequests: {},
};

/** The run's reducer: pure, total, and deaf to everything but money and undo news once the run is done. */
export function reduceRun(state: RunState, event: RunEvent): RunState {
  if (event.type === 'costBooked') return bookCost(state, event);
  if (event.type === 'undone') return takeBack(state, event.paths);
  if (state.phase === 'done') return state;
  switch (event.type) {
    case 'runStarted': {
      const { runId, task, practice, confinement, caps, economics, grant = noGrant, hosts } = event;
      return { ...initialRun, runId, task, practice, confinement, caps, economics, grant, hosts };
    }
    case 'market': {
      const auction = reduceAuction(state.auction, event.event);
      return { ...state, auction, phase: event.event.type === 'settled' ? 'judged' : state.phase };
    }
    case 'noticed':
      return { ...state, notice: { text: event.text, offersCheapest: event.offersCheapest } };
    case 'copyProgressed': {
      const { copiedFiles, totalFiles } = event;
      return { ...state, copy: { copiedFiles, totalFiles } };
    }
    case 'sandboxReady':
      return { ...withoutCopy(state), sandboxFiles: event.fileCount };
    case 'baselineStarted':
      return { ...state, baselineRunning: true };
    case 'baselineClosed':
      return { ...state, baselineRunning: false, baseline: event.result };
    case 'awarded': {
      const { bidderId, plan, planEdited, automatic } = event;
      return { ...state, phase: 'awarded', award: { bidderId, plan, planEdited, automatic } };
    }
    case 'reawarded': {
      const { bidderId, plan } = event;
      return { ...state, phase: 'awarded', award: { bidderId, plan, planEdited: false, automatic: true } };
    }
    case 'planned':
      return state.award === undefined ? state : { ...state, award: { ...state.award, plan: event.plan } };
    case 'reawardStopped':
      return { ...state, reawardStop: event.reason };
    case 'proposed':
      return { ...state, phase: 'reviewing', ...underReview(state, event.attempt) };
    case 'attemptChosen':
      return mayChoose(state, event.attempt) ? { ...state, ...underReview(state, event.attempt) } : state;
    case 'decided':
      return { ...state, changes: decideChanges(state.changes, event.decisions) };
    case 'checked':
      return { ...state, changes: checkUnits(state.changes, event) };
    case 'ended':
      return {
        ...withoutCopy(state),
        phase: 'done',
        baselineRunning: false,
        attempts: state.attempts.map((attempt) => ({ ...attempt, checkRunning: false })),
        end: { state: event.end, message: event.message, canUndo: event.canUndo },
      };
    case 'rechecked':
      return {
        ...state,
        attempts: state.attempts.map((one, index) => (index === event.attempt ? rechecked(one, event.result) : one)),
      };
    case 'attemptStarted':
    case 'agentStepped':
    case 'agentEnded':
    case 'checkStarted':
    case 'checkClosed':
    case 'originalsChecked':
    case 'attemptClosed':
      return reduceAttempt(state, event);
    default:
      return assertNever(event);
  }
}

function withoutCopy(state: RunState): RunState {
  const { copy, ...rest } = state;
  return copy === undefined ? state : rest;
}

type AttemptEvent = Extract<
  RunEvent,
  {
    readonly type:
      | 'attemptStarted'
      | 'agentStepped'
      | 'agentEnded'
      | 'checkStarted'
      | 'checkClosed'
      | 'originalsChecked'
      | 'attemptClosed';
  }
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
    case 'originalsChecked': {
      const originals = { paths: event.paths, check: event.result };
      return withLastAttempt(state, (attempt) => ({ ...attempt, originals }));
    }
    case 'attemptClosed':
      return withLastAttempt(state, (attempt) => ({ ...attempt, changes: event.changes }));
    default:
      return assertNever(event);
  }
}

function rechecked(attempt: Attempt, result: CheckResult): Attempt {
  return { ...attempt, check: checkResult.both(attempt.check, result) };
}

/** The changes of an attempt, none of them decided. */
function underReview(state: RunState, attempt: number): Pick<RunState, 'reviewed' | 'changes'> {
  const changes = state.attempts[attempt]?.changes ?? [];
  return { reviewed: attempt, changes: changes.map(openReview) };
}

/** Two attempts' changes are never mixed: once a file is accepted, the attempt is chosen. */
export function mayChoose(state: RunState, attempt: number): boolean {
  return (
    state.phase === 'reviewing' && acceptedCount(state) === 0 && (state.attempts[attempt]?.changes?.length ?? 0) > 0
  );
}

function withLastAttempt(state: RunState, change: (attempt: Attempt) => Attempt): RunState {
  const last = state.attempts.at(-1);
  return last === undefined ? state : { ...state, attempts: [...state.attempts.slice(0, -1), change(last)] };
}

function bookCost(state: RunState, event: Extract<RunEvent, { readonly type: 'costBooked' }>): RunState {
  const { purpose, bidderId, usd, planRequests } = event;
  const own = state.bidderCosts[bidderId] ?? noCosts;
  return {
    ...state,
    costs: { ...state.costs, [purpose]: state.costs[purpose] + usd },
    bidderCosts: { ...state.bidderCosts, [bidderId]: { ...own, [purpose]: own[purpose] + usd } },
    someCostEstimated: state.someCostEstimated || event.estimated,
    ...(planRequests !== undefined && {
      planRequests: { ...state.planRequests, [bidderId]: (state.planRequests[bidderId] ?? 0) + planRequests },
    }),
  };
}

/** While the review goes on, what was taken back is open again; afterwards only the end says so. */
function takeBack(state: RunState, paths: readonly string[]): RunState {
  if (state.phase === 'reviewing') return { ...state, changes: undoChanges(state.changes, paths) };
  if (state.end === undefined || paths.length === 0) return state;
  const files = paths.length === 1 ? '1 file is' : `${paths.length} files are`;
  const message = `${state.end.message} Undone since: ${files} as before.`;
  return { ...state, end: { ...state.end, message, canUndo: false } };
}

/** USD of everything the run has spent so far. */
export function totalCostUsd(state: RunState): number {
  return state.costs.bid + state.costs.jury + state.costs.refine + state.costs.execute;
}

/** USD of one bidder's work on the task. */
export function workCostUsd(state: RunState, bidderId: string): number {
  return state.bidderCosts[bidderId]?.execute ?? 0;
}

/** True while a person can still give the award. */
export function awardIsOpen(state: RunState): boolean {
  return state.phase === 'judged' && state.auction.proposal?.kind === 'award';
}

/** True while a proposal with a check is under review. */
export function mayRecheck({ phase, task }: RunState): boolean {
  return phase === 'reviewing' && task.check !== undefined;
}

/** Files of which something, or all, stands in the workspace as proposed. */
export function acceptedCount({ changes }: RunState): number {
  return changes.filter(({ units }) => units.some(({ decision }) => decision === 'accepted')).length;
}
