import type { ChanceModel } from '../auction/chances';
import type { JudgeRecord } from '../auction/judgeHistory';
import type { AttemptSoFar, AwardDecision, AwardRule, AwardSituation, CheckQuality } from '../auction/rule';
import { otherRule, type RuleSetting, ruleForSetting } from '../auction/rules/ruleForSetting';
import { stoppingProblem } from '../auction/rules/stoppingProblem';
import { withoutBids } from '../auction/rules/withoutBids';
import { forecastAttempt } from '../auction/stoppingRule';
import { isWaiting, juryScores } from '../auction/auctionState';
import { type RunState, totalCostUsd } from './runState';

/** What the rule knows about money, chances and the check; fixed when the run starts. USD. */
export interface Economics {
  readonly rule: RuleSetting;
  /** V: what accepted good work is worth. */
  readonly taskValueUsd: number;
  /** L: loss from accepted bad work; V / 2 when absent. */
  readonly badWorkCostUsd?: number;
  readonly maxAttempts: number;
  /** Of one attempt, by bidder id; a bidder without a price has none. */
  readonly expectedCostUsd: Readonly<Record<string, number>>;
  readonly checkQuality: CheckQuality;
  readonly judgeHistory: Readonly<Record<string, JudgeRecord>>;
  /** Where the chances come from, in a few words; absent means the built-in prior. */
  readonly chances?: {
    readonly origin: string;
    /** Learned from the person's own outcomes; absent while the built-in model stays. */
    readonly model?: ChanceModel;
  };
}

/** The rule this run awards by: the setting's, which may depend on whether something was learned. */
export function ruleOf({ economics }: Pick<RunState, 'economics'>): AwardRule {
  return ruleForSetting(economics.rule, economics.chances?.model !== undefined);
}

/** Whom the run's own rule asks next, or why nobody. */
export function ruling(state: RunState): AwardDecision {
  return ruleOf(state).next(situation(state));
}

/** The first award as the run's rule sees it, whatever was attempted since. */
export function proposedAward(state: RunState): AwardDecision {
  return ruling({ ...state, attempts: [] });
}

/** Whom the rule would ask if the proposed winner's work failed its check; `undefined` when nobody or without a check. */
export function nextIfFails(state: RunState): string | undefined {
  const first = proposedAward(state);
  if (first.kind === 'stop') return undefined;
  const failed = { bidderId: first.bidderId, checkFailed: true };
  const next = ruleOf(state).next({
    ...situation({ ...state, attempts: [] }),
    ...afterOne(state, failed),
  });
  return next.kind === 'award' ? next.bidderId : undefined;
}

function afterOne({ economics }: RunState, failed: AttemptSoFar): Pick<AwardSituation, 'attempts' | 'attemptsLeft'> {
  return { attempts: [failed], attemptsLeft: economics.maxAttempts - 1 };
}

/** What the other rule would have said of the same bids, before any attempt. */
export function otherRuling(state: RunState): AwardDecision {
  return otherRule(ruleOf(state)).next(situation({ ...state, attempts: [] }));
}

/** What the same rule would have said without bids, before any attempt. */
export function rulingWithoutBids(state: RunState): AwardDecision {
  return ruleOf(state).next(withoutBids(situation({ ...state, attempts: [] }), state.auction));
}

/** The chance to pass that was said of each attempt when it was awarded, 0..1, in the attempts' order; `undefined` where none was. */
export function chancesSaid(state: RunState): readonly (number | undefined)[] {
  return state.attempts.map(({ bidderId }, at) => {
    const before = situation({ ...state, attempts: state.attempts.slice(0, at) });
    if (before.check === undefined) return undefined;
    // What it may cost is no matter here: it was awarded.
    return forecastAttempt(stoppingProblem({ ...before, moneyLeftUsd: Infinity }), bidderId)?.passChance;
  });
}

/** The state as a rule sees it. */
function situation(state: RunState): AwardSituation {
  const { auction, economics, attempts, task, baseline } = state;
  const { expectedCostUsd, judgeHistory, badWorkCostUsd, chances } = economics;
  // A check that could not run before any work says nothing after it either.
  const says = baseline === undefined || ['passed', 'failed', 'cancelled'].includes(baseline.verdict);
  const checkable = task.check !== undefined && says;
  return {
    ranked: auction.ranked,
    scores: juryScores(auction),
    bidders: auction.bidders.filter(
      ({ id }) => isWaiting(auction, id) || auction.ranked.some(({ bidderId }) => bidderId === id),
    ),
    attempts: attempts.map(({ bidderId, check }) => ({ bidderId, checkFailed: check?.verdict === 'failed' })),
    expectedCostUsd: new Map(Object.entries(expectedCostUsd)),
    judgeHistory: new Map(Object.entries(judgeHistory)),
    ...(chances?.model && { chanceModel: chances.model }),
    taskValueUsd: economics.taskValueUsd,
    ...(badWorkCostUsd !== undefined && { badWorkCostUsd }),
    ...(checkable && { check: economics.checkQuality }),
    attemptsLeft: economics.maxAttempts - attempts.length,
    moneyLeftUsd: moneyLeft(state),
  };
}

/** USD the caps leave for work; the day's is guarded call by call, because other windows spend from it too. */
function moneyLeft(state: RunState): number {
  const { task = 0 } = state.caps;
  return task > 0 ? Math.max(0, task - totalCostUsd(state)) : Infinity;
}
