import type { ScriptedReply } from './respond';

type Answer = Extract<ScriptedReply, { kind: 'answer' }>;

/** What the server adds to a scripted answer: an id, and seconds since the Unix epoch. */
export interface Envelope {
  readonly id: string;
  readonly created: number;
}

/** Tokens in one chunk of a stream: a few words, as fast servers send them. */
const tokensPerChunk = 3;

/** The events of a streamed answer, in order, each a whole `data:` block; the last one is `[DONE]`. */
export function sseEvents(answer: Answer, envelope: Envelope): readonly string[] {
  const choice = (delta: object, rest: { finish_reason?: string; logprobs?: object } = {}) => ({
    ...head(answer, envelope, 'chat.completion.chunk'),
    choices: [{ index: 0, delta, logprobs: null, finish_reason: null, ...rest }],
  });
  const textChunks = [];
  for (let start = 0; start < answer.tokens.length; start += tokensPerChunk) {
    const end = start + tokensPerChunk;
    const logprobs = answer.logprobs && { logprobs: { content: answer.logprobs.slice(start, end), refusal: null } };
    textChunks.push(choice({ content: answer.tokens.slice(start, end).join('') }, logprobs));
  }
  const usage = { ...head(answer, envelope, 'chat.completion.chunk'), choices: [], usage: answer.usage };
  const chunks = [
    choice({ role: 'assistant', content: '' }),
    ...textChunks,
    ...answer.calls.flatMap((call, index) => callDeltas(call, index).map((delta) => choice(delta))),
    choice({}, { finish_reason: answer.finishReason }),
    ...(answer.includeUsage ? [usage] : []),
  ];
  return [...chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`), 'data: [DONE]\n\n'];
}

/** The same answer in one piece, for a client that does not stream. */
export function completionBody(answer: Answer, envelope: Envelope): object {
  const toolCalls = answer.calls.map(({ id, name, argumentsText }) => ({
    id,
    type: 'function',
    function: { name, arguments: argumentsText },
  }));
  const message = {
    role: 'assistant',
    content: answer.tokens.join(''),
    refusal: null,
    ...(toolCalls.length > 0 && { tool_calls: toolCalls }),
  };
  const logprobs = answer.logprobs ? { content: answer.logprobs, refusal: null } : null;
  return {
    ...head(answer, envelope, 'chat.completion'),
    choices: [{ index: 0, message, logprobs, finish_reason: answer.finishReason }],
    usage: answer.usage,
  };
}

function head(answer: Answer, envelope: Envelope, object: string): object {
  return { id: envelope.id, object, created: envelope.created, model: answer.model };
}

/** A call arrives as real servers send it: id and name first, then its arguments in pieces. */
function callDeltas(call: Answer['calls'][number], index: number): readonly object[] {
  const pieces = call.argumentsText.match(/[\s\S]{1,64}/gu) ?? [];
  return [
    { tool_calls: [{ index, id: call.id, type: 'function', function: { name: call.name, arguments: '' } }] },
    ...pieces.map((piece) => ({ tool_calls: [{ index, function: { arguments: piece } }] })),
  ];
}
