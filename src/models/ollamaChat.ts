import type { Transformer } from 'node:stream/web';
import { asRecord, asText, parseJson } from './jsonShape';
import type { JsonRecord } from './jsonShape';
import type { RequestBody } from './requestBody';

/** The request of `/chat/completions` as Ollama's `/api/chat` takes it, with a context of `numCtx` tokens. */
export function ollamaBody(body: RequestBody, numCtx: number): RequestBody {
  const schema = asRecord(asRecord(body['response_format'])?.['json_schema'])?.['schema'];
  const messages = Array.isArray(body['messages']) ? body['messages'].map(asRecord) : [];
  return {
    model: body['model'],
    messages: messages.filter((message) => message !== undefined).map(ollamaMessage),
    stream: true,
    ...(schema === undefined ? {} : { format: schema }),
    ...(body['tools'] === undefined ? {} : { tools: body['tools'] }),
    ...(body['logprobs'] === true ? { logprobs: true, top_logprobs: body['top_logprobs'] } : {}),
    options: {
      num_ctx: numCtx,
      num_predict: body['max_tokens'] ?? body['max_completion_tokens'],
      ...(body['temperature'] === undefined ? {} : { temperature: body['temperature'] }),
    },
  };
}

/** Ollama takes the arguments of earlier calls as objects. */
function ollamaMessage(message: JsonRecord): JsonRecord {
  const { role, content, tool_calls: calls } = message;
  const plain = { role, content: content ?? '' };
  if (!Array.isArray(calls)) return plain;
  const functions = calls.map((call) => asRecord(asRecord(call)?.['function']) ?? {});
  return {
    ...plain,
    tool_calls: functions.map(({ name, arguments: text }) => ({
      function: { name, arguments: parseJson(asText(text) ?? '{}') ?? {} },
    })),
  };
}

/** Turns the lines of `/api/chat` into the events of `/chat/completions`, so that everything behind reads one form. */
export function ollamaEvents(): Transformer<Uint8Array, Uint8Array> {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let rest = '';
  let calls = 0;
  const event = (line: string): Uint8Array => {
    const record = asRecord(parseJson(line));
    if (record === undefined) return encoder.encode(`data: ${line}\n\n`);
    const chunk = chunkOf(record, calls);
    calls += chunk.calls;
    return encoder.encode(`data: ${JSON.stringify(chunk.body)}\n\n`);
  };
  return {
    transform: (piece, controller) => {
      const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.trim() !== '') controller.enqueue(event(line));
    },
    flush: (controller) => {
      const last = rest + decoder.decode();
      if (last.trim() !== '') controller.enqueue(event(last));
    },
  };
}

function chunkOf(line: JsonRecord, callsBefore: number): { readonly body: unknown; readonly calls: number } {
  if (line['error'] !== undefined) return { body: { error: line['error'] }, calls: 0 };
  const message = asRecord(line['message']) ?? {};
  const calls = Array.isArray(message['tool_calls']) ? message['tool_calls'].map(asRecord) : [];
  const delta = {
    content: message['content'],
    reasoning: message['thinking'],
    ...(calls.length === 0
      ? {}
      : { tool_calls: calls.map((call, index) => ({ ...call, index: callsBefore + index })) }),
  };
  const done = line['done'] === true;
  const choice = {
    index: 0,
    delta,
    finish_reason: done ? (asText(line['done_reason']) ?? 'stop') : null,
    ...(Array.isArray(line['logprobs']) ? { logprobs: { content: line['logprobs'] } } : {}),
  };
  const usage = { prompt_tokens: line['prompt_eval_count'], completion_tokens: line['eval_count'] };
  return { body: { model: line['model'], choices: [choice], ...(done ? { usage } : {}) }, calls: calls.length };
}
