import { type IncomingMessage, request } from 'node:http';
import { Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

/** One request to this computer. */
interface LoopbackRequest {
  readonly method: string;
  readonly headers: Headers;
  readonly body: string | undefined;
  readonly signal: AbortSignal | undefined;
  readonly redirects: 'error' | 'shown';
}

const redirects = new Set([301, 302, 303, 307, 308]);
/** Statuses whose response has no body by definition. */
const bodyless = new Set([204, 205, 304]);

/**
 * `fetch` for plain http on this computer, where no proxy and no certificate matters. The runtime's own gives up after
 * 300 s without headers, whatever the caller's timers say; a local server that loads a model may take longer, and only
 * the timers of this room decide. A new connection for each call, so that none is found dead. Redirects are errors, or shown
 * unfollowed.
 */
export function loopbackFetch(
  url: URL,
  { method, headers, body, signal, redirects: shown }: LoopbackRequest,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, {
      method,
      headers: Object.fromEntries(headers),
      agent: false,
      ...(signal && { signal }),
    });
    outgoing.once('error', reject);
    outgoing.once('response', (incoming) => {
      try {
        resolve(responseOf(incoming, shown));
      } catch (error) {
        incoming.destroy();
        reject(error instanceof Error ? error : new Error('The response cannot be read.'));
      }
    });
    outgoing.end(body);
  });
}

function responseOf(incoming: IncomingMessage, shown: LoopbackRequest['redirects']): Response {
  const status = incoming.statusCode ?? 0;
  // The words of the runtime's own `redirect: 'error'`.
  if (shown === 'error' && redirects.has(status)) throw new TypeError('unexpected redirect');
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct))
    for (const value of values ?? []) headers.append(name, value);
  if (bodyless.has(status)) {
    incoming.resume();
    return new Response(null, { status, headers });
  }
  const body = Readable.toWeb(decoded(incoming)) as ReadableStream<Uint8Array>;
  return new Response(body, { status, statusText: incoming.statusMessage ?? '', headers });
}

/** No compression is asked for; some servers compress all the same. */
function decoded(incoming: IncomingMessage): Readable {
  const decoder = decoderFor(incoming.headers['content-encoding']?.trim().toLowerCase());
  if (decoder === undefined) return incoming;
  incoming.once('error', (error) => decoder.destroy(error));
  decoder.once('close', () => incoming.destroy());
  return incoming.pipe(decoder);
}

function decoderFor(encoding: string | undefined): Transform | undefined {
  if (encoding === 'gzip' || encoding === 'x-gzip') return createGunzip();
  if (encoding === 'deflate') return createInflate();
  return encoding === 'br' ? createBrotliDecompress() : undefined;
}
