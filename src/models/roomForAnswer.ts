import type { ServerError } from './serverError';

/** Less than this many tokens is no room for an answer; ours. */
const minTokens = 256;
const slackTokens = 16;

/**
 * Tokens an answer may have so that prompt and answer fit together, read from a refusal that names both the window and the
 * prompt's share of what was asked for (vLLM, OpenAI); `undefined` when the prompt itself is too long or nothing is named.
 */
export function roomForAnswer({ text }: ServerError, askedTokens: number): number | undefined {
  const windowTokens = tokens(/maximum context length (?:is|of) (\d+)/iu, text);
  const promptTokens =
    tokens(/(\d+) (?:tokens )?in the (?:messages|prompt|input)/iu, text) ??
    tokens(/(?:has|contains|passed|at least) (\d+) (?:input|prompt) tokens/iu, text);
  if (windowTokens === undefined || promptTokens === undefined) return undefined;
  const room = windowTokens - promptTokens - slackTokens;
  return room >= minTokens && room < askedTokens ? room : undefined;
}

function tokens(pattern: RegExp, text: string): number | undefined {
  const found = pattern.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}
