import type { Usage } from '../auction/model';

/** What an attempt has used so far. `usd` counts only calls whose cost is known. */
export interface AgentSpending {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly usd: number;
  /** Characters of a prompt that the model's own tokenizer makes one token, as last reported. */
  readonly charactersPerToken: number;
  /** The window the server turned out to have, when it cut a prompt without a word. */
  readonly seenContextTokens?: number;
}

/** Ours: a safe estimate for code until the server has reported a count. */
const assumedCharactersPerToken = 4;
/** Ours: no tokenizer packs text like this; a server that reports so few tokens has cut the prompt. */
const implausibleCharactersPerToken = 9;
const minCharactersToJudge = 6000;

/** Before the first call. */
export const nothingSpent: AgentSpending = {
  inputTokens: 0,
  outputTokens: 0,
  usd: 0,
  charactersPerToken: assumedCharactersPerToken,
};

/** One call to the model that is over, whatever came of it. */
export interface SpentCall {
  readonly promptCharacters: number;
  readonly answerCharacters: number;
  readonly usage?: Usage;
  readonly usd?: number;
}

/** Adds a call; what the server did not report is estimated from characters. */
export function spend(spending: AgentSpending, call: SpentCall): AgentSpending {
  const { promptCharacters, answerCharacters, usage } = call;
  const estimated = (characters: number): number => Math.ceil(characters / spending.charactersPerToken);
  const next = {
    ...spending,
    inputTokens: spending.inputTokens + (usage?.inputTokens ?? estimated(promptCharacters)),
    outputTokens: spending.outputTokens + (usage?.outputTokens ?? estimated(answerCharacters)),
    usd: spending.usd + (call.usd ?? 0),
  };
  if (usage === undefined || usage.inputTokens < 1 || promptCharacters < minCharactersToJudge) return next;
  const measured = promptCharacters / usage.inputTokens;
  if (measured > implausibleCharactersPerToken) return { ...next, seenContextTokens: usage.inputTokens };
  return { ...next, charactersPerToken: Math.max(1, measured) };
}

/** Limits of one attempt; absent ones do not bind. */
export interface SpendingLimits {
  readonly maxTokens?: number;
  readonly maxUsd?: number;
}

/** The next call at its dearest. */
export interface ExpectedCall {
  readonly promptCharacters: number;
  readonly maxOutputTokens: number;
  /** Undefined for an unknown price. */
  readonly usdOf: (inputTokens: number, outputTokens: number) => number | undefined;
}

/** Which limit the next call could break; undefined when it fits. Asked before the call, so that no limit is ever passed. */
export function limitBrokenBy(
  spending: AgentSpending,
  limits: SpendingLimits,
  { promptCharacters, maxOutputTokens, usdOf }: ExpectedCall,
): 'tokenLimit' | 'costLimit' | undefined {
  const input = Math.ceil(promptCharacters / spending.charactersPerToken);
  const tokens = spending.inputTokens + spending.outputTokens + input + maxOutputTokens;
  if (limits.maxTokens !== undefined && tokens > limits.maxTokens) return 'tokenLimit';
  const usd = usdOf(input, maxOutputTokens);
  return limits.maxUsd !== undefined && usd !== undefined && spending.usd + usd > limits.maxUsd
    ? 'costLimit'
    : undefined;
}

/** Characters that the conversation after the opening may have. */
export function historyRoom(
  spending: AgentSpending,
  window: { readonly contextTokens: number; readonly maxOutputTokens: number; readonly openingCharacters: number },
): number {
  const contextTokens = Math.min(window.contextTokens, spending.seenContextTokens ?? Infinity);
  const room = (contextTokens - window.maxOutputTokens) * spending.charactersPerToken - window.openingCharacters;
  return Math.max(minHistoryCharacters, room);
}

/** Ours: with less a model could not even read one file. */
const minHistoryCharacters = 8_000;
