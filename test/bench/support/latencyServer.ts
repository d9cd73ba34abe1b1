import { createServer, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { type ChatRequest, readChatRequest } from '../../../src/practice/chatRequest';
import { scriptedLogprobs } from '../../../src/practice/logprobs';
import { readListedBids, readPrompt } from '../../../src/practice/promptParts';
import { sseEvents } from '../../../src/practice/sse';
import { cutTokens } from '../../../src/practice/tokens';
import type { ScriptedBidder, ServerMessage } from './latencyMarket';

/** The worker's side of `latencyMarket.ts`: a server in a thread of its own, so that it takes no time from the auction. */

const bidTokens = 400;
const bidders = workerData as readonly ScriptedBidder[];
/** Made before the first request: 400 tokens with 20 alternatives each are a megabyte of text. */
const bids = new Map(bidders.map(({ id }) => [id, eventsOf(id, planOf(id), 20)]));

const server = createServer((request, response) => {
  const arrivedMs = performance.now();
  const pieces: Buffer[] = [];
  request.on('data', (piece: Buffer) => pieces.push(piece));
  request.on('end', () => {
    answer(Buffer.concat(pieces).toString('utf8'), response, arrivedMs).catch(() => response.destroy());
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') tell({ type: 'listening', port: address.port });
});

async function answer(text: string, response: ServerResponse, arrivedMs: number): Promise<void> {
  const read = readChatRequest(JSON.parse(text));
  if (read.kind === 'invalid') throw new Error(read.message);
  const bidder = bidders.find(({ id }) => id === read.request.model);
  if (bidder === undefined) throw new Error(`No bidder is called ${read.request.model}.`);
  const { phase, events } = script(read.request);
  tell({ type: 'called', phase });
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  await stream(response, events, arrivedMs, phase === 'bid' ? bidder.bidMs : bidder.judgeMs);
  tell({ type: 'answered', phase, tookMs: performance.now() - arrivedMs });
}

function script(request: ChatRequest): { readonly phase: string; readonly events: readonly string[] } {
  const { phase, section } = readPrompt(request);
  if (phase === 'bid') return { phase, events: bids.get(request.model) ?? [] };
  const scores = readListedBids(section).map(({ label }) => ({
    bid: label,
    score: 3,
    reason: 'A plan like the others.',
  }));
  return { phase, events: eventsOf(request.model, JSON.stringify({ scores }), undefined) };
}

/** Events spread evenly over the last 70 % of the time, each at its own moment since the request came: no drift. */
async function stream(
  response: ServerResponse,
  events: readonly string[],
  startMs: number,
  takesMs: number,
): Promise<void> {
  for (const [index, event] of events.entries()) {
    const dueMs = startMs + takesMs * (0.3 + (0.7 * (index + 1)) / events.length);
    const waitMs = dueMs - performance.now();
    if (waitMs > 1) await pause(waitMs);
    response.write(event);
  }
  response.end();
}

function eventsOf(model: string, text: string, alternatives: number | undefined): readonly string[] {
  const tokens = cutTokens(text);
  const logprobs =
    alternatives === undefined
      ? undefined
      : scriptedLogprobs(tokens, { meanNats: 0.4, alternatives, seed: model.length });
  const usage = { prompt_tokens: 5000, completion_tokens: tokens.length, total_tokens: 5000 + tokens.length };
  return sseEvents(
    {
      kind: 'answer',
      model,
      stream: true,
      includeUsage: true,
      tokens,
      logprobs,
      calls: [],
      finishReason: 'stop',
      usage,
    },
    { id: 'chatcmpl-bench', created: 0 },
  );
}

function planOf(id: string): string {
  const words = `Plan of ${id}: read the function, write the change, run its tests, look at the edges once more.`;
  const once = cutTokens(`${words} `);
  return `${words} `.repeat(Math.ceil(bidTokens / once.length)).trim();
}

function tell(message: ServerMessage): void {
  parentPort?.postMessage(message);
}
