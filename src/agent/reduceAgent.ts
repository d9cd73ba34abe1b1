import type { AgentOutcome } from './agent';
import { historyRoom, spend } from './agentBudget';
import type { AgentEvent, AgentState, CheckedCall } from './agentState';
import { countCall, countsAfterChange } from './callCounts';
import type { CallResult, Exchange } from './conversation';
import { exchangeCharacters } from './conversation';
import { nextEditForm } from './edits/editForm';
import { notices } from './notices';
import { shortenHistory } from './shortenHistory';
import type { ToolResult } from './tools/tool';

/** Ours: answers in a row with nothing but broken calls. */
const maxBrokenAnswers = 4;
/** Ours: after so many of them, or so many printed calls, a model with native tools is asked for text. */
const switchAfter = 2;
/** Ours: more calls in one answer are a runaway, not work. */
const maxCallsPerAnswer = 32;
const maxCutCharacters = 2000;
const maxOverflows = 2;

/** The loop of the agent: pure, total, and deaf once the attempt has ended, but for money. */
export function reduceAgent(state: AgentState, event: AgentEvent): AgentState {
  if (event.type === 'budgetMoved') return { ...state, spending: spend(state.spending, event.call) };
  if (state.phase.kind === 'ended') return state;
  switch (event.type) {
    case 'modelSaid':
      return modelSaid({ ...state, turns: state.turns + 1 }, event);
    case 'modelFailed':
      return modelFailed(state, event);
    case 'toolRan':
      return toolRan(state, event.result);
    case 'stopped':
      return ended(state, event.end, notices.ended[event.end](state.settings.bidderName, state.turns));
  }
}

type ModelSaid = Extract<AgentEvent, { type: 'modelSaid' }>;
type ModelFailed = Extract<AgentEvent, { type: 'modelFailed' }>;

function modelFailed(state: AgentState, { reason, message }: ModelFailed): AgentState {
  if (reason === 'toolsUnsupported' && state.protocol === 'native') return { ...state, protocol: 'text' };
  if (reason === 'overBudget')
    return ended(state, 'costLimit', `${message} What it changed so far is kept for review.`);
  if (reason === 'contextOverflow' && state.overflows < maxOverflows && state.exchanges.length > 0) {
    const characters = state.exchanges.reduce((sum, exchange) => sum + exchangeCharacters(exchange), 0);
    const exchanges = shortenHistory(state.exchanges, characters / 2);
    return { ...state, overflows: state.overflows + 1, exchanges };
  }
  return ended(state, 'modelFailed', message);
}

function modelSaid(state: AgentState, event: ModelSaid): AgentState {
  if (event.finishReason === 'length') return answerCut(state, event.said);
  const whole = countPrinted({ ...state, cutInRow: 0 }, event);
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

/** A model that prints its calls although it was given tools has no use for them. */
function countPrinted(state: AgentState, { form, calls }: ModelSaid): AgentState {
  if (state.protocol !== 'native' || form !== 'text' || calls.length === 0) return state;
  const printedCalls = state.printedCalls + 1;
  return { ...state, printedCalls, protocol: printedCalls >= switchAfter ? 'text' : 'native' };
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
  const { call, form } = head;
  const limit = callLimit(state);
  if (limit !== undefined) return ended(state, 'callLimit', limit);
  const counting: AgentState = { ...state, calls: state.calls + 1 };
  if (head.problem !== undefined) {
    const current = { call, refusal: head.problem };
    const edits = form === undefined ? state.edits : [...state.edits, { form, wellFormed: false }];
    return { ...counting, edits, phase: { kind: 'working', exchange, current, rest, allBroken } };
  }
  const counted = countCall(state.callCounts, head, state.turns);
  if (counted.verdict === 'stuck')
    return ended(state, 'stuck', notices.stuckRepeated(state.settings.bidderName, call.name));
  const current = counted.verdict === 'tell' ? { call, refusal: notices.repeated(call.name) } : { call };
  return {
    ...counting,
    callCounts: counted.counts,
    phase: { kind: 'working', exchange, current, rest, allBroken: false },
  };
}

function callLimit({ settings, calls, changedPaths }: AgentState): string | undefined {
  const { bidderName, maxCalls, maxChangedFiles } = settings;
  if (calls >= maxCalls) return notices.callLimit(bidderName, calls);
  return changedPaths.length > maxChangedFiles ? notices.fileLimit(bidderName, changedPaths.length) : undefined;
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
  const lastCheck = result.check ?? state.lastCheck;
  const next: AgentState = {
    ...state,
    ...(lastCheck === undefined ? {} : { lastCheck }),
    callCounts: result.changedFiles ? countsAfterChange(state.callCounts) : state.callCounts,
    changedPaths: [...new Set([...state.changedPaths, ...(result.changedPaths ?? [])])],
    edits: result.edit === undefined ? state.edits : [...state.edits, result.edit],
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
  const { settings, spending, protocol } = state;
  const editForm = nextEditForm(state.editForm, [...settings.earlierEdits, ...state.edits]);
  const advice = editForm === state.editForm ? undefined : notices.otherForm(editForm, protocol);
  const notice = [exchange.notice, advice].filter((part) => part !== undefined).join('\n\n');
  const complete: Exchange = notice === '' ? exchange : { ...exchange, notice };
  const exchanges = shortenHistory([...state.exchanges, complete], historyRoom(spending, settings));
  return nextTurn({ ...state, editForm, exchanges });
}

/** Counts answers that held nothing usable; one usable call begins anew. */
function broken(state: AgentState, wasBroken: boolean): AgentState {
  if (!wasBroken) return { ...state, brokenInRow: 0 };
  const brokenInRow = state.brokenInRow + 1;
  const next: AgentState = { ...state, brokenInRow, protocol: brokenInRow >= switchAfter ? 'text' : state.protocol };
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
