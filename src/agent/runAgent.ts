import { errorText } from '../base/errorText';
import type { ModelReply } from '../auction/model';
import type { AgentOutcome, AgentRequest } from './agent';
import { workPrompt } from './agentPrompt';
import type { AgentEvent, AgentSettings, AgentState, CheckedCall, PlannedCall } from './agentState';
import { reduceAgent, startAgent } from './agentState';
import type { ReadCall } from './conversation';
import { firstProtocol, protocols } from './protocol';
import { callStep, problemStep, refusedResult, saidStep } from './stepReport';
import type { StopSignal } from './stopSignal';
import { createStopSignal, untilStopped } from './stopSignal';
import type { ToolContext, ToolResult } from './tools/tool';
import { failedResult } from './tools/tool';
import type { Toolbox } from './tools/toolbox';
import { createToolbox, prepareCall } from './tools/toolbox';

/** Ours: four characters a token is a safe estimate for code; an unknown window is taken as 32k. */
const charactersPerToken = 4;
const assumedContextTokens = 32_768;
const minHistoryCharacters = 8_000;
const minResultCharacters = 2_000;

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
  const toolbox = createToolbox({ hasCheck: request.runCheck !== undefined });
  const stop = createStopSignal(request.signal, request.limits.maxSeconds);
  try {
    const state = await loop({ request, toolbox, stop });
    if (state.phase.kind !== 'ended') throw new Error('The agent loop left before its end.');
    const { end, message } = state.phase;
    return {
      end,
      message,
      turns: state.turns,
      ...(state.lastCheck === undefined ? {} : { lastCheck: state.lastCheck }),
    };
  } finally {
    stop.dispose();
  }
}

async function loop(attempt: Attempt): Promise<AgentState> {
  const { request, stop } = attempt;
  let state = startAgent(settingsFor(attempt), firstProtocol(request.bidder.capabilities));
  while (state.phase.kind !== 'ended') {
    const { phase } = state;
    const event = phase.kind === 'asking' ? await askModel(attempt, state) : await runCall(attempt, phase.current);
    state = reduceAgent(state, stop.signal.aborted ? stoppedEvent(stop, event) : event);
  }
  return state;
}

/** What crossed the cancel is dropped, but for a check that had come to its end: its result is a fact. */
function stoppedEvent(stop: StopSignal, event: AgentEvent): AgentEvent {
  const check = event.type === 'toolRan' ? event.result.check : undefined;
  return check === undefined || check.verdict === 'cancelled' ? { type: 'stopped', end: stop.end() } : event;
}

function settingsFor({ request, toolbox }: Attempt): AgentSettings {
  const contextTokens = request.bidder.contextTokens ?? assumedContextTokens;
  const opening = [...toolbox.values()].reduce(
    (sum, tool) => sum + JSON.stringify(tool).length,
    request.systemText.length + request.taskText.length + request.plan.length,
  );
  const room = (contextTokens - request.limits.maxOutputTokensPerTurn) * charactersPerToken - opening;
  return {
    bidderName: request.bidder.name,
    maxTurns: request.limits.maxTurns,
    historyCharacters: Math.max(minHistoryCharacters, room),
    resultCharacters: Math.max(minResultCharacters, (contextTokens * charactersPerToken) / 4),
  };
}

async function askModel(attempt: Attempt, state: AgentState): Promise<AgentEvent> {
  const { request, stop } = attempt;
  if (stop.signal.aborted) return { type: 'stopped', end: stop.end() };
  const reply = await untilStopped(callModel(attempt, state), stop.signal);
  if (reply === 'stopped') return { type: 'stopped', end: stop.end() };
  if (reply.kind === 'failed') {
    if (reply.reason === 'toolsUnsupported' && state.protocol === 'native') {
      request.onStep(problemStep('Switched to tool calls written as text', reply.message));
    }
    return { type: 'modelFailed', reason: reply.reason, message: reply.message };
  }
  return readReply(attempt, state, reply);
}

function callModel({ request, toolbox, stop }: Attempt, state: AgentState): Promise<ModelReply> {
  const protocol = protocols[state.protocol];
  const { bidder, systemText, taskText, plan, failedLog, limits } = request;
  const hasCheck = request.runCheck !== undefined;
  const toolSection = protocol.toolSection(toolbox);
  const opening = workPrompt({ taskText, plan, hasCheck, toolSection, ...(failedLog !== undefined && { failedLog }) });
  const tools = protocol.toolSpecs(toolbox);
  return request.models.complete(
    {
      bidder,
      purpose: 'execute',
      messages: [
        { role: 'system', content: systemText },
        { role: 'user', content: opening },
        ...state.exchanges.flatMap((exchange) => protocol.render(exchange)),
      ],
      maxTokens: Math.min(limits.maxOutputTokensPerTurn, bidder.maxOutputTokens ?? Infinity),
      ...(tools === undefined ? {} : { tools }),
    },
    { signal: stop.signal },
  );
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

function checkedCall(toolbox: Toolbox, { call, problem }: ReadCall): CheckedCall {
  if (problem !== undefined) return { call, key: '', changesFiles: false, problem };
  const prepared = prepareCall(toolbox, call);
  if (prepared.kind === 'refused') return { call, key: '', changesFiles: false, problem: prepared.reason };
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
  const { sandbox, runCheck } = request;
  const context: ToolContext = { sandbox, signal: stop.signal, ...(runCheck === undefined ? {} : { runCheck }) };
  try {
    return await prepared.run(context);
  } catch (error) {
    // The text of a system error may name folders of this machine: the person reads it, the model does not.
    const failed = failedResult(`${planned.call.name} failed`, 'The tool failed unexpectedly; try another way.');
    return { ...failed, detail: errorText(error) };
  }
}
