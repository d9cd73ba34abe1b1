import { countTokens } from '../auction/tokens';
import type { ModelRequest } from './modelPort';

/** Tokens a server adds for the roles of one message. Ours; chat templates take 3 to 8. */
const perMessage = 8;

/** Our estimate of a prompt, tools and roles included. */
export function estimatedPromptTokens({ messages, tools }: ModelRequest): number {
  return messages.reduce((sum, message) => sum + countTokens(textOf(message)) + perMessage, toolTokens(tools));
}

function toolTokens(tools: ModelRequest['tools']): number {
  return tools === undefined || tools.length === 0 ? 0 : countTokens(JSON.stringify(tools));
}

function textOf(message: ModelRequest['messages'][number]): string {
  const calls = message.role === 'assistant' ? (message.toolCalls ?? []) : [];
  return [message.content, ...calls.map(({ name, argumentsText }) => name + argumentsText)].join('\n');
}

/** A word, up to three digits, or a sign: no tokenizer in use makes of a usual text much fewer tokens than it has of these. */
const words = /[\p{L}\p{M}]+|\d{1,3}|[^\s\p{L}\p{M}\d]{1,3}/gu;

/** Tokens a prompt has at least, in whatever tokenizer: its words count one each. */
function fewestPromptTokens({ messages }: ModelRequest): number {
  return messages.reduce((sum, { content }) => sum + [...content.matchAll(words)].length, 0);
}

/** Ours: below this part of the least possible count, a reported count is not another way of counting. */
const certainlyCut = 0.6;
/** Shorter prompts fit everywhere, and say little about a ratio. */
const minTokens = 400;

/**
 * True when the server cannot have read the whole prompt: it reports far fewer tokens than the prompt has words, or just
 * as many as its context window holds (then the rest was cut away; Ollama does both without a word).
 */
export function promptWasCut(request: ModelRequest, reportedTokens: number, windowTokens: number | undefined): boolean {
  const fewest = fewestPromptTokens(request);
  if (fewest >= minTokens && reportedTokens < certainlyCut * fewest) return true;
  return windowTokens !== undefined && fewest >= minTokens && reportedTokens >= windowTokens - 8;
}
