import type { FailureReason, FinishReason, ToolCall } from '../auction/model';
import type { CheckResult } from '../sandbox/check';
import type { AgentOutcome } from './agent';
import { type AgentSpending, nothingSpent, type SpentCall } from './agentBudget';
import { type CallCounts, noCalls } from './callCounts';
import type { CallForm, Exchange } from './conversation';
import { chooseEditForm, type EditForm, type EditNote } from './edits/editForm';
import type { ProtocolKind } from './protocol';
import type { ToolResult } from './tools/tool';

/** What does not change during an attempt. */
export interface AgentSettings {
  readonly bidderName: string;
  readonly maxTurns: number;
  /** Calls of tools, and files that may change, in the whole attempt. */
  readonly maxCalls: number;
  readonly maxChangedFiles: number;
  readonly contextTokens: number;
  readonly maxOutputTokens: number;
  /** Characters of system text, opening and tools: what no compaction can shorten. */
  readonly openingCharacters: number;
  /** Characters of one result; the rest is cut. */
  readonly resultCharacters: number;
  /** Edits of this model before the attempt, oldest first. */
  readonly earlierEdits: readonly EditNote[];
}

/** A call that was looked up and checked; `problem` says why it cannot run. */
export interface CheckedCall {
  readonly call: ToolCall;
  /** Equal for calls that mean the same. */
  readonly key: string;
  readonly changesFiles: boolean;
  readonly problem?: string;
  /** Set when a broken call was meant as an edit. */
  readonly form?: EditForm;
}

/** The call to run now; with a `refusal` it is not run, the model gets this sentence as its result. */
export interface PlannedCall {
  readonly call: ToolCall;
  readonly refusal?: string;
}

/** What the effect side has to do next. */
export type AgentPhase =
  | { readonly kind: 'asking' }
  | {
      readonly kind: 'working';
      readonly exchange: Exchange;
      readonly current: PlannedCall;
      readonly rest: readonly CheckedCall[];
      readonly allBroken: boolean;
    }
  | { readonly kind: 'ended'; readonly end: AgentOutcome['end']; readonly message: string };

/** The whole of an attempt, as plain data: it can be kept as JSON and gone on with. */
export interface AgentState {
  readonly settings: AgentSettings;
  readonly protocol: ProtocolKind;
  /** The form of edits the model is asked for. */
  readonly editForm: Exclude<EditForm, 'diff'>;
  readonly exchanges: readonly Exchange[];
  /** Answers of the model so far. */
  readonly turns: number;
  readonly brokenInRow: number;
  readonly cutInRow: number;
  readonly overflows: number;
  /** Answers in which a model with native tools printed its calls. */
  readonly printedCalls: number;
  readonly callCounts: CallCounts;
  readonly calls: number;
  readonly changedPaths: readonly string[];
  /** Edits of this attempt. */
  readonly edits: readonly EditNote[];
  readonly spending: AgentSpending;
  readonly lastCheck?: CheckResult;
  readonly phase: AgentPhase;
}

/** Everything that can happen to an attempt. */
export type AgentEvent =
  | {
      readonly type: 'modelSaid';
      readonly said: string;
      readonly form: CallForm;
      readonly calls: readonly CheckedCall[];
      readonly finishReason: FinishReason;
    }
  | { readonly type: 'modelFailed'; readonly reason: FailureReason; readonly message: string }
  | { readonly type: 'budgetMoved'; readonly call: SpentCall }
  | { readonly type: 'toolRan'; readonly result: ToolResult }
  | { readonly type: 'stopped'; readonly end: 'cancelled' | 'timeLimit' | 'tokenLimit' | 'costLimit' };

/** An attempt before its first turn. */
export function startAgent(settings: AgentSettings, protocol: ProtocolKind): AgentState {
  return {
    settings,
    protocol,
    editForm: chooseEditForm(settings.earlierEdits),
    exchanges: [],
    turns: 0,
    brokenInRow: 0,
    cutInRow: 0,
    overflows: 0,
    printedCalls: 0,
    callCounts: noCalls,
    calls: 0,
    changedPaths: [],
    edits: [],
    spending: nothingSpent,
    phase: { kind: 'asking' },
  };
}
