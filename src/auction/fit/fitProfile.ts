import { seededRandom } from '../../base/random';
import { builtInProfile } from '../profile';
import type { CheckQuality } from '../rule';
import type { FitProgram, FittedProfile, PricedBidder } from './fittedProfile';
import { heldOutOutcomes, heldOutScores } from './heldOut';
import { fitMinMax } from './minMaxFit';
import { minMaxProblem } from './minMaxProblem';
import { fitOutcomes } from './outcomeFit';
import type { OutcomeTask } from './outcomeTask';
import { profileOf, weightsOf } from './profileWeights';
import { judgesOf, type ScoredTask } from './scoredTask';

/** Everything a fit reads; plain data, so that it can be sent to a thread. */
export interface FitRequest {
  readonly program: FitProgram;
  /** Oldest first. */
  readonly scored: readonly ScoredTask[];
  /** Oldest first. */
  readonly outcomes: readonly OutcomeTask[];
  /** The market as it is configured now. */
  readonly bidders: readonly PricedBidder[];
  readonly check: CheckQuality;
  readonly atMs: number;
}

/** `refused`: the built-in profile stays, and why, in a sentence. */
export type FitResult =
  { readonly kind: 'fitted'; readonly profile: FittedProfile } | { readonly kind: 'refused'; readonly reason: string };

/** Tasks with an outcome from which on a fit may be used. The specification's. */
export const leastTasks = 20;

/** Draws of the standard error are the same at every fit of the same data. */
const seed = 1;

/** Fits one program and measures it on held-out tasks. Pure; seconds of work on thousands of tasks. */
export function fitProfile(request: FitRequest): FitResult {
  const reason = whyNot(request);
  if (reason !== undefined) return { kind: 'refused', reason };
  return { kind: 'fitted', profile: request.program === 'minMax' ? fitWeights(request) : fitChances(request) };
}

function fitWeights({ scored: all, bidders, atMs }: FitRequest): FittedProfile {
  // A ballot that nobody judged says nothing about the jury's weights.
  const scored = all.filter(({ bids }) => bids.some(({ features }) => features.judges.size > 0));
  const problem = minMaxProblem(scored);
  const builtIn = (judges: readonly string[]): readonly number[] => weightsOf(builtInProfile, judges);
  const { weights, q, gap } = fitMinMax(problem, builtIn(problem.judges));
  const withOutcome = scored.filter(({ bids }) => bids.some(({ passed }) => passed !== undefined));
  return {
    program: 'minMax',
    fittedAtMs: atMs,
    taskCount: withOutcome.length,
    bidders,
    heldOut: heldOutScores(scored, builtIn, seededRandom(seed)),
    ...profileOf(weights, problem.judges),
    q,
    gap,
  };
}

function fitChances({ outcomes, bidders, check, atMs }: FitRequest): FittedProfile {
  return {
    program: 'outcomes',
    fittedAtMs: atMs,
    taskCount: outcomes.length,
    bidders,
    heldOut: heldOutOutcomes(outcomes, check),
    ...fitOutcomes(outcomes, check),
  };
}

/** Why there is nothing to fit; `undefined` when there is. */
function whyNot({ program, scored, outcomes, bidders }: FitRequest): string | undefined {
  const attempts = outcomes.flatMap((task) => task.attempts);
  const good = attempts.filter(({ outcome }) => outcome === 'passed' || outcome === 'good').length;
  if (outcomes.length === 0)
    return 'No task has an outcome yet: run auctions with a check, and accept or reject the work.';
  if (bidders.length < 2) return 'Fewer than two bidders are configured, so there is nothing to choose between.';
  if (new Set(attempts.map(({ bidderId }) => bidderId)).size < 2)
    return 'Only one bidder has done work so far, so nothing is known of the others: award some tasks to another.';
  if (outcomes.length < leastTasks)
    return `${outcomes.length} of the ${leastTasks} tasks that a fit needs have an outcome.`;
  if (good === attempts.length) return 'Every attempt so far was good: nothing tells the bidders apart yet.';
  if (good === 0) return 'Every attempt so far failed: nothing tells the bidders apart yet.';
  if (program === 'minMax' && judgesOf(scored).length === 0)
    return 'No judge has scored a ballot yet, so there are no weights to fit.';
  return undefined;
}
