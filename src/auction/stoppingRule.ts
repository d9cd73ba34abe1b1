import { attemptGain, product, stoppingModel, type StoppingModel, total, weightedSum } from './stoppingModel';

/** A bidder that may still be given the task. */
export interface Contender {
  readonly bidderId: string;
  /** Expected USD of one attempt (see `expectedCosts`). */
  readonly costUsd: number;
  /** q(b): chance of good work at each point of the difficulty grid, in the order of `StoppingProblem.weights`. */
  readonly chances: readonly number[];
}

/** Everything the decision "who next, or stop" depends on. */
export interface StoppingProblem {
  /** phi(b): weight of each difficulty before any outcome. */
  readonly weights: readonly number[];
  /** Not yet tried. In any order. */
  readonly contenders: readonly Contender[];
  /** `chances` of the bidders whose work failed the check. Each failure is news about the task. */
  readonly failed: readonly (readonly number[])[];
  /** V: USD that accepted good work is worth. */
  readonly valueUsd: number;
  /** L: USD lost with accepted bad work. */
  readonly badWorkUsd: number;
  /** alpha: chance that bad work passes the check; 1 without a check. */
  readonly falsePass: number;
  /** beta: chance that good work fails the check; 0 without a check. */
  readonly falseFail: number;
  /** Attempts that may still be made; no limit when absent. */
  readonly attemptsLeft?: number;
}

/** One attempt of a plan, seen from the moment it would start. Chances are 0..1. */
export interface PlannedAttempt {
  readonly bidderId: string;
  /** Expected USD gained from here on, this attempt and what would follow its failure. */
  readonly valueUsd: number;
  /** Chance that it comes to this attempt, all before it having failed. */
  readonly reachChance: number;
  /** Chance that its work passes the check. */
  readonly passChance: number;
  /** Chance that work which passed is good. A pass is never proof. */
  readonly goodIfPassed: number;
}

/** Whom to award, and whom after that if the check fails each time. Empty: stop. */
export interface StoppingPlan {
  readonly attempts: readonly PlannedAttempt[];
  /** v(S) in USD given the failures so far; 0 when it is best to stop. */
  readonly valueUsd: number;
  /** `index`: too many bidders for the exact value, ordered by n / a instead. */
  readonly method: 'exact' | 'index';
}

/** Sets of tried bidders looked at before the rule goes over to the index: all those of 10 bidders. */
const maxSubsets = 1024;

/** Sets of tried bidders are kept as bits of one integer. */
const maxExactContenders = 30;

/** Which option comes next after `tried` (indices, in order) with weights W; `undefined` to stop. */
type Choice = (tried: readonly number[], weights: readonly number[]) => number | undefined;

/**
 * Which bidder next, and whether at all: the optimal stopping rule of the specification (ours). With weights
 * W_S(b) = phi(b) * prod_{i in S} (1 - a_i(b)), where a_i = q_i (1 - beta) + (1 - q_i) alpha is the chance to pass,
 *
 *   v(S) = max(0, max over j not in S of  sum_b W_S [V q_j (1 - beta) - L (1 - q_j) alpha] - k c_j sum_b W_S + v(S + j)),
 *
 * k = 1 for the very first attempt and 1.3 after a failure. Exact while at most 1,024 sets can be reached: always up to 10
 * bidders, and up to 18 when three attempts are left. Above, the largest n / a under W_S while n > 0; failures only ever
 * make n smaller (good work passes more often than bad), so stopping at n <= 0 gives nothing away. Equal values: the cheaper, then the lower id. Figures that
 * are no numbers or out of range count as 0; a contender without a usable cost is left out.
 */
export function planAttempts(problem: StoppingProblem): StoppingPlan {
  const model = stoppingModel(problem);
  const attempts = follow(model, choiceFor(model));
  return { attempts, valueUsd: attempts[0]?.valueUsd ?? 0, method: isExact(model) ? 'exact' : 'index' };
}

function isExact(model: StoppingModel): boolean {
  return model.options.length <= maxExactContenders && subsetsReachable(model) <= maxSubsets;
}

function choiceFor(model: StoppingModel): Choice {
  return isExact(model) ? exactChoice(model) : indexChoice(model);
}

/** What is to be expected of this one contender's attempt, now and alone, whether or not it is worth it. */
export function forecastAttempt(problem: StoppingProblem, bidderId: string): PlannedAttempt | undefined {
  const contenders = problem.contenders.filter((contender) => contender.bidderId === bidderId);
  const model = stoppingModel({ ...problem, contenders });
  return follow(model, (tried) => (tried.length === 0 && model.options.length > 0 ? 0 : undefined))[0];
}

/** Expected USD that this problem's best plan gains over asking these contenders in this order until one passes; never negative. */
export function gainOverOrder(problem: StoppingProblem, bidderIds: readonly string[]): number {
  const model = stoppingModel(problem);
  const places = bidderIds.map((id) => model.options.findIndex(({ bidderId }) => bidderId === id));
  const usual = follow(model, ({ length }) => (length < places.length ? places[length] : undefined));
  const best = follow(model, choiceFor(model));
  return Math.max(0, (best[0]?.valueUsd ?? 0) - (usual[0]?.valueUsd ?? 0));
}

/** v(S) where no attempt is left. */
const nothing = { value: 0, best: undefined };

/** v(S) with a memo over the sets of tried options; the limit on attempts is v = 0 at that many. */
function exactChoice(model: StoppingModel): Choice {
  const memo = new Map<number, { readonly value: number; readonly best: number | undefined }>();
  const solve = (
    set: number,
    depth: number,
    weights: readonly number[],
  ): { value: number; best: number | undefined } => {
    const known = memo.get(set);
    if (known !== undefined) return known;
    const weight = total(weights);
    const tolerance = model.toleranceUsd * weight;
    const isLast = depth + 1 >= model.maxAttempts;
    let value = 0;
    let best: number | undefined;
    for (let index = 0; index < (depth < model.maxAttempts ? model.options.length : 0); index += 1) {
      const option = model.options[index];
      const next = set | (1 << index);
      if (option === undefined || next === set) continue;
      const after = isLast ? nothing : (memo.get(next) ?? solve(next, depth + 1, product(weights, option.fails)));
      const worth = attemptGain(model, option, depth, weights, weight) + after.value;
      if (worth <= value + tolerance) continue;
      value = worth;
      best = index;
    }
    const solved = { value, best };
    memo.set(set, solved);
    return solved;
  };
  return (tried, weights) =>
    solve(
      tried.reduce((set, index) => set | (1 << index), 0),
      tried.length,
      weights,
    ).best;
}

/** The largest n / a with n > 0. */
function indexChoice(model: StoppingModel): Choice {
  return (tried, weights) => {
    let best: number | undefined;
    let bestIndex = 0;
    for (const [index, option] of tried.length < model.maxAttempts ? model.options.entries() : []) {
      if (tried.includes(index)) continue;
      const gain = attemptGain(model, option, tried.length, weights);
      if (gain <= model.toleranceUsd * total(weights)) continue;
      const worth = gain / weightedSum(weights, option.passes);
      if (!(worth > bestIndex * (1 + 1e-12))) continue;
      best = index;
      bestIndex = worth;
    }
    return best;
  };
}

/** Sets of at most `maxAttempts` of the options; stops counting above the limit. */
function subsetsReachable({ options, maxAttempts }: StoppingModel): number {
  let count = 0;
  let ofThisSize = 1;
  for (let size = 0; size <= maxAttempts && count <= maxSubsets; size += 1) {
    count += ofThisSize;
    ofThisSize = (ofThisSize * (options.length - size)) / (size + 1);
  }
  return count;
}

/** The attempts a choice leads to when every one of them fails, with what each is worth from its own start on. */
function follow(model: StoppingModel, choose: Choice): readonly PlannedAttempt[] {
  const tried: number[] = [];
  const steps: { readonly gain: number; readonly attempt: PlannedAttempt }[] = [];
  let weights = model.weights;
  for (;;) {
    const reachChance = total(weights);
    const chosen = reachChance > 0 ? choose(tried, weights) : undefined;
    const option = chosen === undefined ? undefined : model.options[chosen];
    if (chosen === undefined || option === undefined) break;
    const after = product(weights, option.fails);
    const good = weightedSum(weights, option.goodPasses);
    const pass = weightedSum(weights, option.passes);
    steps.push({
      gain: attemptGain(model, option, tried.length, weights),
      attempt: {
        bidderId: option.bidderId,
        valueUsd: 0,
        reachChance: Math.min(1, reachChance),
        passChance: Math.min(1, pass / reachChance),
        goodIfPassed: pass > 0 ? Math.min(1, good / pass) : 0,
      },
    });
    tried.push(chosen);
    weights = after;
  }
  return withValues(steps);
}

/** Fills in valueUsd: the gains from each attempt on, per unit of the chance that it comes to it. */
function withValues(
  steps: readonly { readonly gain: number; readonly attempt: PlannedAttempt }[],
): readonly PlannedAttempt[] {
  let rest = 0;
  return steps
    .toReversed()
    .map(({ gain, attempt }) => {
      rest += gain;
      return { ...attempt, valueUsd: rest / attempt.reachChance };
    })
    .reverse();
}
