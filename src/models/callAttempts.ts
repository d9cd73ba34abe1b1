import type { ModelReply } from '../auction/model';
import type { ClockPort } from '../base/clock';
import { answerReply, attemptOutcome } from './attemptOutcome';
import { failedReply } from './callContext';
import type { CallServices, EndpointCall } from './callContext';
import { EndpointRest } from './endpointRest';
import { classifyServerError, isPassingTransportCode, isRedirectError, transportCode } from './failure';
import { initialFit, refit } from './parameterFit';
import type { ParameterFit } from './parameterFit';
import { requestBody, tokenLimit } from './requestBody';
import type { RequestBody } from './requestBody';
import { reconnectWaitMs, retryWaitMs } from './retryPolicy';
import type { RetryLimits, RetryState } from './retryPolicy';
import { readSdkError } from './serverError';
import { StreamAssembler } from './streamAssembler';
import { streamAttempt } from './streamAttempt';
import type { AttemptEnd, OpenAiClass } from './streamAttempt';
import { timerLimits } from './streamTimers';

/** Four characters are a usual token of English and code; twice that is certainly past the limit. */
const charactersPerToken = 8;

/** Sends a request until it is answered: without what the server refuses, and again after passing faults. `signal` ends it all. */
export async function callAttempts(
  call: EndpointCall,
  services: CallServices,
  key: string,
  signal: AbortSignal,
): Promise<ModelReply> {
  const { endpoint, address, request } = call;
  const openAi = await services.loadOpenAi();
  const fitKey = `${endpoint.id}\n${request.bidder.modelId}`;
  let fit = services.fits.get(fitKey) ?? initialFit(address.hostname);
  const loadUntilMs = services.clock.nowMs() + timerLimits(endpoint.timeouts, call.local).firstTokenMs;
  const rest = services.rests.get(endpoint.id) ?? new EndpointRest();
  let dueMs = rest.turn(services.clock.nowMs());
  for (let retries = 0; ;) {
    await waitForTurn(rest, dueMs, services.clock, signal);
    dueMs = 0;
    const body = requestBody(request, fit);
    const { end, assembler } = await attempt(call, services, { openAi, key, body, signal });
    const better = signal.aborted ? undefined : betterFit(fit, end, body);
    if (better !== undefined) {
      services.log.info(`${endpoint.name}, ${request.bidder.modelId}: asking again without what it refused.`);
      fit = better;
      continue;
    }
    const state = { retries, nowMs: services.clock.nowMs(), loadUntilMs, random: services.random };
    const waitMs = signal.aborted ? undefined : waitBeforeRetry(end, body, state, services.limits);
    if (waitMs === undefined) {
      if (statusError(end) === undefined) services.fits.set(fitKey, fit);
      return finalReply(call, end, assembler, key);
    }
    retries += 1;
    dueMs = restsNow(end) ? restAll(rest, state.nowMs, waitMs) : waitMs;
    services.log.info(`${endpoint.name}, ${request.bidder.modelId}: trying again in ${Math.ceil(dueMs)} ms.`);
  }
}

function restsNow(end: AttemptEnd): boolean {
  return statusError(end)?.status === 429;
}

/** Puts the whole endpoint to rest; milliseconds until this call's own turn. */
function restAll(rest: EndpointRest, nowMs: number, waitMs: number): number {
  rest.begin(nowMs, waitMs);
  return rest.turn(nowMs);
}

/** Waits, and once more if the endpoint went to rest again meanwhile. */
async function waitForTurn(rest: EndpointRest, firstMs: number, clock: ClockPort, signal: AbortSignal): Promise<void> {
  for (let dueMs = firstMs; dueMs > 0 && !signal.aborted;) {
    const { begun } = rest;
    await pause(clock, dueMs, signal);
    dueMs = rest.begun === begun ? 0 : rest.turn(clock.nowMs());
  }
}

interface AttemptNeeds {
  readonly openAi: OpenAiClass;
  readonly key: string;
  readonly body: RequestBody;
  readonly signal: AbortSignal;
}

async function attempt(
  call: EndpointCall,
  services: CallServices,
  needs: AttemptNeeds,
): Promise<{ end: AttemptEnd; assembler: StreamAssembler }> {
  const { endpoint, address, request } = call;
  const assembler = new StreamAssembler({
    toolNames: request.tools?.map(({ name }) => name) ?? [],
    usedCallIds: request.messages.flatMap((message) =>
      message.role === 'assistant' ? (message.toolCalls ?? []).map(({ id }) => id) : [],
    ),
  });
  const end = await streamAttempt({
    ...needs,
    address,
    headers: endpoint.headers ?? {},
    assembler,
    clock: services.clock,
    timers: timerLimits(endpoint.timeouts, call.local),
    maxBytes: services.limits.maxBytes,
    maxCharacters: tokenLimit(request) * charactersPerToken,
    onText: (delta) => {
      call.partialText += delta;
      tellText(call, delta, services);
    },
  });
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

function betterFit(fit: ParameterFit, end: AttemptEnd, body: RequestBody): ParameterFit | undefined {
  const error = statusError(end);
  if (error === undefined) return undefined;
  // Overflow texts name max_tokens too, but another spelling of it makes no room.
  const { reason } = classifyServerError(error, body['tools'] !== undefined);
  return reason === 'refused' ? refit(fit, error, body) : undefined;
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

function finalReply(call: EndpointCall, end: AttemptEnd, assembler: StreamAssembler, key: string): ModelReply {
  const answer = assembler.end();
  const { request } = call;
  const hasTools = (request.tools ?? []).length > 0;
  const outcome = attemptOutcome(end, assembler, answer, hasTools);
  if (outcome.kind === 'answer') {
    const asked = { modelId: request.bidder.modelId, answerSchema: request.answerSchema !== undefined };
    return answerReply(answer, outcome.finishReason, asked);
  }
  call.partialText = answer.text;
  const reply = failedReply(call, outcome.failure, key);
  return reply.kind === 'failed' && answer.usage !== undefined ? { ...reply, usage: answer.usage } : reply;
}

function pause(clock: ClockPort, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(delayMs, done);
    function done(): void {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done, { once: true });
    if (signal.aborted) done();
  });
}
