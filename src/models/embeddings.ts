import * as z from 'zod/mini';
import type { FailureReason } from '../auction/model';
import { systemClock } from '../base/clock';
import type { ClockPort } from '../base/clock';
import { placeholderKey } from './callContext';
import type { Endpoint, KeyPort } from './endpoint';
import { keyFor } from './endpointCall';
import { parseEndpointUrl } from './endpointUrl';
import type { EndpointAddress } from './endpointUrl';
import { classifyServerError, isRedirectError, transportCode } from './failure';
import type { Failure } from './failure';
import { failureText } from './failureText';
import { BodyTooLargeError } from './guardedFetch';
import { readSdkError } from './serverError';
import { clientFor } from './streamAttempt';

/** One vector for each text, in their order, all of one length; or why there are none, in one sentence for the user. */
export type EmbeddingResult =
  | {
      readonly kind: 'embedded';
      readonly vectors: readonly Float32Array[];
      /** As the server reported them. */
      readonly inputTokens?: number;
    }
  | { readonly kind: 'failed'; readonly reason: FailureReason; readonly message: string };

/** Turns texts into vectors whose cosine says how alike the texts are. */
export interface EmbeddingPort {
  /** Endpoint and model: vectors of different ids are never compared. */
  readonly id: string;
  /** USD per million tokens; absent when unknown, and unknown is not 0. */
  readonly usdPerMt?: number;
  embed(texts: readonly string[], signal: AbortSignal): Promise<EmbeddingResult>;
}

/** What the client is made of. */
export interface EmbeddingsOptions {
  readonly endpoint: Endpoint;
  readonly modelId: string;
  readonly keys: KeyPort;
  /** USD per million tokens. A local model costs nothing without one. */
  readonly usdPerMt?: number;
  readonly clock?: ClockPort;
  /** Milliseconds for one request. Default 20,000: an auction waits for it. */
  readonly timeoutMs?: number;
  /** Decoded bytes of one answer. Default 32 MiB. */
  readonly maxBytes?: number;
}

const answerSchema = z.object({
  data: z.array(z.object({ index: z.optional(z.number()), embedding: z.array(z.number()).check(z.minLength(1)) })),
  usage: z.nullish(z.object({ prompt_tokens: z.nullish(z.number()) })),
});

/**
 * Embeddings from an endpoint's `/embeddings`, on the `openai` package, under the rules of all calls: the address parsed
 * once, the key bound to its origin, one origin, no redirects, bounded bytes. One try; failure is a value.
 */
export function createEmbeddings(options: EmbeddingsOptions): EmbeddingPort {
  const { endpoint, modelId } = options;
  const address = parseEndpointUrl(endpoint.baseUrl);
  const local = endpoint.local ?? (address.kind === 'ok' && address.loopback);
  const usdPerMt = options.usdPerMt ?? (local ? 0 : undefined);
  return {
    id: `${endpoint.id}/${modelId}`,
    ...(usdPerMt !== undefined && { usdPerMt }),
    embed: async (texts, signal) => {
      if (address.kind === 'refused') {
        const message = `The endpoint ${endpoint.name} cannot be used. ${address.reason}`;
        return { kind: 'failed', reason: 'refused', message };
      }
      const key = await keyFor({ endpoint, address }, options).catch((): Failure => ({ reason: 'missingKey' }));
      if (typeof key !== 'string') return told(key, options, address, '');
      const answer = await request(texts, options, address, { key, signal });
      return 'kind' in answer ? answer : told(answer, options, address, key);
    },
  };
}

type Embedded = Extract<EmbeddingResult, { kind: 'embedded' }>;

async function request(
  texts: readonly string[],
  { endpoint, modelId, clock = systemClock, timeoutMs = 20_000, maxBytes = 32 * 1024 * 1024 }: EmbeddingsOptions,
  address: EndpointAddress,
  { key, signal }: { readonly key: string; readonly signal: AbortSignal },
): Promise<Embedded | Failure> {
  const timeout = new AbortController();
  const stopTimer = clock.after(timeoutMs, () => {
    timeout.abort();
  });
  try {
    const { OpenAI } = await import('openai');
    const headers = endpoint.headers ?? {};
    const client = clientFor({ openAi: OpenAI, address, key, headers, maxBytes, answer: 'document' }, () => undefined);
    // `float` always: asked for nothing, the package asks for base64 and misreads servers that ignore it.
    const body = { model: modelId, input: texts, encoding_format: 'float' };
    const options = { body, signal: AbortSignal.any([signal, timeout.signal]) };
    return readVectors(await client.post<unknown>('/embeddings', options), texts.length);
  } catch (error) {
    if (signal.aborted) return { reason: 'aborted' };
    return timeout.signal.aborted ? { reason: 'timedOut', code: 'total' } : thrownFailure(error);
  } finally {
    stopTimer();
  }
}

function readVectors(answer: unknown, count: number): Embedded | Failure {
  const read = answerSchema.safeParse(answer);
  if (!read.success) return { reason: 'badAnswer' };
  const { data, usage } = read.data;
  // Servers may answer in any order; `index` says which text a vector is of.
  const sorted = data.map((entry, at) => ({ at: entry.index ?? at, embedding: entry.embedding }));
  sorted.sort((a, b) => a.at - b.at);
  const sound =
    data.length === count &&
    sorted.every(({ at, embedding }, place) => at === place && embedding.length === sorted[0]?.embedding.length);
  if (!sound) return { reason: 'badAnswer' };
  const tokens = usage?.prompt_tokens;
  return {
    kind: 'embedded',
    vectors: sorted.map(({ embedding }) => Float32Array.from(embedding)),
    ...(typeof tokens === 'number' && tokens >= 0 && { inputTokens: tokens }),
  };
}

function thrownFailure(error: unknown): Failure {
  const said = readSdkError(error);
  if (said !== undefined) return classifyServerError(said, false);
  if (isRedirectError(error)) return { reason: 'refused', code: 'redirect' };
  for (let current = error, depth = 0; current instanceof Error && depth < 8; current = current.cause, depth += 1)
    if (current instanceof BodyTooLargeError) return { reason: 'tooLarge' };
  if (error instanceof SyntaxError) return { reason: 'badAnswer' };
  return { reason: 'unreachable', code: transportCode(error) };
}

function told(
  failure: Failure,
  { endpoint, modelId }: EmbeddingsOptions,
  { origin, loopback }: EndpointAddress,
  key: string,
): EmbeddingResult {
  const { reason } = failure;
  const headerValues = Object.values(endpoint.headers ?? {}).filter((value) => value.length >= 8);
  const secrets = [...(key === '' || key === placeholderKey ? [] : [key]), ...headerValues];
  const message =
    reason === 'badAnswer'
      ? `${endpoint.name} (model ${modelId}) sent something that is not a list of embeddings. Check that the model makes embeddings and that the base URL is right.`
      : failureText(failure, { endpointName: endpoint.name, modelId, origin, loopback, secrets });
  return { kind: 'failed', reason, message };
}
