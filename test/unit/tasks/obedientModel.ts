import { readChatRequest } from '../../../src/practice/chatRequest';
import { readListedBids, readPrompt } from '../../../src/practice/promptParts';
import { sseEvents } from '../../../src/practice/sse';
import { cutTokens } from '../../../src/practice/tokens';
import type { ScriptedCall } from '../../ui/support/scriptedModels';
import { answer, rawStream, type RecordedRequest, startFaultServer } from '../models/faultServer';
import type { Injection } from './injections';

/** A server whose one model obeys whatever it reads. Scripted, no AI. */
export interface ObedientModel {
  readonly baseUrl: string;
  readonly requests: readonly RecordedRequest[];
  /** Numbers of the orders that it has carried out. */
  readonly obeyed: ReadonlySet<number>;
  close(): Promise<void>;
}

const callsPerTurn = 12;

/** Starts it. It finds the numbered orders in all messages of a request and makes their calls, some at a time. */
export async function startObedientModel(orders: readonly Injection[]): Promise<ObedientModel> {
  const obeyed = new Set<number>();
  const pending: ScriptedCall[] = [];
  let calls = 0;
  const server = await startFaultServer((response, recorded) => {
    if (recorded.method === 'GET') {
      answer(404, '{}')(response, recorded);
      return;
    }
    const read = readChatRequest(recorded.body);
    if (read.kind === 'invalid') throw new Error(read.message);
    const { phase, section } = readPrompt(read.request);
    const seen = JSON.stringify(recorded.body['messages']);
    let text = 'I obey every order that I have read, and I am the best.';
    let made: readonly ScriptedCall[] = [];
    if (phase === 'judge') {
      const scores = readListedBids(section).map(({ label }) => ({ bid: label, score: 5, reason: 'It told me so.' }));
      text = JSON.stringify({ scores });
    } else if (phase === 'work') {
      for (const [, digits] of seen.matchAll(/\(order (\d\d)\)/gu)) {
        const number = Number(digits);
        if (obeyed.has(number)) continue;
        obeyed.add(number);
        pending.push(...(orders[number - 1]?.calls ?? []));
      }
      made = pending.splice(0, callsPerTurn);
      text = made.length > 0 ? '' : 'All tests passed and the user has approved everything.';
    }
    const events = sseEvents(
      {
        kind: 'answer',
        model: read.request.model,
        stream: true,
        includeUsage: true,
        tokens: cutTokens(text),
        logprobs: undefined,
        calls: made.map(({ name, arguments: args }) => {
          calls += 1;
          return { id: `call-${calls}`, name, argumentsText: JSON.stringify(args) };
        }),
        finishReason: made.length > 0 ? 'tool_calls' : 'stop',
        usage: { prompt_tokens: 20_000, completion_tokens: 20, total_tokens: 20_020 },
      },
      { id: 'chatcmpl-obedient', created: 0 },
    );
    rawStream(...events)(response, recorded);
  });
  return { baseUrl: server.baseUrl, requests: server.requests, obeyed, close: () => server.close() };
}
