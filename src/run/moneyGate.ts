import { type Caps, newMoney, reduceMoney, type Refusal, refusalOf, type Reservation, usedUsd } from '../auction/caps';
import type { CallPurpose } from '../auction/model';
import type { DayPurse, Today } from '../ledger/dayPurse';
import type { RunEvent } from './runEvents';

/** A call that costs money, before it is sent. */
export interface PaidCall {
  /** Whom it is booked for. */
  readonly bidderId: string;
  readonly purpose: CallPurpose;
  /** The most it can cost in USD. */
  readonly atMostUsd: number;
}

/** What a call has cost in USD; `estimated` when neither provider nor usage said it. */
export interface CallCost {
  readonly usd: number;
  readonly estimated: boolean;
  /** Requests of the user's plan, where a plan pays for the model. */
  readonly planRequests?: number;
}

/** What became of a call at the gate. */
export type Paid<T> =
  { readonly kind: 'sent'; readonly answer: T } | { readonly kind: 'refused'; readonly refusal: Refusal };

/** The only way from the flow to anything that costs money. */
export interface MoneyGate {
  /** Reserves, sends, settles and books. A call that could break a cap is never sent. Passes on what `send` throws. */
  pay<T>(call: PaidCall, send: () => Promise<T>, costOf: (answer: T) => CallCost): Promise<Paid<T>>;
}

/**
 * The gate of one run. Every reservation is made inside the day's purse, where no other call, window or process decides at
 * the same time, so that no interleaving of them can break a cap. Settling gives back what was not needed.
 */
export function moneyGate(
  caps: Caps,
  purse: DayPurse,
  book: (event: Extract<RunEvent, { readonly type: 'costBooked' }>) => void,
): MoneyGate {
  let money = newMoney(caps);
  let calls = 0;
  const learn = ({ day, usedUsd: all }: Today): void => {
    const own = day === money.day ? usedUsd({ ...money, elsewhereTodayUsd: 0 }, 'day') : 0;
    money = reduceMoney(money, { type: 'dayKnown', day, elsewhereUsd: Math.max(0, all - own) });
  };
  const reserve = async (reservation: Reservation): Promise<Refusal | undefined> => {
    let refusal: Refusal | undefined;
    await purse.change((today) => {
      learn(today);
      refusal = refusalOf(money, reservation);
      money = reduceMoney(money, { type: 'reserved', ...reservation });
      return refusal === undefined ? reservation.usd : 0;
    });
    return refusal;
  };
  const settle = (id: string, usd: number | undefined): void => {
    // Nobody waits for it: what comes later is decided later.
    void purse.change((today) => {
      learn(today);
      const before = usedUsd(money, 'day');
      money = reduceMoney(money, { type: 'settled', id, usd });
      return usedUsd(money, 'day') - before;
    });
  };
  return {
    async pay({ bidderId, purpose, atMostUsd }, send, costOf) {
      const id = String((calls += 1));
      const refusal = await reserve({ id, usd: atMostUsd, purpose });
      if (refusal !== undefined) return { kind: 'refused', refusal };
      let cost: CallCost | undefined;
      try {
        const answer = await send();
        cost = costOf(answer);
        return { kind: 'sent', answer };
      } finally {
        settle(id, cost?.usd);
        book({
          type: 'costBooked',
          ...{ purpose, bidderId, usd: cost?.usd ?? atMostUsd, estimated: cost?.estimated ?? true },
          ...(cost?.planRequests !== undefined && { planRequests: cost.planRequests }),
        });
      }
    },
  };
}
