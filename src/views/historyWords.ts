import type { LedgerEntry } from '../ledger/ledgerEntry';
import { visibleText } from '../base/visibleText';
import { counted } from './panelWords';

type End = LedgerEntry['end'];

/** How an auction ended, in a word or two. */
export const endWords: Readonly<Record<End, string>> = {
  accepted: 'accepted',
  rejected: 'rejected',
  noSale: 'no sale',
  cancelled: 'cancelled',
  failed: 'failed',
};

/** The same as a sentence. */
export function endText({ end, filesAccepted }: LedgerEntry): string {
  switch (end) {
    case 'accepted':
      // A damaged row may hold any number.
      if (!Number.isSafeInteger(filesAccepted) || filesAccepted < 0) return 'Accepted.';
      return `Accepted: ${counted(filesAccepted, 'file')} changed.`;
    case 'rejected':
      return 'The work was rejected; nothing in the workspace was changed.';
    case 'noSale':
      return 'Nobody got the work.';
    case 'cancelled':
      return 'It was cancelled.';
    case 'failed':
      return 'It failed before there was anything to decide about.';
  }
}

const verdictWords: Readonly<Record<string, string>> = {
  passed: 'check passed',
  failed: 'check failed',
  timedOut: 'check took too long',
  notStarted: 'check could not run',
  cancelled: 'cancelled',
  unchecked: 'not checked',
};

/** How an attempt's check went; verdicts of later versions stand as they are. */
export function verdictText({
  verdict,
  exitCode,
}: {
  readonly verdict: string;
  readonly exitCode?: number | undefined;
}): string {
  const words = Object.hasOwn(verdictWords, verdict) ? verdictWords[verdict] : undefined;
  return `${words ?? visibleText(verdict)}${exitCode === undefined ? '' : `, exit code ${exitCode}`}`;
}

const outcomeWords: Readonly<Record<string, string>> = {
  bid: 'bid',
  declined: 'declined',
  timedOut: 'timed out',
  failed: 'failed',
  truncated: 'wrote more than a bid may have',
  unpriced: 'has no price, so it could not bid',
  overBudget: 'would have broken a cap',
  cancelled: 'cancelled',
};

/** How an invitation ended; outcomes of later versions stand as they are. */
export function outcomeText(outcome: string): string {
  return (Object.hasOwn(outcomeWords, outcome) ? outcomeWords[outcome] : undefined) ?? visibleText(outcome);
}
