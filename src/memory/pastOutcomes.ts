import { bidSignals } from '../auction/bidSignals';
import { passLogits } from '../auction/chances';
import { bidFeatures } from '../auction/features';
import type { AttemptOutcome, OutcomeAttempt, OutcomeTask } from '../auction/fit/outcomeTask';
import type { ScoredTask } from '../auction/fit/scoredTask';
import { type JudgeHistory, judgeHistoryOf } from '../auction/judgeHistory';
import { builtInProfile } from '../auction/profile';
import type { MemoryRecord } from './memoryRecord';

type Attempt = MemoryRecord['outcome']['attempts'][number];

/**
 * Past tasks as the outcome model reads them, in the records' order (oldest first), tasks without any outcome left out.
 * Practice is scripted and does not count. What a chance was before the outcome is reckoned as it was then: with the prices
 * of that auction and with the judges' scores of the auctions before it.
 */
export function outcomeTasks(records: readonly MemoryRecord[]): readonly OutcomeTask[] {
  const past: MemoryRecord['scores'] = [];
  return records
    .filter(({ practice }) => !practice)
    .flatMap((record) => {
      const attempts = outcomeAttempts(record, judgeHistoryOf(past));
      past.push(...record.scores);
      return attempts.length === 0 ? [] : [{ id: record.runId, attempts }];
    });
}

/** Past first ballots as the min-max program reads them, oldest first; practice and auctions without a bid left out. */
export function scoredTasks(records: readonly MemoryRecord[]): readonly ScoredTask[] {
  return records
    .filter(({ practice }) => !practice)
    .map((record) => ({ id: record.runId, bids: scoredBids(record) }))
    .filter(({ bids }) => bids.length > 0);
}

function outcomeAttempts(record: MemoryRecord, history: JudgeHistory): readonly OutcomeAttempt[] {
  const scores = record.scores.filter(({ ballot }) => ballot === 1);
  const rated = record.bidders.map(({ bidderId, price }) => ({ bidderId, ...(price !== undefined && { price }) }));
  const ids = rated.map(({ bidderId }) => bidderId);
  const signals = bidSignals(ids, scores, history);
  const logits = new Map(passLogits(rated, signals).map(({ bidderId, logit }) => [bidderId, logit]));
  return record.outcome.attempts.flatMap((attempt, at) => {
    const { bidderId } = attempt;
    const outcome = outcomeOf(record, attempt, at);
    const priorLogit = logits.get(bidderId);
    const said = signals.get(bidderId);
    if (outcome === undefined || priorLogit === undefined || said === undefined) return [];
    return [{ bidderId, priorLogit, taskScore: said.taskScore, bidScore: said.bidScore, outcome }];
  });
}

/** The person's word on the work that was reviewed, the last, else the check's; `undefined` when neither said anything. */
function outcomeOf({ outcome }: MemoryRecord, { verdict }: Attempt, at: number): AttemptOutcome | undefined {
  const reviewed = at === outcome.attempts.length - 1;
  if (reviewed && outcome.decision === 'accepted') return 'good';
  if (reviewed && outcome.decision === 'rejected') return 'bad';
  if (verdict === 'passed') return 'passed';
  return verdict === 'failed' || verdict === 'timedOut' ? 'failed' : undefined;
}

function scoredBids(record: MemoryRecord): ScoredTask['bids'] {
  const scales = { costScale: record.costScale, entropyScaleNats: builtInProfile.entropyScaleNats };
  return record.plans
    .filter(({ ballot }) => ballot === 1)
    .map(({ bidderId, price, planTokens, usedEntropyNats }) => {
      const scores = new Map(
        record.scores
          .filter((score) => score.ballot === 1 && score.bidderId === bidderId)
          .map(({ judgeId, score }) => [judgeId, score]),
      );
      const facts = { price, planTokens, scores, ...(usedEntropyNats !== undefined && { usedEntropyNats }) };
      const passed = passedOf(record, bidderId);
      return { bidderId, features: bidFeatures(facts, scales), ...(passed !== undefined && { passed }) };
    });
}

function passedOf(record: MemoryRecord, bidderId: string): boolean | undefined {
  const at = record.outcome.attempts.findIndex((attempt) => attempt.bidderId === bidderId);
  const attempt = record.outcome.attempts[at];
  const outcome = attempt === undefined ? undefined : outcomeOf(record, attempt, at);
  return outcome === undefined ? undefined : outcome === 'passed' || outcome === 'good';
}
