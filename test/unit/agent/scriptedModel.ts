import type { FinishReason, ModelReply, ToolCall } from '../../../src/auction/model';
import type { CallOptions, ModelPort, ModelRequest } from '../../../src/models/modelPort';

/** One scripted answer, or a function that makes it from the request. */
export type ScriptedAnswer = ModelReply | ((request: ModelRequest, options: CallOptions) => Promise<ModelReply>);

/** Scripted, no AI: answers from a list and keeps every request. The last answer repeats. */
export class ScriptedModel implements ModelPort {
  readonly requests: ModelRequest[] = [];

  constructor(private readonly answers: readonly ScriptedAnswer[]) {}

  async complete(request: ModelRequest, options: CallOptions): Promise<ModelReply> {
    const answer = this.answers[Math.min(this.requests.length, this.answers.length - 1)];
    this.requests.push(request);
    if (answer === undefined) throw new Error('The script has no answer.');
    return typeof answer === 'function' ? answer(request, options) : answer;
  }
}

/** A whole answer in words. */
export function says(text: string, finishReason: FinishReason = 'stop'): ModelReply {
  return { kind: 'complete', text, reasoning: '', toolCalls: [], finishReason };
}

let nextId = 0;

/** A native call; arguments that are a string are sent as they are. */
export function toolCall(name: string, args: unknown, id = `id-${(nextId += 1)}`): ToolCall {
  return { id, name, argumentsText: typeof args === 'string' ? args : JSON.stringify(args) };
}

/** A whole answer of native calls. */
export function calls(...toolCalls: readonly ToolCall[]): ModelReply {
  return { kind: 'complete', text: '', reasoning: '', toolCalls, finishReason: 'toolCalls' };
}

/** A call as the text protocol writes it. */
export function textCall(name: string, args: unknown): string {
  return '```tool\n' + JSON.stringify({ name, arguments: args }) + '\n```';
}
