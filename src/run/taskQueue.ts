import { errorText } from '../base/errorText';
import { UserFacingError } from '../base/userFacingError';

/** A task that waits its turn. */
export interface QueueItem {
  /** One line of Gavel's own words. */
  readonly title: string;
  /**
   * Puts it to auction; `undefined` when the person stopped at a question, `leftOut` says why there is nothing to do any
   * more. `position` is `2 of 5`.
   */
  begin(
    position: string,
  ): Promise<
    | { readonly finished: Promise<{ readonly end?: { readonly state: string } | undefined }> }
    | { readonly leftOut: string }
    | undefined
  >;
}

/** Where an item of the queue stands. */
export interface QueueRow {
  readonly title: string;
  readonly state: 'waiting' | 'running' | 'done' | 'skipped' | 'failed' | 'stopped';
  /** How a done one ended (`accepted`, `rejected`, …), why one failed or had nothing to do; else empty. */
  readonly note: string;
}

/** What the queue needs of the window. */
export interface QueuePorts {
  /** Settles when nothing else is at auction. */
  free(): Promise<void>;
  /** Called with every change of a row. */
  changed(): void;
  /** Asks the person, who left or cancelled the task of this row, whether those that wait shall begin. */
  goesOn(row: QueueRow, waiting: number): Promise<boolean>;
}

/**
 * Tasks one after the other: the next begins when the one before is decided, each with its own questions and its own
 * review. One that is rejected or fails harms no other; after one that the person left or cancelled they are asked whether
 * the others shall begin. `stop` lets nothing further begin; what runs goes on to its end.
 */
export class TaskQueue {
  private readonly items: QueueItem[] = [];
  private readonly rowList: QueueRow[] = [];
  private running: Promise<void> | undefined;
  private stopped = false;

  constructor(private readonly ports: QueuePorts) {}

  /** All items since the queue was last empty, in their order. */
  rows(): readonly QueueRow[] {
    return this.rowList;
  }

  isRunning(): boolean {
    return this.running !== undefined;
  }

  /** Puts items at the end and starts the queue if it rests; settles when the queue has come to its end. */
  add(items: readonly QueueItem[]): Promise<void> {
    if (this.running === undefined) {
      this.items.length = 0;
      this.rowList.length = 0;
      this.stopped = false;
    }
    for (const item of items) {
      this.items.push(item);
      this.rowList.push({ title: item.title, state: this.stopped ? 'stopped' : 'waiting', note: '' });
    }
    this.ports.changed();
    this.running ??= this.play().finally(() => {
      this.running = undefined;
      this.ports.changed();
    });
    return this.running;
  }

  stop(): void {
    this.stopped = true;
    for (const [index, row] of this.rowList.entries()) if (row.state === 'waiting') this.set(index, 'stopped', '');
  }

  private async play(): Promise<void> {
    for (let index = 0; index < this.items.length; index += 1) {
      await this.ports.free();
      const item = this.items[index];
      if (item === undefined || this.rowList[index]?.state !== 'waiting') continue;
      this.set(index, 'running', '');
      try {
        const begun = await item.begin(`${index + 1} of ${this.items.length}`);
        if (begun === undefined) this.set(index, 'skipped', '');
        else if ('leftOut' in begun) this.set(index, 'skipped', begun.leftOut);
        else this.set(index, 'done', (await begun.finished).end?.state ?? '');
      } catch (error) {
        const said = UserFacingError.is(error)
          ? error.message
          : `Something went wrong inside Gavel: ${errorText(error)}`;
        this.set(index, 'failed', said);
      }
      if (await this.personStops(index)) this.stop();
    }
  }

  /** Asked only after an item that the person left, while others wait. */
  private async personStops(index: number): Promise<boolean> {
    const row = this.rowList[index];
    const waiting = this.rowList.filter(({ state }) => state === 'waiting').length;
    const left = row?.note === '' ? row.state === 'skipped' : row?.state === 'done' && row.note === 'cancelled';
    return row !== undefined && left && waiting > 0 && !(await this.ports.goesOn(row, waiting));
  }

  private set(index: number, state: QueueRow['state'], note: string): void {
    const row = this.rowList[index];
    if (row === undefined) return;
    this.rowList[index] = { ...row, state, note };
    this.ports.changed();
  }
}
