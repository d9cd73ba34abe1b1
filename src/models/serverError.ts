import { asRecord, asText } from './jsonShape';
import type { JsonRecord } from './jsonShape';

/** An error as a server told it, after the many shapes are read. `text` is the server's: untrusted, uncut, perhaps with the key in it. */
export interface ServerError {
  /** HTTP status; `undefined` for an error that came inside a stream. */
  readonly status: number | undefined;
  readonly text: string;
  readonly type: string | undefined;
  /** The server's own code; numbers become strings. */
  readonly code: string | undefined;
  readonly param: string | undefined;
  readonly headers: Headers | undefined;
}

/**
 * Reads `{"error": {…}}`, `{"error": "text"}`, the flat `{"object":"error"}`, `{"detail": …}` of FastAPI, a bare string,
 * and HTML. `body` is the parsed JSON where there was some, `fallback` the text as it came.
 */
export function readServerError(
  body: unknown,
  fallback: string,
  response: { status?: number; headers?: Headers } = {},
): ServerError {
  const outer = asRecord(body);
  const inner = asRecord(outer?.['error']) ?? outer;
  const code = inner?.['code'];
  return {
    status: response.status,
    text: errorWords(outer, inner) ?? asText(body) ?? plainText(fallback),
    type: asText(inner?.['type']),
    code: typeof code === 'number' ? String(code) : asText(code),
    param: asText(inner?.['param']),
    headers: response.headers,
  };
}

/** The error the `openai` package throws for a status >= 400 and for error events; `undefined` for other values. */
export function readSdkError(error: unknown): ServerError | undefined {
  if (!(error instanceof Error) || !('status' in error) || !('error' in error)) return undefined;
  const isStreamEvent = error.status === undefined && error.error !== undefined;
  if (typeof error.status !== 'number' && !isStreamEvent) return undefined;
  const status = typeof error.status === 'number' ? error.status : undefined;
  const headers = 'headers' in error && error.headers instanceof Headers ? error.headers : undefined;
  // The package writes the status before the text.
  const text = status === undefined ? error.message : error.message.replace(new RegExp(`^${status} `, 'u'), '');
  return readServerError(error.error, text, {
    ...(status === undefined ? {} : { status }),
    ...(headers ? { headers } : {}),
  });
}

function errorWords(outer: JsonRecord | undefined, inner: JsonRecord | undefined): string | undefined {
  const message = asText(inner?.['message']) ?? asText(outer?.['error']) ?? asText(outer?.['message']);
  // OpenRouter keeps the provider's own words here, and they name the parameter.
  const raw = asText(asRecord(inner?.['metadata'])?.['raw']);
  if (message !== undefined) return raw === undefined ? message : `${message}: ${raw}`;
  const detail = outer?.['detail'];
  if (detail !== undefined) return asText(detail) ?? JSON.stringify(detail);
  return outer === undefined ? undefined : JSON.stringify(outer);
}

function plainText(text: string): string {
  return /<[a-z!/]/iu.test(text) ? text.replace(/<(style|script)\b[^]*?<\/\1>|<[^>]*>/giu, ' ') : text;
}
