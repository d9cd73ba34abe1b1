import type { Transformer } from 'node:stream/web';

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
  readonly onHeaders: () => void;
  /** What is asked for; default a stream, and then a document is an error. */
  readonly answer?: 'stream' | 'document';
}

const maxErrorBytes = 65_536;

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
    const response = await fetch(url, {
      ...init,
      headers: allowedHeaders(init?.headers, guard.headers),
      redirect: 'error',
    });
    guard.onHeaders();
    if (!response.ok) return bounded(response, truncating(maxErrorBytes));
    const type = response.headers.get('content-type')?.toLowerCase() ?? '';
    if (guard.answer !== 'document' && /^(?:application\/(?:[\w.]+\+)?json|text\/html)\b/u.test(type)) {
      throw new NotAStreamError(await bounded(response, truncating(maxErrorBytes)).text());
    }
    return bounded(response, refusing(guard.maxBytes));
  };
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
