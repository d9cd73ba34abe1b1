import type { Usage } from '../auction/model';
import { asAmount, asRecord } from './jsonShape';

/**
 * Reads a `usage` object. `undefined` unless both token counts are numbers >= 0: a cost made from half a report would
 * look exact and be wrong. Parts that are nonsense (strings, negatives, more cached than sent) are left out.
 */
export function readUsage(value: unknown): Usage | undefined {
  const usage = asRecord(value);
  const inputTokens = asAmount(usage?.['prompt_tokens']);
  const completionTokens = asAmount(usage?.['completion_tokens']);
  if (usage === undefined || inputTokens === undefined || completionTokens === undefined) return undefined;
  const reasoningTokens = asAmount(asRecord(usage['completion_tokens_details'])?.['reasoning_tokens']);
  // DeepSeek's own field stands beside OpenAI's.
  const cached =
    asAmount(asRecord(usage['prompt_tokens_details'])?.['cached_tokens']) ?? asAmount(usage['prompt_cache_hit_tokens']);
  const costUsd = asAmount(usage['cost']);
  return {
    inputTokens,
    outputTokens: outputTokens(completionTokens, reasoningTokens, asAmount(usage['total_tokens']), inputTokens),
    ...(cached !== undefined && cached <= inputTokens ? { cachedInputTokens: cached } : {}),
    ...(reasoningTokens !== undefined ? { reasoningTokens } : {}),
    ...(costUsd !== undefined ? { costUsd } : {}),
  };
}

/** Most servers count reasoning inside the completion; some bill it beside, which the total gives away. */
function outputTokens(
  completion: number,
  reasoning: number | undefined,
  total: number | undefined,
  input: number,
): number {
  if (reasoning === undefined || reasoning === 0) return completion;
  const beside = reasoning > completion || total === input + completion + reasoning;
  return beside ? completion + reasoning : completion;
}
