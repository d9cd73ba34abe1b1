import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { practiceModels } from './practiceModels';
import { errorReply, respond, type ScriptedReply } from './respond';
import { completionBody, type Envelope, sseEvents } from './sse';

/** A running practice market. `baseUrl` ends with `/v1`; no key is needed. */
export interface PracticeServer {
  readonly baseUrl: string;
  /** Ends open streams and stops listening; may be called more than once. */
  close(): Promise<void>;
}

/** Prompts are far smaller; a larger body is refused before it is kept. */
const maxBodyBytes = 16 * 1024 * 1024;

const defaultPaceMs = 12;

/**
 * Starts the scripted, OpenAI-compatible server on 127.0.0.1 at a port that is free. It answers
 * `POST /v1/chat/completions` and `GET /v1/models`, keeps no state, writes no file and calls nobody.
 * `paceMs` lies between two chunks of a stream (default 12, untested on people). Rejects when no port can be had.
 */
export async function startPracticeServer(options: { readonly paceMs?: number } = {}): Promise<PracticeServer> {
  const paceMs = options.paceMs ?? defaultPaceMs;
  let answered = 0;
  const server = createServer((request, response) => {
    answered += 1;
    const envelope = { id: `chatcmpl-practice-${answered}`, created: Math.floor(Date.now() / 1000) };
    // The client may hang up at any moment; then nobody is left to be told.
    handle(request, response, { envelope, paceMs }).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The practice server has no port.');
  return {
    baseUrl: `http://127.0.0.1:${address.port}/v1`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Answering {
  readonly envelope: Envelope;
  readonly paceMs: number;
}

async function handle(request: IncomingMessage, response: ServerResponse, answering: Answering): Promise<void> {
  const path = (request.url ?? '').split('?')[0];
  if (request.method === 'GET' && path === '/v1/models') {
    sendJson(response, 200, modelList(answering.envelope));
    return;
  }
  if (request.method !== 'POST' || path !== '/v1/chat/completions') {
    sendError(response, errorReply(404, `Nothing is here: ${request.method ?? ''} ${path ?? ''}`));
    return;
  }
  const body = await readBody(request);
  if (body === undefined) {
    sendError(response, errorReply(413, 'The request is too large for the practice market.'));
    return;
  }
  const json = parseJson(body);
  const reply = json.kind === 'ok' ? respond(json.value) : errorReply(400, 'The request body is not JSON.');
  if (reply.kind === 'error') sendError(response, reply);
  else if (!reply.stream) sendJson(response, 200, completionBody(reply, answering.envelope));
  else await sendStream(response, sseEvents(reply, answering.envelope), answering.paceMs);
}

async function sendStream(response: ServerResponse, events: readonly string[], paceMs: number): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
  for (const event of events) {
    if (gone.signal.aborted) return;
    response.write(event);
    if (paceMs > 0) await pause(paceMs, undefined, { signal: gone.signal });
  }
  response.end();
}

function modelList(envelope: Envelope): object {
  const data = practiceModels.map(({ id }) => ({
    id,
    object: 'model',
    created: envelope.created,
    owned_by: 'practice',
  }));
  return { object: 'list', data };
}

function sendError(response: ServerResponse, reply: Extract<ScriptedReply, { kind: 'error' }>): void {
  sendJson(response, reply.status, reply.body);
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}

/** The body as text, or `undefined` when it is too large; the rest is read and dropped so that the error arrives. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= maxBodyBytes) chunks.push(chunk);
  }
  return size > maxBodyBytes ? undefined : Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): { readonly kind: 'ok'; readonly value: unknown } | { readonly kind: 'broken' } {
  try {
    return { kind: 'ok', value: JSON.parse(text) as unknown };
  } catch {
    return { kind: 'broken' };
  }
}
