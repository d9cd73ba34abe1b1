/** A number that should be higher for what passed. */
export interface Ranked {
  readonly score: number;
  readonly passed: boolean;
}

/** Chance that a random passed attempt has a higher score than a random failed one, ties half: 0..1, or 0.5 when one kind is missing. */
export function aucOf(attempts: readonly Ranked[]): number {
  const sorted = [...attempts].sort((a, b) => a.score - b.score);
  const passed = attempts.filter((attempt) => attempt.passed).length;
  const failed = attempts.length - passed;
  if (passed === 0 || failed === 0) return 0.5;
  let failedBelow = 0;
  let wins = 0;
  for (let at = 0; at < sorted.length;) {
    const score = sorted[at]?.score;
    let passedHere = 0;
    let failedHere = 0;
    for (; at < sorted.length && sorted[at]?.score === score; at += 1) {
      if (sorted[at]?.passed === true) passedHere += 1;
      else failedHere += 1;
    }
    wins += passedHere * (failedBelow + failedHere / 2);
    failedBelow += failedHere;
  }
  return wins / (passed * failed);
}
