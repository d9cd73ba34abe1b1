/** What a person's outcomes add to the built-in prior, in logits; all 0 is the built-in prior itself. */
export interface OutcomeCorrection {
  /** Added to every bidder's logit. */
  readonly shift: number;
  /** Added to one bidder's logit; a bidder that is absent has 0. */
  readonly bidderShifts: Readonly<Record<string, number>>;
  /** Added to the slope on M - 3. */
  readonly taskSlope: number;
  /** Added to the slope on m_i - M. */
  readonly bidSlope: number;
}

/** The built-in prior as it is. */
export const noCorrection: OutcomeCorrection = { shift: 0, bidderShifts: {}, taskSlope: 0, bidSlope: 0 };

/** Standard deviations of the corrections before any outcome. The specification's. */
export const correctionSd = { shift: 1, bidderShift: 1, slope: 0.5 };
