import { visibleText } from '../base/visibleText';
import { amount } from './amount';
import type { LedgerEntry } from './ledgerEntry';
import { ledgerStatistics } from './statistics';
import { type TaskMoney, taskMoney } from './taskMoney';

type Cell = string | number | undefined;

/** The columns of the CSV file, in order. */
const columns: readonly (readonly [title: string, cell: (entry: LedgerEntry, money: TaskMoney) => Cell])[] = [
  ['date', ({ atMs }) => isoDate(atMs)],
  ['run', ({ runId }) => runId],
  ['title', ({ title }) => title],
  ['practice', ({ practice }) => (practice ? 'yes' : 'no')],
  ['profile', ({ profileId }) => profileId],
  ['end', ({ end }) => end],
  ['awarded to', ({ awardedTo }) => awardedTo],
  ['bids', ({ bids }) => bids.filter(({ outcome }) => outcome === 'bid').length],
  ['attempts', ({ attempts }) => attempts.map(attemptText).join('; ')],
  ['files accepted', ({ filesAccepted }) => filesAccepted],
  ['bidding USD', (_entry, { biddingUsd }) => biddingUsd],
  ['judging USD', (_entry, { judgingUsd }) => judgingUsd],
  ['refining USD', (_entry, { refiningUsd }) => refiningUsd],
  ['executing USD', (_entry, { executingUsd }) => executingUsd],
  ['total USD', (_entry, { totalUsd }) => totalUsd],
  ['dearest bidder', (_entry, { dearest }) => dearest?.bidderId],
  ['dearest USD', (_entry, { dearest }) => dearest?.usd],
  ['dearest known from', (_entry, { dearest }) => dearest?.source],
  ['saving USD', (_entry, { savingUsd }) => savingUsd],
  ['rule', ({ rule }) => rule],
  ['proposed to', ({ proposedTo }) => proposedTo],
  ['other rule', ({ otherRule }) => otherRule?.rule],
  ['other rule would award', ({ otherRule }) => otherRule?.bidderId],
  ['without bids would award', ({ withoutBids }) => withoutBids?.bidderId],
  ['without bids USD', (_entry, { withoutBids }) => withoutBids?.usd],
  ['without bids known from', (_entry, { withoutBids }) => withoutBids?.source],
];

/**
 * The ledger as CSV by RFC 4180: a header, one row per task, CRLF, UTF-8 without BOM. Texts are strangers' words, so one
 * that a spreadsheet would take for a formula gets an apostrophe in front, and hidden characters are made visible.
 */
export function ledgerCsv(entries: readonly LedgerEntry[]): string {
  const rows = entries.map((entry) => {
    const money = taskMoney(entry);
    return columns.map(([, cell]) => csvCell(cell(entry, money)));
  });
  return [columns.map(([title]) => csvCell(title)), ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}

/** The ledger as JSON: every entry as it is stored, the figures of each task, and the totals. */
export function ledgerJson(entries: readonly LedgerEntry[]): string {
  const { tasks, totals, bidders } = ledgerStatistics(entries);
  return `${JSON.stringify({ format: 'gavel-ledger', version: 1, totals, bidders, tasks, entries }, undefined, 2)}\n`;
}

function attemptText({ bidderId, verdict, exitCode, costUsd }: LedgerEntry['attempts'][number]): string {
  const code = exitCode === undefined ? '' : ` (exit code ${exitCode})`;
  return `${bidderId}: ${verdict}${code}, ${plainNumber(amount(costUsd))} USD`;
}

/** Figures of ours are written as figures, a negative saving too: only texts can be formulas. */
function csvCell(cell: Cell): string {
  if (cell === undefined) return '';
  const text = typeof cell === 'number' ? plainNumber(cell) : harmless(visibleText(cell));
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Spreadsheets skip blanks before a formula sign, and know its full-width forms. */
function harmless(text: string): string {
  return /^\s*[=+\-@＝＋－＠\t\r|%]/u.test(text) ? `'${text}` : text;
}

/** At most 9 decimals, never an exponent; empty for what is no number. */
function plainNumber(value: number): string {
  if (!(Math.abs(value) < 1e15)) return '';
  const text = value.toFixed(9).replace(/\.?0+$/u, '');
  return text === '-0' ? '0' : text;
}

/** ISO 8601 in UTC; empty for a moment no calendar knows. */
function isoDate(atMs: number): string {
  const date = new Date(atMs);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}
