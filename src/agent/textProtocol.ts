import type { ChatMessage, ToolCall } from '../auction/model';
import type { CallResult, Exchange } from './conversation';
import { fenced } from './fence';
import type { AgentProtocol } from './protocol';
import { readTextCalls } from './readTextCalls';
import type { Tool } from './tools/tool';

/** Tools for models without native calls: the catalogue is prompt text, calls are fenced blocks, results a message. */
export const textProtocol: AgentProtocol = {
  toolSpecs: () => undefined,
  toolSection: (tools) => [howToCall, ...tools.map(catalogueEntry)].join('\n\n'),
  read: (reply) => {
    const reading = readTextCalls(reply.text);
    if (reading.calls.length > 0 || reply.toolCalls.length === 0) return { form: 'text', ...reading };
    // A server that found native calls in the text has taken them out of it.
    return { form: 'native', prose: reply.text, calls: reply.toolCalls.map((call) => ({ call })) };
  },
  render: renderTextExchange,
};

const howToCall = `Call a tool by writing a fenced block of the language \`tool\` with one JSON object in it:

${fenced('{"name": "read_file", "arguments": {"path": "src/example.js"}}', 'tool')}

Several blocks in one answer run in order. The results come in the next message; do not write them yourself.`;

/** A tool that writes code has a block of its own, in which nothing must be escaped. */
function catalogueEntry(tool: Tool): string {
  const head = `### ${tool.name}\n${tool.description}`;
  if (tool.textForm !== undefined) return `${head}\nWrite it as a block like this, without JSON:\n\n${tool.textForm}`;
  return `${head}\nArguments (JSON schema): ${JSON.stringify(tool.parameters)}`;
}

/** An exchange as plain messages: the answer as it was written, and one user message with results and notice. */
export function renderTextExchange(exchange: Exchange): readonly ChatMessage[] {
  const told = [
    ...(exchange.results.length === 0 ? [] : ['Results of your tool calls, in order:']),
    ...exchange.results.map(resultText),
    ...(exchange.notice === undefined ? [] : [exchange.notice]),
  ];
  return [
    { role: 'assistant', content: saidText(exchange) },
    { role: 'user', content: told.join('\n\n') },
  ];
}

function resultText(result: CallResult, index: number): string {
  return `## ${index + 1}. ${result.name}: ${result.ok ? 'done' : 'failed'}\n${fenced(result.text)}`;
}

/** Native calls of an earlier turn are written as blocks; servers refuse an empty message, so it is never empty. */
function saidText(exchange: Exchange): string {
  const blocks = exchange.form === 'native' ? exchange.calls.map(callBlock) : [];
  const text = [exchange.said, ...blocks].filter((part) => part.trim() !== '').join('\n\n');
  return text === '' ? '(empty answer)' : text;
}

function callBlock(call: ToolCall): string {
  return fenced(`{"name": ${JSON.stringify(call.name)}, "arguments": ${call.argumentsText.trim() || '{}'}}`, 'tool');
}
