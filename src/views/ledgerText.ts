import { visibleText } from '../base/visibleText';
import type { BidderRecord } from '../ledger/bidderRecord';
import type { LedgerEntry } from '../ledger/ledgerEntry';
import { ledgerStatistics, type MoneyTotals } from '../ledger/statistics';
import type { TaskMoney } from '../ledger/taskMoney';
import { markdownTable } from './markdownTable';
import { planRequestsText } from './planRequestsText';

/** The ledger as a Markdown text: real money first, practice apart and labelled, each with totals that add up. */
export function ledgerText(entries: readonly LedgerEntry[]): string {
  const real = entries.filter(({ practice }) => !practice);
  const practice = entries.filter((entry) => entry.practice);
  const parts = [
    '# Gavel ledger',
    entries.length === 0 ? 'No task has been put to auction yet.' : '',
    real.length === 0 ? '' : section('Tasks', real),
    practice.length === 0 ? '' : section('Practice: scripted, no AI, no real money', practice),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function section(title: string, entries: readonly LedgerEntry[]): string {
  const { tasks, totals, bidders } = ledgerStatistics(entries);
  return [
    `## ${title}`,
    taskTable(tasks, totals),
    totalsText(totals),
    planRequestsOf(entries),
    choiceTable(entries),
    withoutBidsText(totals),
    bidderTable(bidders),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function taskTable(tasks: readonly TaskMoney[], totals: MoneyTotals): string {
  return markdownTable(
    ['task', 'bidding', 'judging', 'refining', 'executing', 'total', 'always the dearest', 'saving, net'],
    [
      ...tasks.map((task) => [
        shortened(visibleText(task.title)),
        usd(task.biddingUsd),
        usd(task.judgingUsd),
        usd(task.refiningUsd),
        usd(task.executingUsd),
        usd(task.totalUsd),
        task.dearest === undefined ? 'unknown' : usd(task.dearest.usd),
        usd(task.savingUsd),
      ]),
      [
        '**all**',
        usd(totals.biddingUsd),
        usd(totals.judgingUsd),
        usd(totals.refiningUsd),
        usd(totals.executingUsd),
        usd(totals.totalUsd),
        usd(totals.dearestUsd),
        usd(totals.savingUsd),
      ],
    ],
  );
}

/** The longest title of a row, in characters. */
const longestTitle = 60;

function shortened(title: string): string {
  const characters = Array.from(title);
  return characters.length > longestTitle ? `${characters.slice(0, longestTitle - 1).join('')}…` : title;
}

function totalsText({ overheadUsd, totalUsd }: MoneyTotals): string {
  const share = totalUsd > 0 ? ` (${Math.round((100 * overheadUsd) / totalUsd)} % of all)` : '';
  return `Bids, jury and refinement took ${usd(overheadUsd)}${share}; the saving is net of that.`;
}

function planRequestsOf(entries: readonly LedgerEntry[]): string {
  const spent = new Map<string, number>();
  for (const { bidderId, requests } of entries.flatMap(({ planRequests = [] }) => planRequests))
    spent.set(bidderId, (spent.get(bidderId) ?? 0) + requests);
  return planRequestsText([...spent].map(([name, requests]) => ({ name, requests })));
}

/** Who got each task, and who would have got it otherwise. */
function choiceTable(entries: readonly LedgerEntry[]): string {
  const settled = entries.filter(({ withoutBids }) => withoutBids !== undefined);
  if (settled.length === 0) return '';
  return markdownTable(
    ['task', 'awarded to', 'the rule', 'the other rule', 'the same rule without bids'],
    settled.map(({ title, awardedTo, proposedTo, otherRule, withoutBids }) => [
      visibleText(title),
      bidderOrNobody(awardedTo),
      bidderOrNobody(proposedTo),
      bidderOrNobody(otherRule?.bidderId),
      bidderOrNobody(withoutBids?.bidderId),
    ]),
  );
}

function bidderOrNobody(bidderId: string | undefined): string {
  return bidderId === undefined ? 'nobody' : visibleText(bidderId);
}

/** Whether the bids pay, as far as that is known. */
function withoutBidsText({ withoutBids }: MoneyTotals): string {
  const { tasks, sameAward, usd: alone, spentUsd, tried, passed } = withoutBids;
  if (tasks === 0) return '';
  const seen =
    tried === 0
      ? 'its choice was never seen at work on them'
      : `where it was seen at work, ${passed} of ${tried} passed`;
  return `Without bids the same rule would have chosen the same bidder for ${sameAward} of ${tasks} tasks; one attempt each by its choice is reckoned at ${usd(alone)}, against ${usd(spentUsd)} spent with bids; ${seen}.`;
}

function bidderTable(bidders: readonly BidderRecord[]): string {
  return markdownTable(
    ['bidder', 'bids', 'won', 'passed', 'accepted', 'bids and jury', 'work'],
    bidders.map((bidder) => [
      visibleText(bidder.bidderId),
      String(bidder.bids),
      of(bidder.awards, bidder.bids),
      of(bidder.passed, bidder.passed + bidder.failed),
      of(bidder.accepted, bidder.accepted + bidder.rejected),
      usd(bidder.bidUsd + bidder.juryUsd + bidder.refineUsd),
      usd(bidder.executeUsd),
    ]),
  );
}

function of(part: number, whole: number): string {
  return whole === 0 ? '–' : `${part} of ${whole}`;
}

/** Six decimals: small models' bids cost less than a ten-thousandth of a dollar. */
function usd(amount: number): string {
  return `${amount < 0 ? '−' : ''}$${Math.abs(amount).toFixed(6)}`;
}
