import { visibleText } from '../base/visibleText';
import { amount } from '../ledger/amount';
import type { LedgerEntry } from '../ledger/ledgerEntry';
import type { MemoryRecord } from '../memory/memoryRecord';
import { outcomeText } from './historyWords';
import { perMillion } from './panelWords';
import type { CardModel, JudgeModel, RefinedModel } from './protocol';

type BidRow = LedgerEntry['bids'][number];
type Plan = MemoryRecord['plans'][number];

/** The bidders of a past auction as cards, by id; none can be awarded. */
export function pastCards(entry: LedgerEntry, record: MemoryRecord | undefined): Readonly<Record<string, CardModel>> {
  let rank = 0;
  return Object.fromEntries(
    entry.bids.map((row) => {
      const plans = plansOf(record, row.bidderId);
      const ranked = row.z !== undefined;
      if (ranked) rank += 1;
      return [row.bidderId, pastCard(entry, row, { record, plans, rank: ranked ? rank : 0 })];
    }),
  );
}

interface Remembered {
  readonly record: MemoryRecord | undefined;
  readonly plans: { readonly first?: Plan; readonly refined?: Plan; readonly won: boolean };
  readonly rank: number;
}

function pastCard(entry: LedgerEntry, row: BidRow, { record, plans, rank }: Remembered): CardModel {
  const { bidderId } = row;
  const plan = plans.won ? plans.refined : plans.first;
  const out = row.outcome !== 'bid';
  return {
    bidderId,
    name: visibleText(bidderId),
    rank,
    state: out ? 'out' : plan === undefined ? 'bid' : 'judged',
    stateText: out ? outcomeText(row.outcome) : plan === undefined ? arithmetic(row) : '',
    priceText: row.price === undefined || !Number.isFinite(row.price) ? 'price not known' : perMillion(row.price),
    tokens: plan?.planTokens ?? row.planTokens ?? 0,
    plan: visibleText(plan?.plan ?? ''),
    terms: plan === undefined ? null : { ...plan.terms, z: plan.z },
    entropyText: plan?.entropyNats === undefined ? 'not reported' : `${plan.entropyNats.toFixed(2)} nats`,
    judges: record === undefined ? [] : judgesOf(record, bidderId, plans.won ? 2 : 1),
    refined: refinedModel(plans),
    tag: rank > 0 && record?.winnerId === bidderId ? 'winner' : 'none',
    awarded: entry.awardedTo === bidderId,
    canAward: false,
    costUsd: spentOn(entry, bidderId),
    elapsedMs: 0,
  };
}

/** True when this bidder won by the plan it rewrote: the leader of the first ballot never rewrites. */
export function wonByRefinedPlan(record: MemoryRecord, bidderId: string | undefined): boolean {
  return (
    bidderId !== undefined &&
    record.winnerId === bidderId &&
    record.provisionalWinnerId !== bidderId &&
    record.plans.some((plan) => plan.bidderId === bidderId && plan.refined)
  );
}

function plansOf(record: MemoryRecord | undefined, bidderId: string): Remembered['plans'] {
  const own = record?.plans.filter((plan) => plan.bidderId === bidderId) ?? [];
  const first = own.find(({ ballot }) => ballot === 1);
  const refined = own.find((plan) => plan.refined);
  const won = record !== undefined && wonByRefinedPlan(record, bidderId);
  return { ...(first && { first }), ...(refined && { refined }), won };
}

function refinedModel({ first, refined, won }: Remembered['plans']): RefinedModel | null {
  if (refined === undefined) return null;
  const other = won ? first : refined;
  return { text: won ? 'refined' : 'refined, not better', won, otherPlan: visibleText(other?.plan ?? '') };
}

function judgesOf(record: MemoryRecord, bidderId: string, ballot: 1 | 2): readonly JudgeModel[] {
  return record.scores
    .filter((score) => score.bidderId === bidderId && score.ballot === ballot)
    .map(({ judgeId, score, reason }) => ({
      judgeId,
      name: visibleText(judgeId),
      own: judgeId === bidderId,
      score,
      reason: visibleText(reason),
    }));
}

/** What the ledger alone knows of a bid's score. */
function arithmetic({ cost, value, z }: BidRow): string {
  if (cost === undefined || value === undefined || z === undefined) return '';
  return `cost ${cost.toFixed(2)} − value ${value.toFixed(2)} = z ${z.toFixed(2).replace('-', '−')}`;
}

/** USD of everything this bidder took; -1 where old entries do not tell. */
function spentOn({ bidderCosts }: LedgerEntry, bidderId: string): number {
  if (bidderCosts === undefined) return -1;
  const own = bidderCosts.find((row) => row.bidderId === bidderId);
  if (own === undefined) return 0;
  return amount(own.bidUsd) + amount(own.juryUsd) + amount(own.refineUsd) + amount(own.executeUsd);
}
