import type { OutcomeCorrection } from './outcomeModel';

/** The two ways to learn from past auctions. */
export type FitProgram = 'minMax' | 'outcomes';

/** How the fitted profile did on tasks it was not fitted on, beside the built-in one. Higher is better. */
export interface HeldOut {
  /** AUC of -z over executed attempts, 0..1, or mean log-likelihood of a task's outcomes in nats. */
  readonly measure: 'auc' | 'logLikelihood';
  readonly builtIn: number;
  readonly fitted: number;
  readonly difference: number;
  /** Of the difference, over tasks. */
  readonly standardError: number;
  /** The difference is more than `standardErrorsAsked` standard errors: the profile may be used. */
  readonly beats: boolean;
}

/** What both kinds of profile say of themselves. */
interface FittedBase {
  readonly fittedAtMs: number;
  /** Tasks with an outcome that it was fitted on. */
  readonly taskCount: number;
  /** The market it was fitted for; with other bidders or prices it says nothing. Prices in USD per million tokens, blended. */
  readonly bidders: readonly PricedBidder[];
  readonly heldOut: HeldOut;
}

export interface PricedBidder {
  readonly bidderId: string;
  readonly price: number;
}

/** Weights of the score, from the paper's min-max program. */
export interface MinMaxProfile extends FittedBase {
  readonly program: 'minMax';
  readonly costWeight: number;
  readonly entropyWeight: number;
  readonly juryWeight: number;
  readonly judgeShares: Readonly<Record<string, number>>;
  /** The worst task's best z, and how far from the optimum it may be. */
  readonly q: number;
  readonly gap: number;
}

/** A correction of the chances, from what came of the work. */
export interface OutcomeProfile extends FittedBase {
  readonly program: 'outcomes';
  readonly correction: OutcomeCorrection;
  /** How unsure each bidder's shift is, in logits. */
  readonly shiftSd: Readonly<Record<string, number>>;
}

/** What a fit leads to, as it is kept. Every number is finite. */
export type FittedProfile = MinMaxProfile | OutcomeProfile;
