import type { ChatMessage } from '../auction/model';
import type { ModelRequest } from '../models/modelPort';
import type { AgentRequest } from './agent';
import { workPrompt } from './agentPrompt';
import type { AgentState } from './agentState';
import { chooseEditForm } from './edits/editForm';
import { protocols } from './protocol';
import { saidAsShown, shownCode } from './shownCode';
import type { Toolbox } from './tools/toolbox';
import { offeredTools } from './tools/toolbox';

/**
 * The next call to the model. System text and opening are the same bytes in every turn, for as long as the protocol is
 * the same; a change of the edit form is told at the end of the conversation, so that prompt caches still hit.
 */
export function modelRequest(request: AgentRequest, state: AgentState, toolbox: Toolbox): ModelRequest {
  const protocol = protocols[state.protocol];
  const { bidder, systemText, taskText, plan, failedLog } = request;
  const hasCheck = request.runCheck !== undefined;
  const tools = protocol.toolSpecs(offeredTools(toolbox, state.editForm));
  const toolSection = protocol.toolSection(offeredTools(toolbox, firstForm(state)));
  const opening = workPrompt({ taskText, plan, hasCheck, toolSection, ...(failedLog !== undefined && { failedLog }) });
  return {
    bidder,
    purpose: 'execute',
    messages: [
      { role: 'system', content: systemText },
      { role: 'user', content: opening },
      ...state.exchanges.flatMap((exchange) => protocol.render(exchange)).map(harmless),
    ],
    maxTokens: state.settings.maxOutputTokens,
    ...(tools === undefined ? {} : { tools }),
  };
}

/** All that came from files, checks and tools passes here on its way into a prompt, whatever tool it came from. */
function harmless(message: ChatMessage): ChatMessage {
  if (message.role !== 'assistant') return { ...message, content: shownCode(message.content) };
  const { toolCalls } = message;
  const content = saidAsShown(message.content);
  if (toolCalls === undefined) return { ...message, content };
  const calls = toolCalls.map((call) => ({ ...call, argumentsText: saidAsShown(call.argumentsText) }));
  return { ...message, content, toolCalls: calls };
}

function firstForm({ settings }: AgentState): AgentState['editForm'] {
  return chooseEditForm(settings.earlierEdits);
}

/** Characters of a call's prompt, tools included. */
export function promptCharacters({ messages, tools }: ModelRequest): number {
  const offered = tools === undefined ? 0 : JSON.stringify(tools).length;
  return messages.reduce((sum, message) => {
    const calls = message.role === 'assistant' ? (message.toolCalls ?? []) : [];
    return (
      sum + message.content.length + calls.reduce((n, call) => n + call.name.length + call.argumentsText.length, 0)
    );
  }, offered);
}
