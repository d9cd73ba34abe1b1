import * as z from 'zod/mini';
import type { FailureReason } from '../auction/model';
import type { ClockPort } from '../base/clock';
import type { Endpoint, KeyPort } from './endpoint';
import { parseEndpointUrl } from './endpointUrl';
import type { EndpointAddress } from './endpointUrl';
import type { Failure } from './failure';
import { failureText } from './failureText';
import { documentServer, readDocument, secretsOf } from './serverDocuments';
import type { DocumentServer } from './serverDocuments';

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
      const server = await documentServer(endpoint, options.keys);
      if ('reason' in server) return told(server, options, address, []);
      const answer = await vectorsOf(texts, server, options, signal);
      return 'kind' in answer ? answer : told(answer, options, address, secretsOf(server));
    },
  };
}

type Embedded = Extract<EmbeddingResult, { kind: 'embedded' }>;

async function vectorsOf(
  texts: readonly string[],
  server: DocumentServer,
  { modelId, clock, timeoutMs = 20_000, maxBytes = 32 * 1024 * 1024 }: EmbeddingsOptions,
  signal: AbortSignal,
): Promise<Embedded | Failure> {
  // `float` always: left alone, the package asks for base64, which not every server knows.
  const body = { model: modelId, input: texts, encoding_format: 'float' };
  const limits = { timeoutMs, maxBytes, signal, ...(clock && { clock }) };
  const answer = await readDocument(server, '/embeddings', limits, body);
  return 'document' in answer ? readVectors(answer.document, texts.length) : answer;
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

function told(
  failure: Failure,
  { endpoint, modelId }: EmbeddingsOptions,
  { origin, loopback }: EndpointAddress,
  secrets: readonly string[],
): EmbeddingResult {
  const { reason } = failure;
  const message =
    reason === 'badAnswer'
      ? `${endpoint.name} (model ${modelId}) sent something that is not a list of embeddings. Check that the model makes embeddings and that the base URL is right.`
      : failureText(failure, { endpointName: endpoint.name, modelId, origin, loopback, secrets });
  return { kind: 'failed', reason, message };
}
