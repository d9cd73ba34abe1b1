import type { Bidder } from './bidder';
import type { FailureReason, ModelReply, TokenLogprob } from './model';
import { isUsablePrice } from './price';
import { countTokens } from './tokens';

/** Tokens asked for in the prompt, counted tokens that void a bid, and the output bound sent to the server. */
export const bidLimits = { askedTokens: 400, maxCountedTokens: 800, maxTokens: 800, reasoningAllowance: 4096 } as const;

/** A valid bid: a plan, its length by the common tokenizer, and the log-probabilities its generation reported. */
export interface Bid {
  readonly bidderId: string;
  readonly plan: string;
  readonly planTokens: number;
  /** Of the visible text only, aligned; absent when not reported or not alignable. */
  readonly logprobs?: readonly TokenLogprob[];
}

/** How an invitation ended. Every one but `bid` says why in one sentence; none of them harms the auction. */
export type BidOutcome =
  | { readonly kind: 'bid'; readonly bid: Bid }
  | {
      readonly kind: 'declined' | 'timedOut' | 'failed' | 'truncated' | 'unpriced' | 'overBudget' | 'cancelled';
      readonly message: string;
      readonly reason?: FailureReason;
    };

/** Reads a model's reply to the invitation. */
export function readBid(bidder: Bidder, reply: ModelReply): BidOutcome {
  if (!isUsablePrice(bidder.price)) return unpriced(bidder);
  if (reply.kind === 'failed') return failedBid(reply.reason, reply.message);
  const plan = reply.text.trim();
  const planTokens = countTokens(plan);
  if (reply.finishReason === 'length' || planTokens > bidLimits.maxCountedTokens) {
    return {
      kind: 'truncated',
      message: `${bidder.name} wrote more than the ${bidLimits.maxCountedTokens} tokens a bid may have.`,
    };
  }
  if (reply.finishReason === 'contentFilter') {
    return { kind: 'declined', message: `${bidder.name}'s provider filtered the answer.` };
  }
  if (plan === '') return { kind: 'failed', message: `${bidder.name} sent an empty bid.`, reason: 'badAnswer' };
  if (/^\s*(?:DECLINE|I decline)\b/u.test(plan))
    return { kind: 'declined', message: `${bidder.name} declined to bid.` };
  const logprobs = alignLogprobs(reply.text, reply.logprobs);
  return { kind: 'bid', bid: { bidderId: bidder.id, plan, planTokens, ...(logprobs && { logprobs }) } };
}

/** The outcome of a bidder nobody may invite: a missing price is unknown, and unknown is not 0. */
export function unpriced(bidder: Bidder): BidOutcome {
  return { kind: 'unpriced', message: `${bidder.name} has no price. Set "price" for it in gavel.endpoints.` };
}

function failedBid(reason: FailureReason, message: string): BidOutcome {
  if (reason === 'timedOut') return { kind: 'timedOut', message, reason };
  if (reason === 'aborted') return { kind: 'cancelled', message, reason };
  if (reason === 'overBudget') return { kind: 'overBudget', message, reason };
  return { kind: 'failed', message, reason };
}

/**
 * Servers may list reasoning tokens before the answer's and may merge or drop entries, so entries are aligned from the
 * end to the visible text. `undefined` when they cannot be: then entropy is unknown, never invented.
 */
export function alignLogprobs(
  text: string,
  logprobs: readonly TokenLogprob[] | undefined,
): readonly TokenLogprob[] | undefined {
  if (logprobs === undefined || logprobs.length === 0) return undefined;
  const wanted = text.trimEnd();
  let rest = wanted;
  let first = logprobs.length;
  while (rest.trim() !== '' && first > 0) {
    const token = logprobs[first - 1]?.token ?? '';
    const visible = first === logprobs.length ? token.trimEnd() : token;
    const next = dropEnd(rest, visible);
    if (next === undefined && rest !== wanted) return undefined;
    rest = next ?? rest;
    first -= 1;
  }
  if (rest.trim() !== '') return undefined;
  const aligned = logprobs.slice(first).filter((entry) => Number.isFinite(entry.logprob));
  return aligned.length === 0 ? undefined : aligned;
}

/** `text` without `ending`. Blanks may differ at the end, and at the start too: servers cut them off the text, not off its tokens. */
function dropEnd(text: string, ending: string): string | undefined {
  if (text.endsWith(ending)) return text.slice(0, text.length - ending.length);
  if (text.trim() === ending.trim() && ending.trim() !== '') return '';
  const trimmed = text.trimEnd();
  return trimmed.endsWith(ending.trimEnd()) && ending.trim() !== ''
    ? trimmed.slice(0, trimmed.length - ending.trimEnd().length)
    : undefined;
}
