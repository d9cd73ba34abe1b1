import type { LedgerEntry } from './ledgerEntry';
import { isFailure } from './bidderRecord';

/** Attempts whose said chance to pass lay in one range, and how many of them passed. */
export interface CalibrationBin {
  /** The range, 0..1: from (inclusive) to (exclusive, but the last one). */
  readonly from: number;
  readonly to: number;
  readonly attempts: number;
  /** Mean of the chances said, 0..1. */
  readonly said: number;
  readonly passed: number;
}

/** Ranges of a fifth: finer ones would be empty for months. Ours. */
const bins = 5;

/** What was said and what came of it, by range of the chance said, in rising order; empty ranges left out. */
export function calibration(entries: readonly LedgerEntry[]): readonly CalibrationBin[] {
  const told = entries.flatMap(({ attempts }) =>
    attempts.flatMap(({ verdict, saidPassChance }) => {
      const known = verdict === 'passed' || isFailure(verdict);
      return saidPassChance === undefined || !known ? [] : [{ said: saidPassChance, passed: verdict === 'passed' }];
    }),
  );
  return Array.from({ length: bins }, (_, bin): CalibrationBin => {
    const own = told.filter(({ said }) => Math.min(bins - 1, Math.floor(said * bins)) === bin);
    const sum = own.reduce((total, { said }) => total + said, 0);
    return {
      from: bin / bins,
      to: (bin + 1) / bins,
      attempts: own.length,
      said: own.length === 0 ? 0 : sum / own.length,
      passed: own.filter(({ passed }) => passed).length,
    };
  }).filter(({ attempts }) => attempts > 0);
}
