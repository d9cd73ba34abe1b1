import { bidLimits } from './bid';
import { countTokens } from './tokens';

/** A plan as the memory kept it. */
export interface PastPlan {
  readonly bidderId: string;
  readonly plan: string;
  /** 2: a plan of the second ballot, refined but for the provisional winner's. Absent: 1. */
  readonly ballot?: number | undefined;
  /** Comparable within one ballot only. */
  readonly z: number;
}

/** A past auction as far as refinement needs it; records of the memory have this shape. Its texts are data. */
export interface PastAuction {
  readonly runId: string;
  readonly taskText: string;
  readonly plans: readonly PastPlan[];
  readonly outcome: {
    /**
     * The winner whose work `check` and `end` speak of: the last one awarded, not always the market's first choice.
     * Without it nobody worked, and there is nothing to learn from.
     */
    readonly awardedTo?: string | undefined;
    /** Verdict of the last check on that work; absent when unchecked. */
    readonly check?: string | undefined;
    /** What the person said to the work. */
    readonly decision?: string | undefined;
    /** How the run ended. */
    readonly end: string;
  };
}

/** One example: two plans for a past task, the better one second. */
export interface RefinementPair {
  readonly taskText: string;
  readonly weakerPlan: string;
  readonly winningPlan: string;
}

/** The paper's k: so many similar past tasks are shown. */
export const refinementPairs = 8;

/** A longer text cannot have been a valid bid; tells without counting its tokens. */
const maxPlanCharacters = 20_000;

/** Ends that are no verdict against the work. Whatever else a record says, a word unknown here included, counts as one. */
const harmlessEnds: readonly (string | undefined)[] = ['accepted', 'cancelled'];
const harmlessChecks: readonly (string | undefined)[] = [
  undefined,
  'unchecked',
  'passed',
  'noTests',
  'runnerMissing',
  'notStarted',
  'cancelled',
];
const harmlessDecisions: readonly (string | undefined)[] = [undefined, 'accepted', 'none'];

/**
 * The examples a bidder may learn from (the paper's pairs): of the past auctions in which it bid, with at least two
 * plans, and whose winner's work neither failed its check nor was rejected (ours), the first `count`. If it lost there:
 * its plan and the winner's; if it won: the plan with the worst z of the first ballot and its own. A bidder's plan is
 * its refined one where it has one. `similar` is most similar first; what is unusable in it (no number for z, no text,
 * a plan too long to have been a bid, a run told twice) is passed over.
 */
export function refinementPairsFor(
  bidderId: string,
  similar: Iterable<PastAuction>,
  count: number = refinementPairs,
): readonly RefinementPair[] {
  const pairs: RefinementPair[] = [];
  const seen = new Set<string>();
  for (const past of similar) {
    if (pairs.length >= count) break;
    if (seen.has(past.runId)) continue;
    seen.add(past.runId);
    const pair = pairFrom(bidderId, past);
    if (pair !== undefined) pairs.push(pair);
  }
  return pairs;
}

/** Whether the winner's work gives no reason to hold its plan up as an example. */
function winnerDidWell({ outcome }: PastAuction): boolean {
  const { end, check, decision } = outcome;
  return harmlessEnds.includes(end) && harmlessChecks.includes(check) && harmlessDecisions.includes(decision);
}

function pairFrom(bidderId: string, past: PastAuction): RefinementPair | undefined {
  if (!winnerDidWell(past)) return undefined;
  const first = onePlanEach(past.plans.filter(({ ballot }) => ballot !== 2));
  const refined = onePlanEach(past.plans.filter(({ ballot }) => ballot === 2));
  const latest = (id: string | undefined): PastPlan | undefined =>
    [...refined, ...first].find((plan) => plan.bidderId === id);
  const { awardedTo } = past.outcome;
  const own = latest(bidderId);
  const winner = latest(awardedTo);
  if (own === undefined || winner === undefined) return undefined;
  const weaker = bidderId === awardedTo ? worst(first.filter((plan) => plan.bidderId !== bidderId)) : own;
  return weaker && { taskText: past.taskText, weakerPlan: weaker.plan, winningPlan: winner.plan };
}

/** The first sound plan of each bidder. */
function onePlanEach(plans: readonly PastPlan[]): readonly PastPlan[] {
  const byBidder = new Map<string, PastPlan>();
  for (const plan of plans) {
    if (!byBidder.has(plan.bidderId) && isUsable(plan)) byBidder.set(plan.bidderId, plan);
  }
  return [...byBidder.values()];
}

function isUsable({ plan, z }: PastPlan): boolean {
  if (!Number.isFinite(z) || plan.trim() === '' || plan.length > maxPlanCharacters) return false;
  return countTokens(plan) <= bidLimits.maxCountedTokens;
}

/** The highest z; of equals the highest id, so that the order in a record does not matter. */
function worst(plans: readonly PastPlan[]): PastPlan | undefined {
  return [...plans].sort((a, b) => b.z - a.z || (a.bidderId < b.bidderId ? 1 : -1))[0];
}
