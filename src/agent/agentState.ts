import type { FailureReason, FinishReason, ToolCall } from '../auction/model';
import type { CheckResult } from '../sandbox/check';
import type { AgentOutcome } from './agent';
import type { CallCounts } from './callCounts';
import { countCall, countsAfterChange, noCalls } from './callCounts';
import type { CallForm, CallResult, Exchange } from './conversation';
import { notices } from './notices';
import type { ProtocolKind } from './protocol';
import { shortenHistory } from './shortenHistory';
import type { ToolResult } from './tools/tool';

/** Ours: answers in a row with nothing but broken calls. */
const maxBrokenAnswers = 4;
/** Ours: more calls in one answer are a runaway, not work. */
const maxCallsPerAnswer = 32;
const maxCutCharacters = 2000;

/** What does not change during an attempt. */
export interface AgentSettings {
  readonly bidderName: string;
  readonly maxTurns: number;
  /** Characters the exchanges may have before old results are shortened. */
  readonly historyCharacters: number;
  /** Characters of one result; the rest is cut. */
  readonly resultCharacters: number;
}

/** A call that was looked up and checked; `problem` says why it cannot run. */
export interface CheckedCall {
  readonly call: ToolCall;
  /** Equal for calls that mean the same. */
  readonly key: string;
  readonly changesFiles: boolean;
  readonly problem?: string;
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

/** The whole of an attempt, as data: it can be kept and gone on with. */
export interface AgentState {
  readonly settings: AgentSettings;
  readonly protocol: ProtocolKind;
  readonly exchanges: readonly Exchange[];
  /** Answers of the model so far. */
  readonly turns: number;
  readonly brokenInRow: number;
  readonly cutInRow: number;
  readonly callCounts: CallCounts;
  readonly lastCheck: CheckResult | undefined;
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
  | { readonly type: 'toolRan'; readonly result: ToolResult }
  | { readonly type: 'stopped'; readonly end: 'cancelled' | 'timeLimit' };

/** An attempt before its first turn. */
export function startAgent(settings: AgentSettings, protocol: ProtocolKind): AgentState {
  return nextTurn({
    settings,
    protocol,
    exchanges: [],
    turns: 0,
    brokenInRow: 0,
    cutInRow: 0,
    callCounts: noCalls,
    lastCheck: undefined,
    phase: { kind: 'asking' },
  });
}

/** The loop of the agent: pure, total, and deaf once the attempt has ended. */
export function reduceAgent(state: AgentState, event: AgentEvent): AgentState {
  if (state.phase.kind === 'ended') return state;
  switch (event.type) {
    case 'modelSaid':
      return modelSaid({ ...state, turns: state.turns + 1 }, event);
    case 'modelFailed':
      if (event.reason === 'toolsUnsupported' && state.protocol === 'native') return { ...state, protocol: 'text' };
      return ended(state, 'modelFailed', event.message);
    case 'toolRan':
      return toolRan(state, event.result);
    case 'stopped':
      return ended(state, event.end, notices.ended[event.end](state.settings.bidderName, state.turns));
  }
}

type ModelSaid = Extract<AgentEvent, { type: 'modelSaid' }>;

function modelSaid(state: AgentState, event: ModelSaid): AgentState {
  if (event.finishReason === 'length') return answerCut(state, event.said);
  const whole = { ...state, cutInRow: 0 };
  if (event.finishReason === 'contentFilter') {
    return ended(whole, 'modelFailed', notices.filtered(state.settings.bidderName));
  }
  if (event.calls.length === 0) return answeredWithoutCall(whole, event);
  const calls = withUniqueIds(event.calls.slice(0, maxCallsPerAnswer), state);
  const dropped = event.calls.length - calls.length;
  const exchange: Exchange = {
    said: event.said,
    form: event.form,
    calls: calls.map(({ call }) => call),
    results: [],
    ...(dropped > 0 ? { notice: notices.dropped(dropped, maxCallsPerAnswer) } : {}),
  };
  return nextCall(whole, exchange, calls, true);
}

/** Calls of a cut answer are never run: their arguments may have lost their end and still look whole. */
function answerCut(state: AgentState, said: string): AgentState {
  const next = { ...state, cutInRow: state.cutInRow + 1 };
  if (next.cutInRow > 1) return ended(next, 'stuck', notices.stuckCut(state.settings.bidderName));
  return told(next, said.slice(0, maxCutCharacters), notices.cut);
}

function answeredWithoutCall(state: AgentState, event: ModelSaid): AgentState {
  const worked = state.exchanges.some((exchange) => exchange.results.some((result) => result.ok));
  const lostCalls = event.finishReason === 'toolCalls';
  if (!lostCalls && (event.said.trim() !== '' || worked)) {
    return ended(state, 'finished', notices.finished(state.settings.bidderName, state.turns));
  }
  return broken(told(state, event.said, lostCalls ? notices.lostCalls : notices.empty), true);
}

/** Ids must be unique in a conversation, and some servers reuse or omit them. */
function withUniqueIds(calls: readonly CheckedCall[], state: AgentState): CheckedCall[] {
  const seen = new Set(state.exchanges.flatMap((exchange) => exchange.calls.map((call) => call.id)));
  return calls.map((checked, index) => {
    const taken = checked.call.id === '' || seen.has(checked.call.id);
    const id = taken ? `call_${state.turns}_${index + 1}` : checked.call.id;
    seen.add(id);
    return { ...checked, call: { ...checked.call, id } };
  });
}

/** Decides about the next call of an answer when its turn comes, since the calls before it may have changed files. */
function nextCall(
  state: AgentState,
  exchange: Exchange,
  pending: readonly CheckedCall[],
  allBroken: boolean,
): AgentState {
  const [head, ...rest] = pending;
  if (head === undefined) return broken(afterExchange(state, exchange), allBroken);
  const { call } = head;
  if (head.problem !== undefined) {
    const current = { call, refusal: head.problem };
    return { ...state, phase: { kind: 'working', exchange, current, rest, allBroken } };
  }
  const counted = countCall(state.callCounts, head, state.turns);
  if (counted.verdict === 'stuck')
    return ended(state, 'stuck', notices.stuckRepeated(state.settings.bidderName, call.name));
  const current = counted.verdict === 'tell' ? { call, refusal: notices.repeated(call.name) } : { call };
  return {
    ...state,
    callCounts: counted.counts,
    phase: { kind: 'working', exchange, current, rest, allBroken: false },
  };
}

function toolRan(state: AgentState, result: ToolResult): AgentState {
  if (state.phase.kind !== 'working') return state;
  const { exchange, current, rest, allBroken } = state.phase;
  const callResult: CallResult = {
    callId: current.call.id,
    name: current.call.name,
    ok: result.ok,
    text: capped(result.text, state.settings.resultCharacters),
  };
  const next: AgentState = {
    ...state,
    lastCheck: result.check ?? state.lastCheck,
    callCounts: result.changedFiles ? countsAfterChange(state.callCounts) : state.callCounts,
  };
  return nextCall(next, { ...exchange, results: [...exchange.results, callResult] }, rest, allBroken);
}

function capped(text: string, maxCharacters: number): string {
  const left = text.length - maxCharacters;
  return left <= 0 ? text : `${text.slice(0, maxCharacters)}\n… [${left} characters cut; ask for a smaller part]`;
}

function told(state: AgentState, said: string, notice: string): AgentState {
  return afterExchange(state, { said, form: 'text', calls: [], results: [], notice });
}

function afterExchange(state: AgentState, exchange: Exchange): AgentState {
  const exchanges = shortenHistory([...state.exchanges, exchange], state.settings.historyCharacters);
  return nextTurn({ ...state, exchanges });
}

/** Counts answers that held nothing usable; one usable call begins anew. */
function broken(state: AgentState, wasBroken: boolean): AgentState {
  if (!wasBroken) return { ...state, brokenInRow: 0 };
  const brokenInRow = state.brokenInRow + 1;
  const next = { ...state, brokenInRow };
  return brokenInRow < maxBrokenAnswers ? next : ended(next, 'stuck', notices.stuckBroken(state.settings.bidderName));
}

function nextTurn(state: AgentState): AgentState {
  const { bidderName, maxTurns } = state.settings;
  if (state.turns >= maxTurns) return ended(state, 'turnLimit', notices.turnLimit(bidderName, maxTurns));
  return { ...state, phase: { kind: 'asking' } };
}

function ended(state: AgentState, end: AgentOutcome['end'], message: string): AgentState {
  return { ...state, phase: { kind: 'ended', end, message } };
}
