import type { ChatMessage, ToolCall, ToolSpec } from '../auction/model';
import { asRecord, parseJson } from './jsonShape';
import type { ModelRequest } from './modelPort';
import type { ParameterFit } from './parameterFit';

/** The JSON of `POST /chat/completions`, in the order in which the fields are sent. */
export type RequestBody = Readonly<Record<string, unknown>>;

/** The upper bound that is sent and enforced: what the caller asks for, and not more than the model can give. */
export function tokenLimit(request: ModelRequest): number {
  return Math.min(request.maxTokens, request.bidder.maxOutputTokens ?? Infinity);
}

/**
 * Builds the request as this model is known to take it. With tools, neither log-probabilities nor an answer schema are
 * asked for: some servers refuse the first, and others then ignore the tools.
 */
export function requestBody(request: ModelRequest, fit: ParameterFit, maxTokens = tokenLimit(request)): RequestBody {
  const tools = request.tools ?? [];
  const plain = tools.length === 0;
  return {
    model: request.bidder.modelId,
    messages: request.messages.map(wireMessage),
    stream: true,
    ...(fit.streamOptions ? { stream_options: { include_usage: true } } : {}),
    [fit.maxTokensName]: maxTokens,
    ...(request.temperature !== undefined && fit.temperature ? { temperature: request.temperature } : {}),
    ...(plain && request.logprobs === true && fit.topLogprobs > 0
      ? { logprobs: true, top_logprobs: fit.topLogprobs }
      : {}),
    ...(plain && request.answerSchema !== undefined && fit.answerSchema
      ? { response_format: answerFormat(request.answerSchema) }
      : {}),
    // An empty list is an error at vLLM.
    ...(plain ? {} : { tools: tools.map(wireTool) }),
  };
}

function answerFormat({
  name,
  schema,
}: {
  readonly name: string;
  readonly schema: Readonly<Record<string, unknown>>;
}): unknown {
  return { type: 'json_schema', json_schema: { name, schema, strict: true } };
}

function wireTool({ name, description, parameters }: ToolSpec): unknown {
  return { type: 'function', function: { name, description, parameters } };
}

function wireMessage(message: ChatMessage): unknown {
  switch (message.role) {
    case 'tool':
      return { role: 'tool', tool_call_id: message.toolCallId, content: message.content };
    case 'assistant': {
      const calls = message.toolCalls ?? [];
      if (calls.length === 0) return { role: 'assistant', content: message.content };
      return {
        role: 'assistant',
        content: message.content === '' ? null : message.content,
        tool_calls: calls.map(wireCall),
      };
    }
    case 'system':
    case 'user':
      return { role: message.role, content: message.content };
  }
}

/** Servers parse the arguments of earlier calls again and fail the whole request when a model once wrote broken ones. */
function wireCall({ id, name, argumentsText }: ToolCall): unknown {
  const wellFormed = asRecord(parseJson(argumentsText)) !== undefined;
  return { id, type: 'function', function: { name, arguments: wellFormed ? argumentsText : '{}' } };
}
