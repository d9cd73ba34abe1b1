import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type CapScope,
  type Money,
  type MoneyEvent,
  moneyLeftUsd,
  newMoney,
  reduceMoney,
  refusalMessage,
  refusalOf,
  usedUsd,
} from '../../../src/auction/caps';
import type { CallPurpose } from '../../../src/auction/model';

const reserved = (id: string, usd: number, purpose: CallPurpose = 'bid'): MoneyEvent => ({
  type: 'reserved',
  id,
  usd,
  purpose,
});
const replay = (money: Money, ...events: readonly MoneyEvent[]): Money => events.reduce(reduceMoney, money);

describe('auction/caps', () => {
  it('case 128 property: no cap is passed, under any interleaving of parallel calls, tasks and days', () => {
    const usd = fc.double({ min: 0, max: 3, noNaN: true });
    const cap = fc.double({ min: 0.1, max: 10, noNaN: true });
    const move = fc.oneof(
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('reserve' as const), usd, purpose: purposes() }) },
      {
        weight: 3,
        arbitrary: fc.record({
          kind: fc.constant('settle' as const),
          pick: fc.nat(),
          share: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constant('midnight' as const),
          elsewhere: fc.double({ min: 0, max: 0.1, noNaN: true }),
        }),
      },
    );
    fc.assert(
      fc.property(cap, cap, cap, fc.array(move, { maxLength: 60 }), (auction, task, day, moves) => {
        const caps = { auction, task, day };
        let money = replay(newMoney(caps), { type: 'dayKnown', day: '0', elsewhereUsd: 0 });
        const spentByDay = new Map<string, number>();
        const open: { id: string; usd: number; day: string }[] = [];
        for (const [turn, one] of moves.entries()) {
          if (one.kind === 'reserve') {
            const before = money;
            money = replay(money, reserved(String(turn), one.usd, one.purpose));
            if (money !== before) open.push({ id: String(turn), usd: one.usd, day: money.day });
          } else if (one.kind === 'settle') {
            const [settling] = open.splice(one.pick % Math.max(1, open.length), 1);
            if (settling === undefined) continue;
            const actual = one.share === undefined ? undefined : settling.usd * one.share;
            money = replay(money, { type: 'settled', id: settling.id, usd: actual });
            spentByDay.set(settling.day, (spentByDay.get(settling.day) ?? 0) + (actual ?? settling.usd));
          } else {
            money = replay(money, { type: 'dayKnown', day: String(turn + 1), elsewhereUsd: one.elsewhere });
          }
          for (const scope of ['auction', 'task', 'day'] as const satisfies readonly CapScope[]) {
            assert.ok(usedUsd(money, scope) <= caps[scope] + 1e-9, `${scope} passed its cap`);
          }
          for (const spent of spentByDay.values()) assert.ok(spent <= day + 1e-9);
        }
      }),
    );
  });

  it('counts bidding, judging and refining in the auction, the work only in task and day', () => {
    const money = replay(newMoney({ auction: 1, task: 3 }), reserved('a', 0.9, 'jury'), reserved('b', 2, 'execute'));
    assert.ok(Math.abs(usedUsd(money, 'auction') - 0.9) < 1e-12);
    assert.ok(Math.abs(usedUsd(money, 'task') - 2.9) < 1e-12);
    assert.ok(Math.abs(moneyLeftUsd(money, 'bid') - 0.1) < 1e-9);
    const refusal = refusalOf(money, { id: 'c', usd: 0.2, purpose: 'execute' });
    assert.ok(refusal?.kind === 'capReached' && refusal.scope === 'task');
  });

  it('case 128: an unknown cost is booked as the whole reservation, and a dearer one as what it was', () => {
    const money = replay(newMoney({ task: 1 }), reserved('a', 0.4));
    const settledAs = (usd: number | undefined): number =>
      usedUsd(replay(money, { type: 'settled', id: 'a', usd }), 'task');
    assert.equal(settledAs(undefined), 0.4);
    assert.equal(settledAs(Number.NaN), 0.4);
    assert.equal(settledAs(-1), 0.4);
    assert.equal(settledAs(0.1), 0.1);
    assert.equal(settledAs(1.5), 1.5);
    assert.equal(moneyLeftUsd(replay(money, { type: 'settled', id: 'a', usd: 1.5 }), 'execute'), 0);
  });

  it('refuses odd amounts and an id that already holds money, and forgets a call that is settled twice', () => {
    const money = replay(newMoney({ task: 1 }), reserved('a', 0.4));
    for (const odd of [Number.NaN, Infinity, -0.1]) assert.equal(replay(money, reserved('b', odd)), money);
    assert.equal(replay(money, reserved('a', 0.1)), money);
    const once = replay(money, { type: 'settled', id: 'a', usd: 0.2 });
    assert.equal(replay(once, { type: 'settled', id: 'a', usd: 0.2 }), once);
    assert.equal(replay(once, { type: 'settled', id: 'never', usd: 0.2 }), once);
  });

  it('starts a new day at nothing, and books a call across midnight on the day it was reserved', () => {
    const evening = replay(
      newMoney({ day: 1 }),
      { type: 'dayKnown', day: 'mon', elsewhereUsd: 0.5 },
      reserved('a', 0.4),
    );
    assert.equal(refusalOf(evening, { id: 'b', usd: 0.2, purpose: 'bid' })?.kind, 'capReached');
    const morning = replay(evening, { type: 'dayKnown', day: 'tue', elsewhereUsd: 0 });
    const done = replay(morning, { type: 'settled', id: 'a', usd: 0.3 });
    assert.equal(usedUsd(done, 'day'), 0);
    assert.equal(usedUsd(done, 'task'), 0.3);
    const corrected = replay(done, { type: 'dayKnown', day: 'tue', elsewhereUsd: Number.NaN });
    assert.equal(usedUsd(corrected, 'day'), 0);
  });

  it('has no cap where none is set, and says which cap refuses', () => {
    for (const caps of [{}, { task: 0 }, { day: Number.NaN }, { auction: -1 }]) {
      assert.equal(moneyLeftUsd(newMoney(caps), 'bid'), Infinity);
    }
    const refusal = refusalOf(newMoney({ day: 1, task: 5 }, 4), { id: 'a', usd: 1.5, purpose: 'bid' });
    assert.ok(refusal !== undefined);
    assert.equal(
      refusalMessage('Ada', refusal),
      "The next call to Ada could pass this task's cap of $5.00; raise gavel.budget.taskUsd to allow it.",
    );
  });
});

function purposes(): fc.Arbitrary<CallPurpose> {
  return fc.constantFrom<CallPurpose>('bid', 'jury', 'refine', 'execute');
}
