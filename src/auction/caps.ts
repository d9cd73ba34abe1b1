import type { CallPurpose } from './model';

/** What a cap is about: one auction's bidding, judging and refining; one task with its work; one day over all tasks. */
export type CapScope = 'auction' | 'task' | 'day';

/** Caps in USD by scope. Absent, 0, or no number: no cap. */
export type Caps = Readonly<Partial<Record<CapScope, number>>>;

/** Money held back for a call that is under way. */
interface Held {
  readonly usd: number;
  readonly purpose: CallPurpose;
  /** The day it was reserved on; its cost belongs there even when it is settled after midnight. */
  readonly day: string;
}

/** All the money of one task. Immutable: only `reduceMoney` makes a new one. */
export interface Money {
  readonly caps: Caps;
  /** The current day in the user's calendar, in any form that differs from day to day; '' until told. */
  readonly day: string;
  /** USD settled, by scope; `day` is this task's share of the current day. */
  readonly spentUsd: Readonly<Record<CapScope, number>>;
  /** USD other tasks spent on the current day. */
  readonly elsewhereTodayUsd: number;
  readonly held: ReadonlyMap<string, Held>;
}

/** A call that wants money: the most it can cost, under an id of its own. */
export interface Reservation {
  readonly id: string;
  readonly usd: number;
  readonly purpose: CallPurpose;
}

export type MoneyEvent =
  | ({ readonly type: 'reserved' } & Reservation)
  /** The call is over; without a sound figure the whole reservation counts as spent. */
  | { readonly type: 'settled'; readonly id: string; readonly usd: number | undefined }
  /** What the ledger says other tasks spent on a day; a new day begins with it, an old one is corrected by it. */
  | { readonly type: 'dayKnown'; readonly day: string; readonly elsewhereUsd: number };

/** Why a reservation is refused. */
export type Refusal =
  | { readonly kind: 'capReached'; readonly scope: CapScope; readonly capUsd: number; readonly leftUsd: number }
  /** Not a number of 0 or more, or an id that already holds money. */
  | { readonly kind: 'invalid' };

/** The narrowest scope first: that is the one a refusal names. */
const scopes: readonly CapScope[] = ['auction', 'task', 'day'];

/** Money at the start of an auction. `spentOnTaskUsd`: what earlier auctions of the same task have cost. */
export function newMoney(caps: Caps, spentOnTaskUsd = 0): Money {
  return {
    caps,
    day: '',
    spentUsd: { auction: 0, task: soundUsd(spentOnTaskUsd) ?? 0, day: 0 },
    elsewhereTodayUsd: 0,
    held: new Map(),
  };
}

/**
 * The one way money changes. Reserve before a call is sent, settle after it: while actual costs stay within what was
 * reserved, no cap is ever passed, whatever the interleaving. A reservation that is refused, and news about an unknown
 * or settled call, change nothing.
 */
export function reduceMoney(money: Money, event: MoneyEvent): Money {
  switch (event.type) {
    case 'reserved': {
      if (refusalOf(money, event) !== undefined) return money;
      const { id, usd, purpose } = event;
      return { ...money, held: new Map([...money.held, [id, { usd, purpose, day: money.day }]]) };
    }
    case 'settled':
      return settled(money, event.id, event.usd);
    case 'dayKnown': {
      // A figure that is no number tells nothing: what was known stays, and a new day begins at nothing known.
      const isNew = event.day !== money.day;
      const elsewhereTodayUsd = soundUsd(event.elsewhereUsd) ?? (isNew ? 0 : money.elsewhereTodayUsd);
      const spentUsd = { ...money.spentUsd, day: isNew ? 0 : money.spentUsd.day };
      return { ...money, day: event.day, elsewhereTodayUsd, spentUsd };
    }
  }
}

/** Which cap the call could break, if any; ask before sending, in the same turn as the event `reserved`. */
export function refusalOf(money: Money, { id, usd, purpose }: Reservation): Refusal | undefined {
  if (soundUsd(usd) === undefined || money.held.has(id)) return { kind: 'invalid' };
  const broken = scopes.find((scope) => counts(purpose, scope) && usedUsd(money, scope) + usd > capOf(money, scope));
  if (broken === undefined) return undefined;
  return { kind: 'capReached', scope: broken, capUsd: capOf(money, broken), leftUsd: scopeLeftUsd(money, broken) };
}

/** The refusal as one sentence for the person. */
export function refusalMessage(bidderName: string, refusal: Refusal): string {
  if (refusal.kind === 'invalid') {
    return `What the next call to ${bidderName} can cost is unknown, so it was not sent; set "price" for it in gavel.endpoints.`;
  }
  const { scope, capUsd } = refusal;
  const whose = scope === 'day' ? "today's" : `this ${scope}'s`;
  return `The next call to ${bidderName} could pass ${whose} cap of $${capUsd.toFixed(2)}; raise gavel.budget.${scope}Usd to allow it.`;
}

/** USD that a call of this purpose could still reserve: the least left of the scopes it counts in; Infinity without caps, never negative. */
export function moneyLeftUsd(money: Money, purpose: CallPurpose): number {
  return Math.min(...scopes.filter((scope) => counts(purpose, scope)).map((scope) => scopeLeftUsd(money, scope)));
}

/** Settled and held in a scope, USD. */
export function usedUsd(money: Money, scope: CapScope): number {
  const held = [...money.held.values()]
    .filter(({ purpose, day }) => counts(purpose, scope) && (scope !== 'day' || day === money.day))
    .reduce((sum, { usd }) => sum + usd, 0);
  return money.spentUsd[scope] + held + (scope === 'day' ? money.elsewhereTodayUsd : 0);
}

function settled(money: Money, id: string, usd: number | undefined): Money {
  const held = money.held.get(id);
  if (held === undefined) return money;
  const spent = soundUsd(usd) ?? held.usd;
  const added = (scope: CapScope): number =>
    counts(held.purpose, scope) && (scope !== 'day' || held.day === money.day) ? spent : 0;
  const { auction, task, day } = money.spentUsd;
  return {
    ...money,
    spentUsd: { auction: auction + added('auction'), task: task + added('task'), day: day + added('day') },
    held: new Map([...money.held].filter(([other]) => other !== id)),
  };
}

/** Work on the plan is the task's, not the auction's. */
function counts(purpose: CallPurpose, scope: CapScope): boolean {
  return scope !== 'auction' || purpose !== 'execute';
}

function capOf({ caps }: Money, scope: CapScope): number {
  const cap = caps[scope];
  return cap !== undefined && Number.isFinite(cap) && cap > 0 ? cap : Infinity;
}

function scopeLeftUsd(money: Money, scope: CapScope): number {
  return Math.max(0, capOf(money, scope) - usedUsd(money, scope));
}

function soundUsd(usd: number | undefined): number | undefined {
  return usd !== undefined && Number.isFinite(usd) && usd >= 0 ? usd : undefined;
}
