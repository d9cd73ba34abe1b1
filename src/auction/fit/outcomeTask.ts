/**
 * What is known of one attempt's work: `passed` and `failed` are the check's word, which may be wrong; `good` and `bad` are the
 * person's, who accepted or rejected it.
 */
export type AttemptOutcome = 'passed' | 'failed' | 'good' | 'bad';

/** One attempt as the outcome model sees it. */
export interface OutcomeAttempt {
  readonly bidderId: string;
  /** logit of the chance that the built-in prior gave before any outcome. */
  readonly priorLogit: number;
  /** M - 3: how much better the plans for this task looked than plans usually do, in points. */
  readonly taskScore: number;
  /** m_i - M: how much better this bidder's plan looked than the others, in points. */
  readonly bidScore: number;
  readonly outcome: AttemptOutcome;
}

/** All attempts on one task. They share its difficulty, so they count together or not at all. */
export interface OutcomeTask {
  readonly id: string;
  readonly attempts: readonly OutcomeAttempt[];
}
