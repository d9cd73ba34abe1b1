import { readChatRequest } from '../../../src/practice/chatRequest';
import { readListedBids, readPrompt } from '../../../src/practice/promptParts';
import { sseEvents } from '../../../src/practice/sse';
import { cutTokens } from '../../../src/practice/tokens';
import { answer, type FaultServer, rawStream, startFaultServer } from '../../unit/models/faultServer';

/** A tool call of the scripted winner. */
export interface ScriptedCall {
  readonly name: 'create_file' | 'edit_file' | 'delete_file';
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** Replaces one place of a file. */
export function edit(path: string, search: string, replace: string): ScriptedCall {
  return { name: 'edit_file', arguments: { path, blocks: [{ search, replace }] } };
}

/** Creates a file. */
export function create(path: string, content: string): ScriptedCall {
  return { name: 'create_file', arguments: { path, content } };
}

/** Scripted, no AI: a server whose one model bids, gives every bid a 4, and works by these calls, one (or one list) a turn. */
export function startScriptedMarket(turns: readonly (ScriptedCall | readonly ScriptedCall[])[]): Promise<FaultServer> {
  return startFaultServer((response, request) => {
    const { body } = request;
    if (request.method === 'GET') {
      answer(404, '{}')(response, request);
      return;
    }
    const read = readChatRequest(body);
    if (read.kind === 'invalid') throw new Error(read.message);
    const prompt = readPrompt(read.request);
    const calls = prompt.phase === 'work' ? [turns[prompt.turn] ?? []].flat() : [];
    const events = sseEvents(
      {
        kind: 'answer',
        model: read.request.model,
        stream: true,
        includeUsage: true,
        tokens: cutTokens(wordsFor(prompt)),
        logprobs: undefined,
        calls: calls.map((call, index) => ({
          id: `call-${prompt.turn}-${index}`,
          name: call.name,
          argumentsText: JSON.stringify(call.arguments),
        })),
        finishReason: calls.length > 0 ? 'tool_calls' : 'stop',
        // More than the prompt has words: a server that counts fewer has cut it, and its answer would not count.
        usage: { prompt_tokens: 5000, completion_tokens: 20, total_tokens: 5020 },
      },
      { id: 'chatcmpl-scripted', created: 0 },
    );
    rawStream(...events)(response, { method: 'POST', path: '', headers: {}, body, closed: Promise.resolve() });
  });
}

function wordsFor(prompt: ReturnType<typeof readPrompt>): string {
  if (prompt.phase === 'bid') return 'Read the file, change it, run its tests.';
  if (prompt.phase !== 'judge') return 'Done as planned.';
  const scores = readListedBids(prompt.section).map(({ label }) => ({ bid: label, score: 4, reason: 'Plain.' }));
  return JSON.stringify({ scores });
}

/** The scripted model as an entry of `gavel.endpoints`. */
export function scriptedEndpoint(baseUrl: string): Readonly<Record<string, unknown>> {
  return { id: 'scripted', baseUrl, models: [{ id: 'scripted-8b', price: { input: 0.09, output: 0.09 } }] };
}
