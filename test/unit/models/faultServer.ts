import { createServer } from 'node:http';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';

/** One request as it came over the wire. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
  /** Resolves when the response is over: ended by the step, or its connection gone. */
  readonly closed: Promise<void>;
}

/** What the server does with one request. */
export type Step = (response: ServerResponse, request: RecordedRequest) => void;

export interface FaultServer {
  readonly origin: string;
  readonly baseUrl: string;
  readonly requests: RecordedRequest[];
  /** Resolves when the nth request (from 1) has come. */
  arrived(count: number): Promise<void>;
  close(): Promise<void>;
}

/** A real HTTP server on the loopback address that plays one step a request; the last step repeats. */
export function startFaultServer(...steps: readonly Step[]): Promise<FaultServer> {
  return startFaultServerAt(0, ...steps);
}

/** The same at a port of one's own choice; rejects when somebody else listens there. */
export async function startFaultServerAt(port: number, ...steps: readonly Step[]): Promise<FaultServer> {
  const requests: RecordedRequest[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const server = createServer((incoming, response) => {
    const pieces: Buffer[] = [];
    const closed = new Promise<void>((resolve) => response.once('close', () => resolve()));
    incoming.on('data', (piece: Buffer) => pieces.push(piece));
    incoming.on('end', () => {
      const text = Buffer.concat(pieces).toString('utf8');
      const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
      const request = {
        method: incoming.method ?? '',
        path: incoming.url ?? '',
        headers: incoming.headers,
        body,
        closed,
      };
      requests.push(request);
      for (const waiter of waiting) if (waiter.count <= requests.length) waiter.resolve();
      const step = steps[Math.min(requests.length, steps.length) - 1];
      step?.(response, request);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const origin = `http://127.0.0.1:${address.port}`;
  return {
    origin,
    baseUrl: `${origin}/v1`,
    requests,
    arrived: (count) =>
      new Promise((resolve) => {
        if (requests.length >= count) resolve();
        else waiting.push({ count, resolve });
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A whole answer at once. */
export function answer(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Step {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(body);
  };
}

export function errorBody(message: string, fields: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ error: { message, ...fields } });
}

/** A server-sent stream of these raw pieces, ended properly by HTTP. */
export function rawStream(...pieces: readonly (string | Buffer)[]): Step {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const piece of pieces) response.write(piece);
    response.end();
  };
}

/** A stream that begins with these pieces and is then left to `next`. */
export function openStream(
  pieces: readonly string[],
  next: (response: ServerResponse) => void = () => undefined,
): Step {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const piece of pieces) response.write(piece);
    next(response);
  };
}

export function sse(data: unknown): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

export function delta(
  fields: Readonly<Record<string, unknown>>,
  choice: Readonly<Record<string, unknown>> = {},
): unknown {
  return { object: 'chat.completion.chunk', model: 'small', choices: [{ index: 0, delta: fields, ...choice }] };
}

export function text(content: string): unknown {
  return delta({ content });
}

export function finish(word: string): unknown {
  return delta({}, { finish_reason: word });
}

export const usage = { choices: [], usage: { prompt_tokens: 10, completion_tokens: 4, total_tokens: 14 } };
export const done = 'data: [DONE]\n\n';

/** The stream of a healthy server that says `content`. */
export function goodStream(content: string): Step {
  return rawStream(sse(text(content)), sse(finish('stop')), sse(usage), done);
}
