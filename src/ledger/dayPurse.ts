import * as z from 'zod/mini';
import type { ClockPort } from '../base/clock';
import { changeSharedValue } from '../store/sharedValue';
import { localDay } from './localDay';
import type { Day } from './statistics';

/** What all windows together have spent and hold back on the current day. */
export interface Today {
  /** Differs from day to day. */
  readonly day: string;
  /** USD settled and reserved. */
  readonly usedUsd: number;
}

/** Decides about today's money: returns USD to add, below 0 to give back. Runs once, at once, and does not throw. */
export type DayDecision = (today: Today) => number;

/** The day's money. */
export interface DayPurse {
  /** Runs `decide` while no other window or process decides, and settles when its answer counts for all. Never rejects. */
  change(decide: DayDecision): Promise<void>;
}

/** What the shared purse is made of. */
export interface SharedDayPurseOptions {
  readonly file: string;
  readonly clock: ClockPort;
  /** USD the ledger knows of for a day: what a day begins with when the file says nothing of it. */
  settledUsd(day: Day): Promise<number>;
  /** One sentence for the user. */
  readonly warn: (message: string) => void;
  /** Milliseconds to wait for another window. Default 5,000. */
  readonly waitMs?: number;
}

/**
 * The purse that windows and processes share through one small file, so that the day's cap holds for all of them together:
 * money is reserved in it before a call is sent. What a killed window held back stays used until the day is over, since
 * nobody knows what its calls cost. A file that cannot be written is told once; then this window counts alone.
 */
export function sharedDayPurse(options: SharedDayPurseOptions): DayPurse {
  return new SharedDayPurse(options);
}

/** A purse of its own, for money that is none (practice) and where nothing is shared. */
export function privateDayPurse(usedUsd = 0): DayPurse {
  let today: Today = { day: 'today', usedUsd };
  return {
    change: (decide) => {
      today = { ...today, usedUsd: today.usedUsd + decide(today) };
      return Promise.resolve();
    },
  };
}

const schema = z.object({ schema: z.literal(1), day: z.string(), usedUsd: z.number().check(z.minimum(0)) });

type Stored = z.infer<typeof schema>;

interface Waiting {
  readonly decide: DayDecision;
  readonly done: () => void;
}

class SharedDayPurse implements DayPurse {
  private waiting: Waiting[] = [];
  private draining = false;
  private told = false;
  /** What this window last knew, for when the file cannot be had; `unwrittenUsd` of it never got into the file. */
  private known: Today = { day: '', usedUsd: 0 };
  private unwrittenUsd = 0;

  constructor(private readonly options: SharedDayPurseOptions) {}

  change(decide: DayDecision): Promise<void> {
    const decided = new Promise<void>((done) => this.waiting.push({ decide, done }));
    if (!this.draining) void this.drain();
    return decided;
  }

  /** Whoever came while the file was busy is served in one go. */
  private async drain(): Promise<void> {
    this.draining = true;
    while (this.waiting.length > 0) {
      const served: Waiting[] = [];
      const serve = async (stored: Stored | undefined): Promise<Stored> => {
        let today = await this.today(stored);
        const before = today.usedUsd;
        served.push(...this.waiting.splice(0));
        for (const { decide } of served) today = { ...today, usedUsd: Math.max(0, today.usedUsd + decide(today)) };
        this.known = today;
        this.unwrittenUsd += today.usedUsd - before;
        return { schema: 1, ...today };
      };
      const { file, waitMs = 5000 } = this.options;
      const outcome = await changeSharedValue({ file, waitMs, parse: readStored }, serve);
      if (outcome.kind === 'changed') {
        this.unwrittenUsd = 0;
        this.told = false;
      } else {
        if (served.length === 0) await serve(undefined);
        this.tell(outcome.message);
      }
      for (const { done } of served) done();
    }
    this.draining = false;
  }

  private async today(stored: Stored | undefined): Promise<Today> {
    const now = localDay(this.options.clock.nowMs());
    const day = String(now.fromMs);
    if (this.known.day !== day) this.unwrittenUsd = 0;
    if (stored?.day === day) return { day, usedUsd: Math.max(0, stored.usedUsd + this.unwrittenUsd) };
    if (this.known.day === day) return this.known;
    return { day, usedUsd: await this.options.settledUsd(now).catch(() => 0) };
  }

  private tell(message: string): void {
    if (!this.told) {
      this.options.warn(
        `Today's spending cannot be shared with other windows (${message}), so each window keeps to gavel.budget.dayUsd by itself for now.`,
      );
    }
    this.told = true;
  }
}

function readStored(value: unknown): Stored | undefined {
  const read = schema.safeParse(value);
  return read.success ? read.data : undefined;
}
