import { bidLimits } from './bid';
import type { Bidder } from './bidder';
import { percent, usd } from './figures';
import { blendedPrice, isUsablePrice } from './price';
import { typicalPlanTokens } from './profile';

/** What the overhead of an auction is estimated from. */
export interface OverheadInput {
  /** The invited bidders; those without a usable price cannot bid and are left out. */
  readonly bidders: readonly Bidder[];
  /** Tokens of what all prompts share: system, task, context. */
  readonly sharedTokens: number;
  /** Examples each bidder would see when it refines; 0 with an empty memory. */
  readonly refinementPairs: number;
  /** USD of one attempt by bidder id (see `expectedCosts`). */
  readonly expectedCostUsd: ReadonlyMap<string, number>;
  /** `gavel.auction.maxOverheadShare`, a share of 1. */
  readonly maxShare: number;
  /** Whether fewer would be invited by `gavel.auction.invite: "cheapest"`; then the notice offers it. */
  readonly canInviteFewer?: boolean;
}

/** Expected USD before the first call. */
export interface Overhead {
  readonly bidUsd: number;
  readonly juryUsd: number;
  readonly refineUsd: number;
  /** The three together. */
  readonly overheadUsd: number;
  /** Mean expected cost of an attempt over the invited bidders; absent when no cost is known. */
  readonly executeUsd?: number;
  /** One sentence for the person, when the overhead is more than the share allowed. */
  readonly notice?: string;
}

/** Tokens, ours, from prompts as they are written here; untested on real answers. */
const tokens = {
  /** The section of a phase without the plans in it. */
  section: 150,
  /** A plan with its heading and fences. */
  shownPlan: typicalPlanTokens + 30,
  /** One score with its reason. */
  score: 40,
  /** A past task as an example shows it. */
  pastTask: 200,
  /**
   * Hidden reasoning of a model that reasons: an eighth of what it is allowed. In recorded agent runs of six such models the
   * calls at the start of a run cost as much as 650 to 1,050 tokens of output, prompt and visible text included; so this is
   * near the most that it was there, and for a plan untested.
   */
  reasoning: bidLimits.reasoningAllowance / 8,
} as const;

/**
 * What bidding, judging and refining are expected to cost beside the work itself, and a notice when that is too much.
 * Every bidder is taken to bid a plan of 260 tokens and to win with equal chance; a bidder refines if a dearer one leads, and
 * then all judge once more. What all prompts share is input from the cache for whoever has read it before. Ours.
 */
export function expectedOverhead(input: OverheadInput): Overhead {
  const bidders = input.bidders.filter(({ price }) => isUsablePrice(price));
  const shared = Number.isFinite(input.sharedTokens) ? Math.max(0, input.sharedTokens) : 0;
  const bidUsd = expectedBidsUsd(bidders, shared);
  const juryUsd = expectedBallotUsd(bidders, shared, bidders.length);
  const refineUsd = input.refinementPairs > 0 ? refinementUsd(bidders, shared, input.refinementPairs) : 0;
  const overheadUsd = bidUsd + juryUsd + refineUsd;
  const costs = bidders.flatMap(({ id }) => input.expectedCostUsd.get(id) ?? []);
  const executeUsd = costs.length === 0 ? undefined : costs.reduce((sum, cost) => sum + cost, 0) / costs.length;
  const notice = executeUsd === undefined ? undefined : noticeFor(overheadUsd, executeUsd, bidders.length, input);
  return {
    bidUsd,
    juryUsd,
    refineUsd,
    overheadUsd,
    ...(executeUsd !== undefined && { executeUsd }),
    ...(notice !== undefined && { notice }),
  };
}

/** USD of a bid by each of these, prompts sharing `sharedTokens`. */
export function expectedBidsUsd(bidders: readonly Bidder[], sharedTokens: number): number {
  return sumOf(bidders, (bidder) => callUsd(bidder, sharedTokens + tokens.section, typicalPlanTokens));
}

/** USD of one call to each of these judges, about all of `bidCount` bids at once; they have bid, so the shared text is cached. */
export function expectedBallotUsd(judges: readonly Bidder[], sharedTokens: number, bidCount: number): number {
  const promptTokens = tokens.section + bidCount * tokens.shownPlan;
  return sumOf(judges, (judge) => callUsd(judge, promptTokens, bidCount * tokens.score, sharedTokens));
}

/** USD of a refined bid by each of these, each seeing `pairs` past pairs of plans and its own. */
export function expectedRefinedBidsUsd(bidders: readonly Bidder[], sharedTokens: number, pairs: number): number {
  const examples = pairs * (2 * tokens.shownPlan + tokens.pastTask);
  const promptTokens = tokens.section + examples + tokens.shownPlan;
  return sumOf(bidders, (bidder) => callUsd(bidder, promptTokens, typicalPlanTokens, sharedTokens));
}

/** Each bidder leads with chance 1 / N; those cheaper than it refine, and their bids and its own are judged by all. */
function refinementUsd(bidders: readonly Bidder[], shared: number, pairs: number): number {
  const led = sumOf(bidders, (leader) => {
    const cheaper = bidders.filter((bidder) => priceOf(bidder) < priceOf(leader));
    if (cheaper.length === 0) return 0;
    return expectedRefinedBidsUsd(cheaper, shared, pairs) + expectedBallotUsd(bidders, shared, cheaper.length + 1);
  });
  return bidders.length === 0 ? 0 : led / bidders.length;
}

function noticeFor(
  overheadUsd: number,
  executeUsd: number,
  count: number,
  { maxShare: wanted, canInviteFewer = false }: OverheadInput,
): string | undefined {
  const maxShare = Math.max(0, wanted);
  if (!(overheadUsd > maxShare * executeUsd)) return undefined;
  const allowed = `over the ${percent(maxShare)} of gavel.auction.maxOverheadShare`;
  const models = count === 1 ? '1 model' : `${count} models`;
  const share = executeUsd > 0 ? `, ${percent(overheadUsd / executeUsd)} of` : ' beside';
  const remedy = canInviteFewer
    ? 'set gavel.auction.invite to "cheapest" to ask fewer of them for bids'
    : 'fewer bidders in gavel.endpoints would cost less';
  return `Bidding and judging by ${models} is expected to cost ${usd(overheadUsd)}${share} the ${usd(executeUsd)} expected for the work, ${allowed}; ${remedy}.`;
}

/** USD of one call; hidden reasoning is billed as output and counts. `readBefore`: tokens at the start of the prompt that an earlier call sent. */
function callUsd({ price, capabilities }: Bidder, promptTokens: number, answerTokens: number, readBefore = 0): number {
  if (!isUsablePrice(price)) return 0;
  const written = answerTokens + (capabilities.reasons === true ? tokens.reasoning : 0);
  const cached = readBefore * (price.cachedInput ?? price.input);
  return (promptTokens * price.input + cached + written * price.output) / 1e6;
}

function priceOf({ price }: Bidder): number {
  return isUsablePrice(price) ? blendedPrice(price) : 0;
}

function sumOf<T>(items: readonly T[], figure: (item: T) => number): number {
  return items.reduce((sum, item) => sum + figure(item), 0);
}
