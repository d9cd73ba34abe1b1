import type { ModelFacts } from './modelFacts';
import type { ModelRequest } from './modelPort';
import { estimatedPromptTokens } from './promptTokens';
import { tokenLimit } from './requestBody';

/** How a request is sent so that its prompt is read whole. */
export type ContextPlan =
  | { readonly kind: 'openAi'; readonly maxTokens: number; readonly windowTokens?: number }
  /** Through Ollama's `/api/chat`, which can be told the size of the context. */
  | { readonly kind: 'ollama'; readonly maxTokens: number; readonly numCtx: number }
  | { readonly kind: 'tooLong'; readonly promptTokens: number; readonly windowTokens: number };

/** Our estimate may fall short of a model's own tokenizer by this factor. */
const margin = 1.25;
/** Contexts grow in steps, for each new size reloads the model. */
const stepTokens = 4096;
/** An answer with less room than this is not worth the call. */
const minAnswerTokens = 256;

/**
 * Plans one request. Only Ollama needs it: its `/v1` cannot be told a context size and cuts the oldest messages away
 * without a word; every other server says when a prompt is too long. `usedNumCtx` is what the model was loaded with last.
 */
export function contextPlan(
  request: ModelRequest,
  facts: ModelFacts | undefined,
  usedNumCtx: number | undefined,
): ContextPlan {
  const maxTokens = tokenLimit(request);
  const { contextTokens, maxContextTokens } = facts?.listed ?? {};
  if (facts?.server !== 'ollama' || contextTokens === undefined) return { kind: 'openAi', maxTokens };
  const promptTokens = Math.ceil(estimatedPromptTokens(request) * margin);
  const needed = promptTokens + maxTokens;
  if (usedNumCtx === undefined && needed <= contextTokens)
    return { kind: 'openAi', maxTokens, windowTokens: contextTokens };
  const most = Math.min(request.bidder.contextTokens ?? Infinity, maxContextTokens ?? contextTokens);
  if (promptTokens + Math.min(maxTokens, minAnswerTokens) > most)
    return { kind: 'tooLong', promptTokens, windowTokens: most };
  const wanted = Math.max(Math.ceil(needed / stepTokens) * stepTokens, usedNumCtx ?? 0);
  const numCtx = Math.min(most, wanted);
  return { kind: 'ollama', maxTokens: Math.min(maxTokens, numCtx - promptTokens), numCtx };
}
