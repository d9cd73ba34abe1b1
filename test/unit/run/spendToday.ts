import { once } from 'node:events';
import { systemClock } from '../../../src/base/clock';
import { seededRandom } from '../../../src/base/random';
import { sharedDayPurse } from '../../../src/ledger/dayPurse';
import { moneyGate } from '../../../src/run/moneyGate';

/** The most one call costs, in USD. */
export const atMostUsd = 0.1;

/**
 * As a process of its own, like a second window: sends `calls` calls through the gate, up to eight at once, and says on
 * standard output what each of them cost. Runs until all are answered or refused.
 */
async function spendToday([file = '', cap = '', calls = '', seed = '']: readonly string[]): Promise<void> {
  const random = seededRandom(Number(seed));
  const warn = (message: string): void => {
    throw new Error(message);
  };
  const purse = sharedDayPurse({
    file,
    clock: systemClock,
    settledUsd: () => Promise.resolve(0),
    warn,
    waitMs: 60_000,
  });
  const gate = moneyGate({ day: Number(cap) }, purse, () => undefined);
  await purse.change(() => 0);
  process.stdout.write('ready\n');
  await once(process.stdin, 'data');
  let left = Number(calls);
  const one = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const usd = random.next() * atMostUsd;
      // The sending takes a turn of the loop, so that other calls and the other process come in between.
      const send = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
      const paid = await gate.pay({ bidderId: 'a', purpose: 'bid', atMostUsd }, send, () => ({
        usd,
        estimated: false,
      }));
      process.stdout.write(paid.kind === 'sent' ? `spent ${usd}\n` : 'refused\n');
    }
  };
  await Promise.all(Array.from({ length: 8 }, one));
  // The last settlings are on their way; one more decision comes after all of them.
  await purse.change(() => 0);
  process.stdin.destroy();
}

if (process.argv[1] === __filename) void spendToday(process.argv.slice(2));
