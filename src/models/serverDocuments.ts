import { systemClock } from '../base/clock';
import type { ClockPort } from '../base/clock';
import { placeholderKey } from './callContext';
import type { Endpoint, KeyPort } from './endpoint';
import { keyFor } from './endpointCall';
import { parseEndpointUrl } from './endpointUrl';
import type { EndpointAddress } from './endpointUrl';
import { classifyServerError, isRedirectError, transportCode } from './failure';
import type { Failure } from './failure';
import { BodyTooLargeError } from './guardedFetch';
import { readSdkError } from './serverError';
import { clientFor } from './streamAttempt';

/** A server to be asked for documents: its address parsed, its key at hand. */
export interface DocumentServer {
  readonly endpoint: Endpoint;
  readonly address: EndpointAddress;
  readonly key: string;
}

/** Bounds of one question. */
export interface DocumentLimits {
  readonly clock?: ClockPort;
  /** Milliseconds for the whole answer. */
  readonly timeoutMs: number;
  /** Decoded bytes. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/** The server of an endpoint, or why it may not be called. */
export async function documentServer(endpoint: Endpoint, keys: KeyPort): Promise<DocumentServer | Failure> {
  const address = parseEndpointUrl(endpoint.baseUrl);
  if (address.kind === 'refused') return { reason: 'refused', serverText: address.reason };
  const key = await keyFor({ endpoint, address }, { keys }).catch((): Failure => ({ reason: 'missingKey' }));
  return typeof key === 'string' ? { endpoint, address, key } : key;
}

/** The values that no message may quote. */
export function secretsOf({ endpoint, key }: DocumentServer): readonly string[] {
  const headers = Object.values(endpoint.headers ?? {}).filter((value) => value.length >= 8);
  return [...(key === placeholderKey ? [] : [key]), ...headers];
}

/**
 * Asks for one JSON document, with `body` by POST and else by GET, under the rules of all calls: one origin, no redirects,
 * bounded bytes and time. `path` is relative to the base URL, or an address of the same origin. Failure is a value.
 */
export async function readDocument(
  { endpoint, address, key }: DocumentServer,
  path: string,
  { clock = systemClock, timeoutMs, maxBytes, signal }: DocumentLimits,
  body?: Readonly<Record<string, unknown>>,
): Promise<{ readonly document: unknown } | Failure> {
  const timeout = new AbortController();
  const stopTimer = clock.after(timeoutMs, () => {
    timeout.abort();
  });
  try {
    const { OpenAI } = await import('openai/client');
    const headers = endpoint.headers ?? {};
    const client = clientFor({ openAi: OpenAI, address, key, headers, maxBytes, answer: 'document' }, () => undefined);
    const options = { signal: AbortSignal.any([signal, timeout.signal]) };
    const document: unknown = await (body === undefined
      ? client.get<unknown>(path, options)
      : client.post<unknown>(path, { ...options, body }));
    return { document };
  } catch (error) {
    if (signal.aborted) return { reason: 'aborted' };
    return timeout.signal.aborted ? { reason: 'timedOut', code: 'total' } : thrownFailure(error);
  } finally {
    stopTimer();
  }
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
