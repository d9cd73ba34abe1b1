import type { ChatMessage, ToolCall } from '../auction/model';
import type { Exchange } from './conversation';
import type { AgentProtocol } from './protocol';
import { readTextCalls } from './readTextCalls';
import { renderTextExchange } from './textProtocol';

/** Tool calls of the chat API. A call printed as text in a `tool` block, as small models do, is understood too. */
export const nativeProtocol: AgentProtocol = {
  toolSpecs: (tools) => tools.map(({ name, description, parameters }) => ({ name, description, parameters })),
  toolSection: () => 'Call the tools you were given; several calls in one answer run in order.',
  read: (reply) => {
    if (reply.toolCalls.length === 0) return { form: 'text', ...readTextCalls(reply.text) };
    return { form: 'native', prose: reply.text, calls: reply.toolCalls.map((call) => ({ call })) };
  },
  render: (exchange) => (exchange.form === 'native' ? renderNative(exchange) : renderTextExchange(exchange)),
};

function renderNative(exchange: Exchange): readonly ChatMessage[] {
  return [
    { role: 'assistant', content: exchange.said, toolCalls: exchange.calls.map(sendable) },
    ...exchange.results.map(({ callId, text }): ChatMessage => ({ role: 'tool', content: text, toolCallId: callId })),
    ...(exchange.notice === undefined ? [] : [{ role: 'user', content: exchange.notice } as const]),
  ];
}

/** Servers parse the calls of the history again, and some answer 500 to a broken one: those go back as valid JSON. */
function sendable(call: ToolCall): ToolCall {
  if (isJsonObject(call.argumentsText)) return call;
  return { ...call, argumentsText: JSON.stringify({ unreadable: call.argumentsText.slice(0, 200) }) };
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
