import { isFailure } from './bidderRecord';
import type { LedgerEntry } from './ledgerEntry';

/** How often a check is wrong; each between 0 and `maxRate`. */
export interface CheckErrors {
  /** alpha: the chance that bad work passes. */
  readonly falsePass: number;
  /** beta: the chance that good work fails. */
  readonly falseFail: number;
  /** Attempts the rates were updated with. */
  readonly badWork: number;
  readonly goodWork: number;
}

/** The specification's prior, as if 10 pieces of work had been seen with 1 misjudged. The weight of 10 is ours. */
const priorRate = 0.1;
const priorWeight = 10;
/** At 0.5 each a check says nothing, and beyond it the opposite of what it means; neither is believed. Ours. */
const maxRate = 0.45;

/**
 * Error rates of the check, from what the person did with work that was checked. An accepted task's last attempt was good
 * work, a rejected one's bad. An attempt that failed the check and made way for another was never looked at; it counts as
 * bad, for otherwise only bad work that *passed* would ever be counted and alpha would drift towards 1. With the counts of
 * bad work that passed, of all bad work, of good work that failed, and of all good work:
 *
 *     alpha = (0.1 * 10 + passed bad) / (10 + bad)      beta = (0.1 * 10 + failed good) / (10 + good)
 *
 * A mean of a Beta(1, 9) prior and the counts. Work rejected as a matter of taste makes alpha too high, work that wrongly
 * made way makes beta too low. Practice is scripted and does not count.
 */
export function checkErrors(entries: readonly LedgerEntry[]): CheckErrors {
  let passedBad = 0;
  let badWork = 0;
  let failedGood = 0;
  let goodWork = 0;
  for (const { attempts, end } of entries.filter(({ practice }) => !practice)) {
    attempts.forEach(({ verdict }, at) => {
      const passed = verdict === 'passed';
      if (!passed && !isFailure(verdict)) return;
      const last = at === attempts.length - 1;
      const good = last && end === 'accepted';
      const bad = last ? end === 'rejected' : !passed;
      goodWork += Number(good);
      failedGood += Number(good && !passed);
      badWork += Number(bad);
      passedBad += Number(bad && passed);
    });
  }
  return {
    falsePass: posterior(passedBad, badWork),
    falseFail: posterior(failedGood, goodWork),
    badWork,
    goodWork,
  };
}

function posterior(wrong: number, seen: number): number {
  return Math.min(maxRate, (priorRate * priorWeight + wrong) / (priorWeight + seen));
}
