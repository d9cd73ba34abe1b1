import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { build } from 'esbuild';
import fc from 'fast-check';
import { systemClock } from '../../../src/base/clock';
import { type DayPurse, privateDayPurse, sharedDayPurse } from '../../../src/ledger/dayPurse';
import { moneyGate } from '../../../src/run/moneyGate';
import { atMostUsd } from './spendToday';

describe('run/moneyGate, the cap of the day', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gavel-day-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const file = (): string => join(folder, 'store', 'today.json');
  const usedNow = async (): Promise<number> =>
    (JSON.parse(await readFile(file(), 'utf8')) as { usedUsd: number }).usedUsd;

  it('case 128: two processes together never pass the cap, use it, and leave exactly what they spent', async function () {
    this.timeout(60_000);
    const script = join(folder, 'spendToday.cjs');
    const entryPoints = [join(__dirname, 'spendToday.ts')];
    await build({ entryPoints, bundle: true, platform: 'node', format: 'cjs', outfile: script });
    const cap = 10;
    const children = [1, 2].map((seed) =>
      spawn(process.execPath, [script, file(), String(cap), '300', String(seed)], {
        stdio: ['pipe', 'pipe', 'inherit'],
      }),
    );
    await Promise.all(children.map(({ stdout }) => once(stdout, 'readable')));
    for (const { stdin } of children) stdin.end('go');
    const said = await Promise.all(children.map(outputOf));
    const spent = said.map((lines) =>
      lines.filter((line) => line.startsWith('spent ')).map((line) => Number(line.slice(6))),
    );
    const total = spent.flat().reduce((sum, usd) => sum + usd, 0);
    assert.ok(total <= cap, `${total} is more than ${cap}`);
    assert.ok(total > cap - 3 * atMostUsd, `${total} leaves much of ${cap} unused`);
    assert.ok(said.every((lines) => lines.includes('refused')));
    assert.ok(Math.abs((await usedNow()) - total) < 1e-9);
  });

  it('case 128: what a killed window held back stays used for the day', async function () {
    this.timeout(30_000);
    const warned: string[] = [];
    const open = (): DayPurse => shared(warned);
    const hanging = moneyGate({ day: 1 }, open(), () => undefined);
    const never = hanging.pay(
      { bidderId: 'a', purpose: 'bid', atMostUsd: 0.7 },
      () => new Promise(() => undefined),
      () => free,
    );
    void never;
    const other = open();
    await until(other, (usedUsd) => usedUsd >= 0.7);
    const next = await moneyGate({ day: 1 }, other, () => undefined).pay(
      { bidderId: 'b', purpose: 'bid', atMostUsd: 0.4 },
      () => Promise.resolve(),
      () => free,
    );
    assert.ok(next.kind === 'refused' && next.refusal.kind === 'capReached');
    assert.equal(next.refusal.scope, 'day');
    assert.deepEqual(warned, []);
  });

  it('begins a day with what the ledger knows, and a damaged file like none', async () => {
    const purse = shared([], 3);
    await purse.change(() => 0.5);
    assert.equal(await usedNow(), 3.5);
    await writeFile(file(), '{"schema":1,"day":');
    await shared([], 2).change(() => 0);
    assert.equal(await usedNow(), 2);
  });

  it('case 118: counts alone and says so once while the file cannot be written, and catches up afterwards', async () => {
    const warned: string[] = [];
    await writeFile(join(folder, 'store'), 'in the way');
    const purse = shared(warned);
    await purse.change(() => 1);
    let seen = 0;
    await purse.change(({ usedUsd }) => {
      seen = usedUsd;
      return 1;
    });
    assert.equal(seen, 1);
    assert.equal(warned.length, 1);
    assert.match(warned[0] ?? '', /gavel\.budget\.dayUsd by itself/u);
    await rm(join(folder, 'store'));
    await shared([]).change(() => 5);
    await purse.change(() => 0);
    assert.equal(await usedNow(), 7);
  });

  it('property, case 128: no cap is passed whatever the order in which calls are reserved, answered and settled', async () => {
    const call = fc.record({
      run: fc.nat(1),
      atMostUsd: fc.double({ min: 0, max: 2, noNaN: true }),
      share: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      purpose: fc.constantFrom('bid' as const, 'execute' as const),
    });
    const caps = fc.record({ auction: usd(), task: usd(), day: usd() });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), caps, fc.array(call, { maxLength: 20 }), async (scheduler, allowed, calls) => {
        const day = { settled: 0, open: 0 };
        const purse = scheduled(privateDayPurse(), scheduler);
        const runs = [0, 1].map(() => ({ gate: moneyGate(allowed, purse, () => undefined), auction: 0, task: 0 }));
        const all = calls.map(async ({ run, atMostUsd: most, share, purpose }) => {
          const own = runs[run]!;
          const count = (usd: number): void => {
            if (purpose === 'bid') own.auction += usd;
            own.task += usd;
            day.settled += usd;
            assert.ok(own.auction <= allowed.auction + 1e-9 && own.task <= allowed.task + 1e-9);
            assert.ok(day.settled + day.open <= allowed.day + 1e-9);
          };
          const send = async (): Promise<void> => {
            day.open += most;
            assert.ok(day.settled + day.open <= allowed.day + 1e-9, 'sent beyond the cap');
            await scheduler.schedule(Promise.resolve(), 'answer');
            day.open -= most;
            count(share === null ? most : most * share);
            if (share === null) throw new Error('the line broke');
          };
          const costOf = (): typeof free => ({ usd: most * (share ?? 1), estimated: false });
          await own.gate.pay({ bidderId: 'a', purpose, atMostUsd: most }, send, costOf).catch(() => undefined);
        });
        await scheduler.waitFor(Promise.all(all));
      }),
      { numRuns: 150 },
    );
  });

  function shared(warned: string[], settled = 0): DayPurse {
    return sharedDayPurse({
      file: file(),
      clock: systemClock,
      settledUsd: () => Promise.resolve(settled),
      warn: (message) => warned.push(message),
    });
  }
});

const free = { usd: 0, estimated: false };

function usd(): fc.Arbitrary<number> {
  return fc.double({ min: 0.1, max: 6, noNaN: true });
}

/** A purse whose answers come in any order that can be. */
function scheduled(purse: DayPurse, scheduler: fc.Scheduler): DayPurse {
  return {
    change: async (decide) => {
      await scheduler.schedule(Promise.resolve(), 'the purse');
      await purse.change(decide);
    },
  };
}

async function until(purse: DayPurse, found: (usedUsd: number) => boolean): Promise<void> {
  let latestUsd = 0;
  await purse.change(({ usedUsd }) => {
    latestUsd = usedUsd;
    return 0;
  });
  if (!found(latestUsd)) await until(purse, found);
}

async function outputOf(child: ChildProcess): Promise<readonly string[]> {
  const exit = once(child, 'close');
  const lines = (await text(child.stdout!)).trim().split('\n');
  assert.deepEqual(await exit, [0, null]);
  return lines;
}
