import { readChatRequest } from '../../../src/practice/chatRequest';
import { type Phase, readListedBids, readPrompt } from '../../../src/practice/promptParts';
import { sseEvents } from '../../../src/practice/sse';
import { cutTokens } from '../../../src/practice/tokens';
import {
  answer,
  errorBody,
  openStream,
  rawStream,
  type RecordedRequest,
  type Step,
} from '../../unit/models/faultServer';
import { startFaultServer } from '../../unit/models/faultServer';

/** A request as a script sees it: who is asked for what, and how often it has answered in this conversation. */
export interface Turn {
  readonly model: string;
  readonly phase: Phase;
  readonly turn: number;
  /** Letters of the bids a judge is shown. */
  readonly labels: readonly string[];
}

/** A tool call of a scripted agent. */
export interface ScriptedCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** What a scripted model does: answers, refuses with an HTTP status, or begins to answer and never ends. */
export type Reply =
  | { readonly kind: 'answer'; readonly text: string; readonly call?: ScriptedCall }
  | { readonly kind: 'error'; readonly status: number; readonly message: string }
  | { readonly kind: 'unending'; readonly text: string };

/** Decides about one request. */
export type Script = (turn: Turn) => Reply;

/** A server whose models are played by a script that a test may change at any time. */
export interface ScriptedModels {
  readonly baseUrl: string;
  readonly origin: string;
  /** Every request so far, oldest first. */
  readonly requests: readonly RecordedRequest[];
  play(script: Script): void;
  arrived(count: number): Promise<void>;
  close(): Promise<void>;
}

/** Starts a scripted OpenAI-compatible server on a free loopback port. */
export async function startScriptedModels(first: Script): Promise<ScriptedModels> {
  let script = first;
  const server = await startFaultServer((response, request) => {
    if (request.method === 'GET') {
      answer(404, '{}')(response, request);
      return;
    }
    const read = readChatRequest(request.body);
    if (read.kind === 'invalid') throw new Error(read.message);
    const prompt = readPrompt(read.request);
    const labels = readListedBids(prompt.section).map(({ label }) => label);
    const turn: Turn = { model: read.request.model, phase: prompt.phase, turn: prompt.turn, labels };
    step(script(turn), turn)(response, request);
  });
  const play = (next: Script): void => {
    script = next;
  };
  return { ...server, play };
}

/** Text of an answer without a tool call. */
export function says(text: string): Reply {
  return { kind: 'answer', text };
}

/** An answer that calls one tool. */
export function calls(name: string, args: ScriptedCall['arguments']): Reply {
  return { kind: 'answer', text: '', call: { name, arguments: args } };
}

/** A judge's answer: the same score and reason for every bid. */
export function scores({ labels }: Turn, score: number, reason: string): Reply {
  return says(JSON.stringify({ scores: labels.map((label) => ({ bid: label, score, reason })) }));
}

/** A bidder without fault: a plan, a friendly judgement, and then these calls, one a turn. */
export function honest(work: readonly ScriptedCall[]): Script {
  return (turn) => {
    if (turn.phase === 'judge') return scores(turn, 4, 'Plain and complete.');
    if (turn.phase !== 'work') return says(`${turn.model} reads the file, changes it and runs its tests.`);
    const call = work[turn.turn];
    return call === undefined ? says('Done as planned.') : calls(call.name, call.arguments);
  };
}

function step(reply: Reply, { model, turn }: Turn): Step {
  if (reply.kind === 'error') return answer(reply.status, errorBody(reply.message));
  const call = reply.kind === 'answer' ? reply.call : undefined;
  const events = sseEvents(
    {
      kind: 'answer',
      model,
      stream: true,
      includeUsage: true,
      tokens: cutTokens(reply.text),
      logprobs: undefined,
      calls: call ? [{ id: `call-${turn}`, name: call.name, argumentsText: JSON.stringify(call.arguments) }] : [],
      finishReason: call ? 'tool_calls' : 'stop',
      // More than the prompt has words: a server that counts fewer has cut it, and its answer would not count.
      usage: { prompt_tokens: 5000, completion_tokens: 20, total_tokens: 5020 },
    },
    { id: 'chatcmpl-scripted', created: 0 },
  );
  // The last two events are the finish reason and the end mark (with the usage between them).
  return reply.kind === 'unending' ? openStream(events.slice(0, -3)) : rawStream(...events);
}
