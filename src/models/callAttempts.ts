import type { ModelReply } from '../auction/model';
import { answerReply, attemptOutcome } from './attemptOutcome';
import { failedReply } from './callContext';
import type { CallServices, EndpointCall } from './callContext';
import { contextPlan } from './contextPlan';
import type { ContextPlan } from './contextPlan';
import { classifyServerError, isPassingTransportCode, isRedirectError, transportCode } from './failure';
import { learnFromReply } from './learnFromReply';
import { ollamaBody } from './ollamaChat';
import { initialFit, refit } from './parameterFit';
import type { ParameterFit } from './parameterFit';
import { promptWasCut } from './promptTokens';
import { pause } from './rateGate';
import { requestBody } from './requestBody';
import type { RequestBody } from './requestBody';
import { reconnectWaitMs, retryWaitMs } from './retryPolicy';
import type { RetryLimits, RetryState } from './retryPolicy';
import { roomForAnswer } from './roomForAnswer';
import { readSdkError } from './serverError';
import { StreamAssembler } from './streamAssembler';
import { streamAttempt } from './streamAttempt';
import type { AttemptEnd, OpenAiClass } from './streamAttempt';
import { timerLimits } from './streamTimers';

/** Four characters are a usual token of English and code; twice that is certainly past the limit. */
const charactersPerToken = 8;

type SendablePlan = Exclude<ContextPlan, { readonly kind: 'tooLong' }>;

/** Sends a request until it is answered: without what the server refuses, and again after passing faults. `signal` ends it all. */
export async function callAttempts(
  call: EndpointCall,
  services: CallServices,
  key: string,
  signal: AbortSignal,
): Promise<ModelReply> {
  const plan = planFor(call, services);
  if (plan.kind === 'tooLong') {
    const note = ` (about ${plan.promptTokens} tokens; ${plan.windowTokens} fit)`;
    return failedReply(call, { reason: 'contextOverflow', note }, key);
  }
  return sentAgainUntilAnswered(call, services, { plan, key, signal, openAi: await services.loadOpenAi() });
}

interface Sending {
  readonly plan: SendablePlan;
  readonly key: string;
  readonly signal: AbortSignal;
  readonly openAi: OpenAiClass;
}

async function sentAgainUntilAnswered(
  call: EndpointCall,
  services: CallServices,
  sending: Sending,
): Promise<ModelReply> {
  const { endpoint, address, request, gate } = call;
  const { signal } = sending;
  const { modelId } = request.bidder;
  const { clock, log, random, limits, facts } = services;
  let fit = facts.get(address.url, modelId)?.fit ?? initialFit(address.hostname);
  let { maxTokens } = sending.plan;
  const loadUntilMs = clock.nowMs() + timerLimits(endpoint.timeouts, call.local).firstTokenMs;
  for (let retries = 0; ;) {
    const body = requestBody(request, fit, maxTokens);
    const { end, assembler } = await attempt(call, services, { ...sending, body });
    const better = signal.aborted ? undefined : betterRequest({ fit, maxTokens }, sending.plan.maxTokens, end, body);
    if (better !== undefined) {
      log.info(`${endpoint.name}, ${modelId}: asking again without what it refused.`);
      ({ fit, maxTokens } = better);
      continue;
    }
    const state = { retries, nowMs: clock.nowMs(), loadUntilMs, random };
    const waitMs = signal.aborted ? undefined : waitBeforeRetry(end, body, state, limits);
    if (waitMs === undefined) {
      const reply = finalReply(call, end, assembler, sending);
      if (statusError(end) === undefined) facts.add(address.url, modelId, { fit });
      facts.add(address.url, modelId, { seen: learnFromReply(body, reply) });
      return reply;
    }
    retries += 1;
    log.info(`${endpoint.name}, ${modelId}: trying again in ${Math.ceil(waitMs)} ms.`);
    // What one model's call is told counts for the whole endpoint.
    if (statusError(end)?.status === 429) gate.close(waitMs);
    else await pause(clock, waitMs, signal);
  }
}

function planFor({ address, request }: EndpointCall, { facts, numCtx }: CallServices): ContextPlan {
  const { modelId } = request.bidder;
  const model = `${address.url}\n${modelId}`;
  const plan = contextPlan(request, facts.get(address.url, modelId), numCtx.get(model));
  if (plan.kind === 'ollama') numCtx.set(model, plan.numCtx);
  return plan;
}

async function attempt(
  call: EndpointCall,
  services: CallServices,
  needs: Sending & { readonly body: RequestBody },
): Promise<{ end: AttemptEnd; assembler: StreamAssembler }> {
  const { endpoint, address, request, gate } = call;
  const { plan, body } = needs;
  const assembler = new StreamAssembler({
    toolNames: request.tools?.map(({ name }) => name) ?? [],
    usedCallIds: request.messages.flatMap((message) =>
      message.role === 'assistant' ? (message.toolCalls ?? []).map(({ id }) => id) : [],
    ),
  });
  const answered = await gate.pass(needs.signal);
  const end = await streamAttempt({
    ...needs,
    ollama: plan.kind === 'ollama',
    body: plan.kind === 'ollama' ? ollamaBody(body, plan.numCtx) : body,
    address,
    headers: endpoint.headers ?? {},
    assembler,
    clock: services.clock,
    timers: timerLimits(endpoint.timeouts, call.local),
    maxBytes: services.limits.maxBytes,
    maxCharacters: plan.maxTokens * charactersPerToken,
    onAccepted: () => answered(true),
    onText: (delta) => {
      call.partialText += delta;
      tellText(call, delta, services);
    },
  });
  answered(false);
  return { end, assembler };
}

/** A reader of the live text that fails must not look like a failing model. */
function tellText({ options }: EndpointCall, delta: string, { log }: CallServices): void {
  try {
    options.onText?.(delta);
  } catch (error) {
    log.error('A listener to streamed text failed.', error);
  }
}

/** The error of a response with a status >= 400; errors inside a stream are none. */
function statusError(end: AttemptEnd): ReturnType<typeof readSdkError> {
  const error = end.kind === 'threw' ? readSdkError(end.error) : undefined;
  return error?.status === undefined ? undefined : error;
}

interface Request {
  readonly fit: ParameterFit;
  readonly maxTokens: number;
}

/** What to send instead of what was refused; each time something is given up, so that it ends. Room is made once. */
function betterRequest(
  { fit, maxTokens }: Request,
  plannedTokens: number,
  end: AttemptEnd,
  body: RequestBody,
): Request | undefined {
  const error = statusError(end);
  if (error === undefined) return undefined;
  const { reason } = classifyServerError(error, body['tools'] !== undefined);
  if (reason === 'contextOverflow') {
    // Such texts name max_tokens too, but another spelling of it makes no room.
    const room = maxTokens < plannedTokens ? undefined : roomForAnswer(error, maxTokens);
    return room === undefined ? undefined : { fit, maxTokens: room };
  }
  const better = reason === 'refused' ? refit(fit, error, body) : undefined;
  return better === undefined ? undefined : { fit: better, maxTokens };
}

function waitBeforeRetry(
  end: AttemptEnd,
  body: RequestBody,
  state: RetryState,
  limits: RetryLimits,
): number | undefined {
  if (end.kind !== 'threw') return undefined;
  const error = statusError(end);
  if (error !== undefined) {
    // Some servers send 500 for what no repetition can change.
    const { reason } = classifyServerError(error, body['tools'] !== undefined);
    return reason === 'rateLimited' || reason === 'serverError' ? retryWaitMs(error, state, limits) : undefined;
  }
  const passing = !end.headersSeen && !isRedirectError(end.error) && isPassingTransportCode(transportCode(end.error));
  return passing ? reconnectWaitMs(state, limits) : undefined;
}

function finalReply(
  call: EndpointCall,
  end: AttemptEnd,
  assembler: StreamAssembler,
  { plan, key }: Sending,
): ModelReply {
  const answer = assembler.end();
  const { request } = call;
  const outcome = attemptOutcome(end, assembler, answer, (request.tools ?? []).length > 0);
  const windowTokens = plan.kind === 'ollama' ? plan.numCtx : plan.windowTokens;
  const read = answer.usage?.inputTokens;
  const cut = outcome.kind === 'answer' && read !== undefined && promptWasCut(request, read, windowTokens);
  if (outcome.kind === 'answer' && !cut) {
    const asked = { modelId: request.bidder.modelId, answerSchema: request.answerSchema !== undefined };
    return answerReply(answer, outcome.finishReason, asked);
  }
  call.partialText = answer.text;
  const failure =
    outcome.kind === 'failure'
      ? outcome.failure
      : ({ reason: 'contextOverflow', code: 'cut', note: ` (it counted ${read ?? 0} tokens)` } as const);
  const reply = failedReply(call, failure, key);
  return reply.kind === 'failed' && answer.usage !== undefined ? { ...reply, usage: answer.usage } : reply;
}
