import { visibleText } from '../base/visibleText';
import { proposedAward } from '../run/economics';
import { awardIsOpen, type RunState } from '../run/runState';
import { counted, money, nameOf } from './panelWords';

/** What the status bar says. */
export interface StatusModel {
  /** With VS Code's `$(icon)` in front; empty when there is nothing to say. */
  readonly text: string;
  readonly tooltip: string;
  /** Whose turn it is: the market works on its own, or it waits for the person. */
  readonly turn: 'market' | 'person' | 'nobody';
}

/** The longest name that a narrow bar is given, in characters. */
const longestName = 24;

/**
 * The running auction in a few words, else what real (not practice) auctions cost today. `spentTodayUsd` is what the
 * ledger knows, in USD; `undefined` when it has not been read.
 */
export function statusModel(state: RunState | undefined, spentTodayUsd: number | undefined): StatusModel {
  const spent = spentTodayUsd === undefined ? '' : `Today's real auctions: ${money(spentTodayUsd)}.`;
  if (state === undefined || state.phase === 'done') {
    const text = spentTodayUsd === undefined || spentTodayUsd === 0 ? '' : `$(law) ${money(spentTodayUsd)} today`;
    return { text, tooltip: `Gavel. ${spent} Press to show the bids.`, turn: 'nobody' };
  }
  const turn = isPersonsTurn(state) ? 'person' : 'market';
  const practice = state.practice ? ' Practice: scripted, no AI.' : '';
  return {
    text: `${turn === 'person' ? '$(law)' : '$(sync~spin)'} ${phaseText(state)}`,
    tooltip: `Gavel: ${visibleText(state.task.title)}.${practice} ${spent} Press to show the bids.`.replace(
      / {2,}/gu,
      ' ',
    ),
    turn,
  };
}

/** The words of a status text, without VS Code's icon in front. */
export function withoutIcon(text: string): string {
  return text.replace(/^\$\([^)]*\) /u, '');
}

function isPersonsTurn(state: RunState): boolean {
  return state.phase === 'reviewing' || awardIsOpen(state);
}

function phaseText(state: RunState): string {
  switch (state.phase) {
    case 'bidding':
      return biddingText(state);
    case 'judged':
      return judgedText(state);
    case 'awarded':
    case 'working':
      return `${shortName(state, state.attempts.at(-1)?.bidderId ?? state.award?.bidderId)} works`;
    case 'checking':
      return `checking the work of ${shortName(state, state.attempts.at(-1)?.bidderId)}`;
    case 'reviewing':
      return `${counted(state.changes.filter(({ decision }) => decision === 'open').length, 'file')} to review`;
    case 'done':
      return '';
  }
}

function biddingText({ auction }: RunState): string {
  const entries = Object.values(auction.entries);
  const closed = entries.filter((entry) => entry.state === 'closed').length;
  if (closed < auction.bidders.length) return `${closed} of ${counted(auction.bidders.length, 'bid')}`;
  return auction.refinement === undefined ? 'the jury judges' : 'the second round';
}

function judgedText(state: RunState): string {
  const decision = proposedAward(state);
  if (!awardIsOpen(state)) return 'judged';
  return decision.kind === 'award' ? `${shortName(state, decision.bidderId)} wins: award?` : 'judged: your choice';
}

function shortName(state: RunState, bidderId: string | undefined): string {
  const name = bidderId === undefined ? 'the winner' : nameOf(state, bidderId);
  // One line, and `$(` would start an icon.
  const plain = name.replace(/\s+/gu, ' ').replaceAll('$(', '$ (');
  return plain.length > longestName ? `${plain.slice(0, longestName - 1)}…` : plain;
}
