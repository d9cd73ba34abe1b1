import { quoteFor, whyItWins } from '../auction/award';
import type { ScoredBid } from '../auction/score';
import { visibleText } from '../base/visibleText';
import { amount } from '../ledger/amount';
import type { LedgerEntry } from '../ledger/ledgerEntry';
import { taskMoney } from '../ledger/taskMoney';
import type { MemoryRecord } from '../memory/memoryRecord';
import { endText, verdictText } from './historyWords';
import { money } from './panelWords';
import { pastCards, wonByRefinedPlan } from './pastCards';
import type { AttemptModel, AwardModel, NoticeModel, PanelModel, WorkModel } from './protocol';
import { planRequestsText } from './planRequestsText';

const forgotten =
  'Plans and scores of this auction are no longer in the memory; the ledger has kept who bid, what it cost and how it ended.';

/**
 * A past auction as the Bids panel shows it, to be read only: from its line in the ledger and, where it is still there, its
 * record in the memory. Bidders are called by their ids: names may have changed since. Pure; foreign text is made visible.
 */
export function pastPanel(entry: LedgerEntry, record: MemoryRecord | undefined): PanelModel {
  return {
    runId: entry.runId,
    phase: 'done',
    practice: entry.practice,
    task: {
      title: visibleText(entry.title),
      text: visibleText(record?.taskText ?? ''),
      anchors: [],
      check: '',
      confinementNote: '',
      baseline: { state: 'none', text: '' },
    },
    past: { endedAtMs: entry.atMs, running: false },
    notice: record === undefined ? notice(forgotten) : null,
    award: record === undefined ? null : pastAward(entry, record),
    cards: pastCards(entry, record),
    order: [...new Set(entry.bids.map(({ bidderId }) => bidderId))],
    work: pastWork(entry),
    review: null,
    end: { state: entry.end, text: endText(entry), canUndo: false },
    footer: footer(entry, record),
  };
}

function notice(text: string): NoticeModel {
  return { tone: 'info', text, actions: [] };
}

/** The market's choice in the numbers of the ballot that decided; absent when nothing was scored. */
function pastAward(entry: LedgerEntry, record: MemoryRecord): AwardModel | null {
  const refined = wonByRefinedPlan(record, record.winnerId);
  const ballot = refined ? 2 : 1;
  const ranked = record.plans
    .filter((plan) => plan.ballot === ballot)
    .map(scoredBid)
    .sort((a, b) => a.z - b.z);
  const winner = ranked.find(({ bidderId }) => bidderId === record.winnerId);
  if (winner === undefined) return null;
  const scores = record.scores.filter((score) => score.ballot === ballot);
  const quote = quoteFor(winner.bidderId, scores);
  return {
    bidderId: winner.bidderId,
    name: visibleText(winner.bidderId),
    z: winner.z,
    why: visibleText(`${refined ? 'By its refined plan. ' : ''}${whyItWins(winner, ranked, [])}`),
    quote: visibleText(quote?.reason ?? ''),
    quotedJudge: visibleText(quote?.judgeId ?? ''),
    ...{ figures: [], buttonTitle: '', buttonNote: '', afterwards: '', otherRule: '', open: false },
    awardedTo: entry.awardedTo ?? '',
    planEdited: record.outcome.planEdited,
  };
}

function scoredBid({ bidderId, price, planTokens, meanScore, terms, z }: MemoryRecord['plans'][number]): ScoredBid {
  return { bidderId, price, planTokens, terms, z, ...(meanScore !== undefined && { meanScore }) };
}

/** Who worked on it, how the checks went, what it took; null when nobody did. The steps themselves are not kept. */
function pastWork(entry: LedgerEntry): WorkModel | null {
  const last = entry.attempts.at(-1);
  if (last === undefined) return null;
  return {
    bidderName: visibleText(last.bidderId),
    attempt: entry.attempts.length,
    earlier: entry.attempts.slice(0, -1).map((attempt, index): AttemptModel => ({
      number: index + 1,
      bidderName: visibleText(attempt.bidderId),
      text: verdictText(attempt),
      costUsd: amount(attempt.costUsd),
    })),
    stopReason: '',
    steps: [],
    now: '',
    check: { state: checkState(last.verdict), text: verdictText(last) },
    spentUsd: taskMoney(entry).totalUsd,
    capUsd: 0,
  };
}

function checkState(verdict: string): WorkModel['check']['state'] {
  if (verdict === 'passed' || verdict === 'failed') return verdict;
  return verdict === 'unchecked' ? 'none' : 'broken';
}

function footer(entry: LedgerEntry, record: MemoryRecord | undefined): readonly string[] {
  const { totalUsd, biddingUsd, judgingUsd, refiningUsd, executingUsd, dearest, savingUsd } = taskMoney(entry);
  const parts = `bids ${money(biddingUsd)}, jury ${money(judgingUsd)}, refining ${money(refiningUsd)}, work ${money(executingUsd)}`;
  return [
    `In all ${money(totalUsd)}: ${parts}`,
    planRequestsText((entry.planRequests ?? []).map(({ bidderId, requests }) => ({ name: bidderId, requests }))),
    dearest === undefined
      ? ''
      : `Always the dearest, ${visibleText(dearest.bidderId)}: ${money(dearest.usd)}; net saving ${money(savingUsd)}`,
    `Weights: ${visibleText(entry.profileId)}${record === undefined ? '' : `; rule: ${visibleText(record.rule)}`}`,
  ].filter((line) => line !== '');
}
