import type { JuryScore } from './jury';

/** How many scores a judge has given in past auctions, and their sum. */
export interface JudgeRecord {
  readonly count: number;
  readonly sum: number;
}

/** Past scores by judge id; auctions before this one only, else a hard task's low scores would excuse themselves. */
export type JudgeHistory = ReadonlyMap<string, JudgeRecord>;

/** A judge's running mean is pulled to `centre` by `pseudoScores` scores that nobody gave. The specification's. */
const centre = 3;
const pseudoScores = 5;

/** Sums up what judges said in past auctions. Anything but a score from 0 to 5 is ignored. */
export function judgeHistoryOf(pastScores: Iterable<Pick<JuryScore, 'judgeId' | 'score'>>): JudgeHistory {
  const history = new Map<string, JudgeRecord>();
  for (const { judgeId, score } of pastScores) {
    if (!isScore(score)) continue;
    const { count, sum } = history.get(judgeId) ?? { count: 0, sum: 0 };
    history.set(judgeId, { count: count + 1, sum: sum + score });
  }
  return history;
}

/** How many points a score lies above what this judge usually gives, its running mean being (5 * 3 + sum) / (5 + count). `undefined` for no score. */
export function scoreAboveUsual({ judgeId, score }: JuryScore, history: JudgeHistory): number | undefined {
  if (!isScore(score)) return undefined;
  const { count, sum } = history.get(judgeId) ?? { count: 0, sum: 0 };
  return score - (pseudoScores * centre + sum) / (pseudoScores + count);
}

function isScore(score: number): boolean {
  return score >= 0 && score <= 5;
}
