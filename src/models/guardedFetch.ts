import type { Transformer } from 'node:stream/web';
import { loopbackFetch } from './loopbackFetch';
import { ollamaEvents } from './ollamaChat';

/** The server sent more decoded bytes than an answer can have. */
export class BodyTooLargeError extends Error {
  constructor(readonly maxBytes: number) {
    super(`The response is larger than ${maxBytes} bytes.`);
    this.name = 'BodyTooLargeError';
  }
}

/** HTTP 200 with a JSON document or a web page where a stream was asked for. `text` is at most `maxErrorBytes` of it. */
export class NotAStreamError extends Error {
  constructor(readonly text: string) {
    super('The response is not a stream.');
    this.name = 'NotAStreamError';
  }
}

/** What one request may do. `headers` are the user's own; `onHeaders` is called when the response begins. */
interface FetchGuard {
  readonly origin: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly maxBytes: number;
  /** Called when the response begins; true when it is not an error. */
  readonly onHeaders: (ok: boolean) => void;
  /** What is asked for; default a stream of events, and then a document is an error. `lines` are Ollama's own form of a stream. */
  readonly answer?: 'stream' | 'lines' | 'document';
  /** `shown`: a redirect comes back as a response, never followed; what becomes of it is the caller's to judge. Default `error`. */
  readonly redirects?: 'error' | 'shown';
}

const maxErrorBytes = 65_536;
/** One event of a stream; a token with twenty alternatives has about 3 kB. The package searches an unfinished event anew with every piece. */
const maxEventBytes = 1024 * 1024;
/** The package copies the rest of a piece for each event in it, so pieces are kept small. */
const maxPieceBytes = 4096;

/** What the SDK adds to these (its platform report, and whatever `OPENAI_*` variables of the environment say) is nobody's business. */
const sdkHeaders = ['accept', 'authorization', 'content-type'];
/** Set by the client itself; a header of this name in the settings would send a secret past the key store or break the framing. */
const ownHeaders = new Set([
  ...sdkHeaders,
  'connection',
  'content-length',
  'cookie',
  'host',
  'proxy-authorization',
  'transfer-encoding',
]);

/**
 * `fetch` for the SDK: one origin only, no redirects (a redirect would carry code and extra headers elsewhere), only
 * known headers, and a cap on the bytes after decompression.
 */
export function guardedFetch(
  guard: FetchGuard,
): (input: string | URL | Request, init?: RequestInit) => Promise<Response> {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.origin !== guard.origin)
      throw new Error(`Refused to call ${url.origin} for an endpoint at ${guard.origin}.`);
    const headers = allowedHeaders(init?.headers, guard.headers);
    const response = await send(url, { ...init, headers }, guard.redirects ?? 'error');
    guard.onHeaders(response.ok);
    if (!response.ok) return bounded(response, truncating(maxErrorBytes));
    const type = response.headers.get('content-type')?.toLowerCase() ?? '';
    if (guard.answer !== 'document' && /^(?:application\/(?:[\w.]+\+)?json|text\/html)\b/u.test(type)) {
      throw new NotAStreamError(await bounded(response, truncating(maxErrorBytes)).text());
    }
    if (guard.answer === 'document') return bounded(response, refusing(guard.maxBytes));
    const stream = bounded(response, refusingEvents(guard.maxBytes));
    return guard.answer === 'lines' ? bounded(stream, ollamaEvents()) : stream;
  };
}

/** Plain http exists on this computer only; everything else goes the way VS Code has prepared: its proxy, its certificates. */
function send(
  url: URL,
  init: RequestInit & { readonly headers: Headers },
  redirects: 'error' | 'shown',
): Promise<Response> {
  if (url.protocol !== 'http:') return fetch(url, { ...init, redirect: redirects === 'shown' ? 'manual' : 'error' });
  const { method = 'GET', headers, body, signal } = init;
  return loopbackFetch(url, {
    method,
    headers,
    body: typeof body === 'string' ? body : undefined,
    signal: signal ?? undefined,
    redirects,
  });
}

function allowedHeaders(given: RequestInit['headers'], extra: Readonly<Record<string, string>>): Headers {
  const all = new Headers(given);
  const headers = new Headers({ 'user-agent': 'gavel' });
  for (const [name, value] of Object.entries(extra)) if (!ownHeaders.has(name.toLowerCase())) headers.set(name, value);
  for (const name of sdkHeaders) {
    const value = all.get(name);
    if (value !== null) headers.set(name, value);
  }
  return headers;
}

const lineFeed = 10;
const carriageReturn = 13;

type ByteTransform = Transformer<Uint8Array, Uint8Array>;

function bounded(response: Response, transform: ByteTransform): Response {
  if (response.body === null) return response;
  const { status, statusText, headers } = response;
  const body = response.body.pipeThrough(new TransformStream<Uint8Array, Uint8Array>(transform));
  return new Response(body, { status, statusText, headers });
}

function refusing(maxBytes: number): ByteTransform {
  let bytes = 0;
  return {
    transform: (chunk, controller) => {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) controller.error(new BodyTooLargeError(maxBytes));
      else controller.enqueue(chunk);
    },
  };
}

/** Also refuses an event without end, and cuts what came into small pieces. */
function refusingEvents(maxBytes: number): ByteTransform {
  const { transform } = refusing(maxBytes);
  let eventBytes = 0;
  return {
    transform: (chunk, controller) => {
      const lineEnd = Math.max(chunk.lastIndexOf(lineFeed), chunk.lastIndexOf(carriageReturn));
      eventBytes = lineEnd < 0 ? eventBytes + chunk.byteLength : chunk.byteLength - lineEnd;
      if (eventBytes > maxEventBytes) controller.error(new BodyTooLargeError(maxEventBytes));
      else
        for (let start = 0; start < chunk.byteLength; start += maxPieceBytes)
          void transform?.(chunk.subarray(start, start + maxPieceBytes), controller);
    },
  };
}

function truncating(maxBytes: number): ByteTransform {
  let bytes = 0;
  return {
    transform: (chunk, controller) => {
      controller.enqueue(chunk.subarray(0, Math.max(0, maxBytes - bytes)));
      bytes += chunk.byteLength;
      if (bytes >= maxBytes) controller.terminate();
    },
  };
}
