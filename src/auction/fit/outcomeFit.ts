import type { CheckQuality } from '../rule';
import { climb, type Hill, spreadAt } from './climb';
import { correctionSd, type OutcomeCorrection } from './outcomeModel';
import type { OutcomeAttempt, OutcomeTask } from './outcomeTask';
import { taskLikelihood } from './taskLikelihood';

/** The correction that fits best, and how sure each bidder's shift is. */
export interface OutcomeFit {
  readonly correction: OutcomeCorrection;
  /** Standard deviation of each bidder's shift given the outcomes, in logits. */
  readonly shiftSd: Readonly<Record<string, number>>;
}

/** The first three of the numbers that are fitted; the bidders' shifts follow in id order. */
const fixedNumbers = 3;

/**
 * The correction of the built-in prior that the outcomes make most likely: one shift for all bidders and one for each (normal
 * around 0, sd 1), and corrections of the slopes on M and m_i - M (sd 0.5), by the joint likelihood of each task. The spread
 * of a shift comes from the curvature at the top (Laplace).
 */
export function fitOutcomes(tasks: readonly OutcomeTask[], check: CheckQuality): OutcomeFit {
  const { bidders, hill, top } = topFor(tasks, check);
  return { correction: correctionAt(top, bidders), shiftSd: perBidder(spreadAt(hill, top), bidders) };
}

/** The correction alone: how sure it is takes half as long again to find out. */
export function fitCorrection(tasks: readonly OutcomeTask[], check: CheckQuality): OutcomeCorrection {
  const { bidders, top } = topFor(tasks, check);
  return correctionAt(top, bidders);
}

function topFor(
  tasks: readonly OutcomeTask[],
  check: CheckQuality,
): { readonly bidders: readonly string[]; readonly hill: Hill; readonly top: readonly number[] } {
  const bidders = [...new Set(tasks.flatMap(({ attempts }) => attempts.map(({ bidderId }) => bidderId)))].sort();
  const hill = posterior(tasks, bidders, check);
  const start = Array.from({ length: fixedNumbers + bidders.length }, () => 0);
  return { bidders, hill, top: climb(hill, start) };
}

function correctionAt(top: readonly number[], bidders: readonly string[]): OutcomeCorrection {
  const [shift = 0, taskSlope = 0, bidSlope = 0] = top;
  return { shift, taskSlope, bidSlope, bidderShifts: perBidder(top, bidders) };
}

function perBidder(values: readonly number[], bidders: readonly string[]): Record<string, number> {
  return Object.fromEntries(bidders.map((bidder, at) => [bidder, values[fixedNumbers + at] ?? 0]));
}

/** log L of one task under a correction, in nats; the built-in prior is `noCorrection`. */
export function logLikelihood(task: OutcomeTask, correction: OutcomeCorrection, check: CheckQuality): number {
  const rated = task.attempts.map((attempt) => ({
    logit: correctedLogit(attempt, correction),
    outcome: attempt.outcome,
  }));
  return taskLikelihood(rated, check).logLikelihood;
}

/** The attempt's logit under a correction. */
export function correctedLogit(attempt: OutcomeAttempt, correction: OutcomeCorrection): number {
  const { shift, bidderShifts, taskSlope, bidSlope } = correction;
  const own = bidderShifts[attempt.bidderId] ?? 0;
  return attempt.priorLogit + shift + own + taskSlope * attempt.taskScore + bidSlope * attempt.bidScore;
}

function posterior(tasks: readonly OutcomeTask[], bidders: readonly string[], check: CheckQuality): Hill {
  const place = new Map(bidders.map((bidder, at) => [bidder, fixedNumbers + at]));
  const sds = [
    correctionSd.shift,
    correctionSd.slope,
    correctionSd.slope,
    ...bidders.map(() => correctionSd.bidderShift),
  ];
  return (point) => {
    let value = 0;
    const gradient = point.map((number, at) => -number / (sds[at] ?? 1) ** 2);
    point.forEach((number, at) => (value -= (number / (sds[at] ?? 1)) ** 2 / 2));
    const [shift = 0, taskSlope = 0, bidSlope = 0] = point;
    for (const { attempts } of tasks) {
      const rated = attempts.map(({ bidderId, priorLogit, taskScore, bidScore, outcome }) => {
        const own = point[place.get(bidderId) ?? -1] ?? 0;
        return { logit: priorLogit + shift + own + taskSlope * taskScore + bidSlope * bidScore, outcome };
      });
      const { logLikelihood: own, slopes } = taskLikelihood(rated, check);
      value += own;
      attempts.forEach(({ bidderId, taskScore, bidScore }, index) => {
        const slope = slopes[index] ?? 0;
        const at = place.get(bidderId) ?? 0;
        gradient[0] = (gradient[0] ?? 0) + slope;
        gradient[1] = (gradient[1] ?? 0) + slope * taskScore;
        gradient[2] = (gradient[2] ?? 0) + slope * bidScore;
        gradient[at] = (gradient[at] ?? 0) + slope;
      });
    }
    return { value, gradient };
  };
}
