import type { ModelReply } from '../auction/model';
import { callCostUsd } from '../auction/price';
import { errorText } from '../base/errorText';
import type { ModelRequest } from '../models/modelPort';
import type { AgentOutcome, AgentRequest } from './agent';
import { limitBrokenBy } from './agentBudget';
import { modelRequest, promptCharacters } from './agentRequest';
import type { AgentEvent, AgentSettings, AgentState, CheckedCall, PlannedCall } from './agentState';
import { startAgent } from './agentState';
import type { ReadCall } from './conversation';
import { nullLanguage } from './languagePort';
import { narrowedTree } from './narrowedTree';
import { firstProtocol, protocols } from './protocol';
import { reduceAgent } from './reduceAgent';
import { walkSearch } from './search/walkSearch';
import { callStep, problemStep, refusedResult, saidStep, switchStep } from './stepReport';
import type { StopSignal } from './stopSignal';
import { createStopSignal, untilStopped } from './stopSignal';
import type { ToolContext, ToolResult } from './tools/tool';
import { failedResult } from './tools/tool';
import type { Toolbox } from './tools/toolbox';
import { createToolbox, prepareCall } from './tools/toolbox';
import { noHabits, type WorkHabits } from './workHabits';

/** Ours: an unknown window is taken as 32k. One result may take about a quarter of a window: as many characters as it has tokens. */
const assumedContextTokens = 32_768;
const minResultCharacters = 2_000;
/** Ours: far more than a small task needs, an end for loops. */
const maxCalls = 400;
const maxChangedFiles = 250;

/** What the effects of one attempt share. */
interface Attempt {
  readonly request: AgentRequest;
  readonly toolbox: Toolbox;
  readonly stop: StopSignal;
}

/**
 * Lets the winner do its work in the sandbox. Every way an attempt can end is an outcome; it rejects only for a bug.
 * A cancel ends it at once, whatever model, tool or check is still doing; what they do later is dropped.
 */
export async function runAgent(request: AgentRequest): Promise<AgentOutcome> {
  const hasLanguage = request.ports !== undefined && request.ports.language !== nullLanguage;
  const toolbox = createToolbox({ hasCheck: request.runCheck !== undefined, hasLanguage });
  const stop = createStopSignal(request.signal, request.limits.maxSeconds);
  try {
    const narrowed = await untilStopped(narrowedTree(request.sandbox), stop.signal);
    const sandbox = narrowed === 'stopped' ? request.sandbox : narrowed;
    const state = await loop({ request: { ...request, sandbox }, toolbox, stop });
    if (state.phase.kind !== 'ended') throw new Error('The agent loop left before its end.');
    const { end, message } = state.phase;
    return {
      end,
      message,
      turns: state.turns,
      learned: learnedFrom(state),
      ...(state.lastCheck === undefined ? {} : { lastCheck: state.lastCheck }),
    };
  } finally {
    stop.dispose();
  }
}

/** A protocol is worth remembering once a call came through it. */
function learnedFrom({ edits, exchanges, protocol }: AgentState): WorkHabits {
  const worked = exchanges.some(({ results }) => results.some(({ ok }) => ok));
  return worked ? { protocol, edits } : { edits };
}

async function loop(attempt: Attempt): Promise<AgentState> {
  const { request, stop } = attempt;
  const habits = request.habits ?? noHabits;
  let state = request.resume ?? startAgent(settingsFor(attempt), firstProtocol(request.bidder.capabilities, habits));
  const take = (event: AgentEvent): void => {
    const before = state;
    state = reduceAgent(state, event);
    const step = switchStep(before, state, event);
    if (step !== undefined) request.onStep(step);
    request.onState?.(state);
  };
  while (state.phase.kind !== 'ended') {
    const { phase } = state;
    const event =
      phase.kind === 'asking' ? await askModel(attempt, state, take) : await runCall(attempt, phase.current);
    take(stop.signal.aborted ? stoppedEvent(stop, event) : event);
  }
  return state;
}

/** What crossed the cancel is dropped, but for a check that had come to its end: its result is a fact. */
function stoppedEvent(stop: StopSignal, event: AgentEvent): AgentEvent {
  const check = event.type === 'toolRan' ? event.result.check : undefined;
  return check === undefined || check.verdict === 'cancelled' ? { type: 'stopped', end: stop.end() } : event;
}

function settingsFor({ request, toolbox }: Attempt): AgentSettings {
  const { bidder, limits, systemText, taskText, plan } = request;
  const contextTokens = bidder.contextTokens ?? assumedContextTokens;
  const openingCharacters = [...toolbox.values()].reduce(
    (sum, tool) => sum + JSON.stringify(tool).length,
    systemText.length + taskText.length + plan.length,
  );
  return {
    bidderName: bidder.name,
    maxTurns: limits.maxTurns,
    maxCalls,
    maxChangedFiles,
    contextTokens,
    maxOutputTokens: Math.min(limits.maxOutputTokensPerTurn, bidder.maxOutputTokens ?? Infinity),
    openingCharacters,
    resultCharacters: Math.max(minResultCharacters, contextTokens),
    earlierEdits: (request.habits ?? noHabits).edits,
  };
}

async function askModel(attempt: Attempt, state: AgentState, take: (event: AgentEvent) => void): Promise<AgentEvent> {
  const { request, stop } = attempt;
  if (stop.signal.aborted) return { type: 'stopped', end: stop.end() };
  const call = modelRequest(request, state, attempt.toolbox);
  const limit = limitBrokenBy(state.spending, request.limits, {
    promptCharacters: promptCharacters(call),
    maxOutputTokens: call.maxTokens,
    usdOf: (inputTokens, outputTokens) => callCostUsd(request.bidder, { inputTokens, outputTokens }),
  });
  if (limit !== undefined) return { type: 'stopped', end: limit };
  const reply = await untilStopped(request.models.complete(call, { signal: stop.signal }), stop.signal);
  if (reply === 'stopped') return { type: 'stopped', end: stop.end() };
  take({ type: 'budgetMoved', call: spentCall(attempt, call, reply) });
  if (reply.kind === 'failed') {
    if (reply.reason === 'contextOverflow') request.onStep(problemStep('The prompt was too long', reply.message));
    return { type: 'modelFailed', reason: reply.reason, message: reply.message };
  }
  return readReply(attempt, state, reply);
}

function spentCall({ request }: Attempt, call: ModelRequest, reply: ModelReply) {
  const usd = callCostUsd(request.bidder, reply.usage);
  const said =
    reply.kind === 'failed'
      ? reply.partialText.length
      : reply.text.length + reply.reasoning.length + reply.toolCalls.reduce((n, c) => n + c.argumentsText.length, 0);
  return {
    promptCharacters: promptCharacters(call),
    answerCharacters: said,
    ...(reply.usage === undefined ? {} : { usage: reply.usage }),
    ...(usd === undefined ? {} : { usd }),
  };
}

function readReply(attempt: Attempt, state: AgentState, reply: Extract<ModelReply, { kind: 'complete' }>): AgentEvent {
  const { request, toolbox } = attempt;
  const reading = protocols[state.protocol].read(reply);
  const step = saidStep(reading.prose);
  if (step !== undefined) request.onStep(step);
  if (reply.finishReason === 'length') {
    request.onStep(
      problemStep('The answer was cut off', 'It reached the output limit; none of its tool calls was run.'),
    );
  }
  return {
    type: 'modelSaid',
    said: reply.text,
    form: reading.form,
    calls: reading.calls.map((call) => checkedCall(toolbox, call)),
    finishReason: reply.finishReason,
  };
}

function checkedCall(toolbox: Toolbox, { call, problem, form }: ReadCall): CheckedCall {
  const broken = (reason: string, of = form): CheckedCall => {
    const common = { call, key: '', changesFiles: false, problem: reason };
    return of === undefined ? common : { ...common, form: of };
  };
  if (problem !== undefined) return broken(problem);
  const prepared = prepareCall(toolbox, call);
  if (prepared.kind === 'refused') return broken(prepared.reason, prepared.tool?.editForm);
  return { call, key: prepared.key, changesFiles: prepared.tool?.changesFiles ?? false };
}

async function runCall(attempt: Attempt, planned: PlannedCall): Promise<AgentEvent> {
  const { request, stop } = attempt;
  if (stop.signal.aborted) return { type: 'stopped', end: stop.end() };
  const result = await untilStopped(resultOf(attempt, planned), stop.signal);
  if (result === 'stopped') return { type: 'stopped', end: stop.end() };
  request.onStep(callStep(planned, result));
  return { type: 'toolRan', result };
}

async function resultOf({ request, toolbox, stop }: Attempt, planned: PlannedCall): Promise<ToolResult> {
  if (planned.refusal !== undefined) return refusedResult(planned, planned.refusal);
  const prepared = prepareCall(toolbox, planned.call);
  if (prepared.kind === 'refused') return refusedResult(planned, prepared.reason);
  const { sandbox, runCheck, ports } = request;
  const context: ToolContext = {
    sandbox,
    language: ports?.language ?? nullLanguage,
    search: ports?.search ?? walkSearch,
    signal: stop.signal,
    ...(runCheck === undefined ? {} : { runCheck }),
  };
  try {
    return await prepared.run(context);
  } catch (error) {
    // The text of a system error may name folders of this machine: the person reads it, the model does not.
    const failed = failedResult(`${planned.call.name} failed`, 'The tool failed unexpectedly; try another way.');
    return { ...failed, detail: errorText(error) };
  }
}
