import type { Bidder } from './bidder';
import type { PlanLengths } from './bidSignals';
import type { ChanceModel } from './chances';
import type { JudgeHistory } from './judgeHistory';
import type { JuryScore } from './jury';
import type { ScoredBid } from './score';
import type { PlannedAttempt } from './stoppingRule';

/** How far the check can be believed; chances 0..1. */
export interface CheckQuality {
  /** alpha: bad work that passes. */
  readonly falsePass: number;
  /** beta: good work that fails. */
  readonly falseFail: number;
}

/** Before the user's own accepts and rejects say more. The specification's. */
export const priorCheckQuality: CheckQuality = { falsePass: 0.1, falseFail: 0.1 };

/** An attempt on this task that did not end in work worth showing. */
export interface AttemptSoFar {
  readonly bidderId: string;
  /** The check ran and failed: news about the task. False when the attempt ended otherwise, as when its server went away. */
  readonly checkFailed: boolean;
}

/** All that a rule may look at. Nothing in it is ordered but `ranked` and `attempts`. */
export interface AwardSituation {
  /** Valid bids in rank order, lowest z first. */
  readonly ranked: readonly ScoredBid[];
  readonly scores: readonly JuryScore[];
  /** Who may be given the work, also without a bid of its own: it plans when awarded. */
  readonly bidders: readonly Bidder[];
  /** Oldest first. A bidder gets one attempt per task. */
  readonly attempts: readonly AttemptSoFar[];
  /** USD of one attempt by bidder id (see `expectedCosts`); a bidder without a figure is never re-awarded. */
  readonly expectedCostUsd: ReadonlyMap<string, number>;
  /** Past scores of each judge. */
  readonly judgeHistory?: JudgeHistory;
  /** How long each plan is beside its bidder's usual ones. */
  readonly planLengths?: PlanLengths;
  /** What is believed before any outcome, when the person's own outcomes taught something else than what is built in. */
  readonly chanceModel?: ChanceModel;
  /** The user's own word on a bidder's success rate, 0..1. */
  readonly successRates?: ReadonlyMap<string, number>;
  /** V: USD that accepted good work is worth. */
  readonly taskValueUsd: number;
  /** L: USD lost with accepted bad work; V / 2 when absent. */
  readonly badWorkCostUsd?: number;
  /** Absent without a confirmed check. */
  readonly check?: CheckQuality;
  readonly attemptsLeft: number;
  /** Infinity without a cap. */
  readonly moneyLeftUsd: number;
}

/** What a rule says. Sentences name bidders by `Bidder.name`. */
export type AwardDecision =
  | {
      readonly kind: 'award';
      readonly bidderId: string;
      /** One sentence, made from numbers. */
      readonly reason: string;
      /** What is to be expected of this attempt; absent when its cost is unknown. */
      readonly forecast?: PlannedAttempt;
      /** Whom the same rule would ask after that, if each failed the check; `forecast`'s bidder is not among them. */
      readonly next: readonly PlannedAttempt[];
    }
  | { readonly kind: 'stop'; readonly message: string };

/**
 * Who gets the work next, and whether anybody does. A rule is a pure function of the situation, so that panel and
 * ledger can ask what another rule would have chosen. A new rule is one file in `rules/` and a line in `ruleForSetting`.
 */
export interface AwardRule {
  readonly id: string;
  next(situation: AwardSituation): AwardDecision;
}
