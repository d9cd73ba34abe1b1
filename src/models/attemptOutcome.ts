import type { FinishReason, ModelReply } from '../auction/model';
import { classifyServerError, isRedirectError, transportCode } from './failure';
import type { Failure } from './failure';
import { BodyTooLargeError, NotAStreamError } from './guardedFetch';
import { asRecord, parseJson } from './jsonShape';
import { readSdkError, readServerError } from './serverError';
import type { AssembledStream, StreamAssembler } from './streamAssembler';
import type { AttemptEnd } from './streamAttempt';

/** What an attempt came to: an answer, or a failure not yet put into words. */
type AttemptOutcome =
  | { readonly kind: 'answer'; readonly finishReason: FinishReason }
  | { readonly kind: 'failure'; readonly failure: Failure };

/** Judges a finished attempt. An answer needs a finish reason; nothing else makes one, except our own stop at the limit. */
export function attemptOutcome(
  end: AttemptEnd,
  assembler: StreamAssembler,
  answer: AssembledStream,
  hasTools: boolean,
): AttemptOutcome {
  const { finishWord } = answer;
  if (assembler.error !== undefined) {
    const failure = classifyServerError(readServerError(assembler.error, ''), hasTools);
    return { kind: 'failure', failure: told(failure, answer) };
  }
  switch (end.kind) {
    case 'enough':
      return { kind: 'answer', finishReason: 'length' };
    case 'timer':
      if (end.name === 'ending' && finishWord !== undefined) return finished(finishWord, answer);
      return { kind: 'failure', failure: { reason: 'timedOut', code: end.name } };
    case 'threw': {
      const failure = thrownFailure(end.error, end.headersSeen && assembler.chunks === 0, end.headersSeen, hasTools);
      // The connection broke after the answer was whole: only the usage is lost.
      if (failure.reason === 'cutOff' && finishWord !== undefined) return finished(finishWord, answer);
      return { kind: 'failure', failure: told(failure, answer) };
    }
    case 'ended':
      if (finishWord !== undefined) return finished(finishWord, answer);
      return { kind: 'failure', failure: { reason: assembler.chunks === 0 ? 'badAnswer' : 'cutOff' } };
  }
}

/** A context that overflows after the prompt was read: other calls share its room, or the answer was long. */
function told(failure: Failure, { text, reasoning, toolCalls }: AssembledStream): Failure {
  const begun = text !== '' || reasoning !== '' || toolCalls.length > 0;
  return failure.reason === 'contextOverflow' && begun ? { ...failure, code: 'filled' } : failure;
}

/** What was asked for, as far as it decides how an answer is read. */
interface Asked {
  readonly modelId: string;
  readonly answerSchema: boolean;
}

/** The reply for an answer. Calls that the length limit cut in two are left out: their arguments would look whole to a tolerant parser. */
export function answerReply(answer: AssembledStream, finishReason: FinishReason, asked: Asked): ModelReply {
  const whole = answer.toolCalls.filter(
    (call) => finishReason !== 'length' || asRecord(parseJson(call.argumentsText)) !== undefined,
  );
  const { logprobs, usage, answeredModel } = answer;
  const misplaced = asked.answerSchema && isMisplaced(answer);
  return {
    kind: 'complete',
    text: misplaced ? answer.reasoning : answer.text,
    reasoning: misplaced ? '' : answer.reasoning,
    toolCalls: whole,
    finishReason,
    ...(logprobs === undefined ? {} : { logprobs }),
    ...(usage === undefined ? {} : { usage }),
    ...(answeredModel === undefined || answeredModel === asked.modelId ? {} : { answeredBy: answeredModel }),
  };
}

/** LM Studio sends what a reasoning model wrote under a schema as its reasoning: then that is one JSON object and nothing else. */
function isMisplaced({ text, reasoning }: AssembledStream): boolean {
  return text.trim() === '' && asRecord(parseJson(reasoning)) !== undefined;
}

const words: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  eos: 'stop',
  end_turn: 'stop',
  stop_sequence: 'stop',
  length: 'length',
  max_tokens: 'length',
  tool_calls: 'toolCalls',
  function_call: 'toolCalls',
  content_filter: 'contentFilter',
};

/** Some servers end a message with calls by "stop", and some say "tool_calls" and send none. */
function finished(word: string, answer: AssembledStream): AttemptOutcome {
  if (word === 'error') return { kind: 'failure', failure: { reason: 'serverError' } };
  const said = Object.hasOwn(words, word) ? (words[word] ?? 'other') : 'other';
  const hasCalls = answer.toolCalls.length > 0;
  if (said === 'stop' && hasCalls) return { kind: 'answer', finishReason: 'toolCalls' };
  if (said === 'toolCalls' && !hasCalls) return { kind: 'answer', finishReason: 'other' };
  return { kind: 'answer', finishReason: said };
}

function thrownFailure(error: unknown, nothingCame: boolean, headersSeen: boolean, hasTools: boolean): Failure {
  const said = readSdkError(error);
  if (said !== undefined) return classifyServerError(said, hasTools);
  const own = ownError(error);
  if (own instanceof BodyTooLargeError) return { reason: 'tooLarge' };
  if (own instanceof NotAStreamError) return notAStream(own.text, hasTools);
  if (isRedirectError(error)) return { reason: 'refused', code: 'redirect' };
  if (error instanceof SyntaxError) return { reason: 'badAnswer', serverText: 'a piece of the stream is not JSON' };
  const code = transportCode(error);
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT')
    return { reason: 'timedOut', code: 'runtime' };
  if (!headersSeen) return { reason: 'unreachable', code };
  return { reason: nothingCame && code === undefined ? 'badAnswer' : 'cutOff', code };
}

/** The SDK wraps what its `fetch` throws. */
function ownError(error: unknown): unknown {
  let current = error;
  for (let depth = 0; depth < 8 && current instanceof Error; depth += 1) {
    if (current instanceof BodyTooLargeError || current instanceof NotAStreamError) return current;
    current = current.cause;
  }
  return undefined;
}

/** A whole document with HTTP 200: never an answer, but it may say that the context was too small. */
function notAStream(text: string, hasTools: boolean): Failure {
  const body = parseJson(text);
  const said = readServerError(body, text);
  const failure = asRecord(body)?.['error'] === undefined ? undefined : classifyServerError(said, hasTools);
  return failure?.reason === 'contextOverflow' ? failure : { reason: 'badAnswer', serverText: said.text };
}
