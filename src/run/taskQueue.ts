import { errorText } from '../base/errorText';
import { UserFacingError } from '../base/userFacingError';

/** A task that waits its turn. */
export interface QueueItem {
  /** One line of Gavel's own words. */
  readonly title: string;
  /** Puts it to auction; `undefined` when the person stopped at a question. */
  begin(): Promise<
    { readonly finished: Promise<{ readonly end?: { readonly state: string } | undefined }> } | undefined
  >;
}

/** Where an item of the queue stands. */
export interface QueueRow {
  readonly title: string;
  readonly state: 'waiting' | 'running' | 'done' | 'skipped' | 'failed' | 'stopped';
  /** How a done one ended (`accepted`, `rejected`, …), why one failed; else empty. */
  readonly note: string;
}

/**
 * Tasks one after the other: the next begins when the one before is decided, each with its own questions and its own
 * review. One that fails or is left harms no other. `stop` lets nothing further begin; what runs goes on to its end.
 */
export class TaskQueue {
  private readonly items: QueueItem[] = [];
  private readonly rowList: QueueRow[] = [];
  private running: Promise<void> | undefined;
  private stopped = false;

  /** `free` settles when nothing else is at auction; `changed` is called with every change of a row. */
  constructor(
    private readonly free: () => Promise<void>,
    private readonly changed: () => void,
  ) {}

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
    this.changed();
    this.running ??= this.play().finally(() => {
      this.running = undefined;
      this.changed();
    });
    return this.running;
  }

  stop(): void {
    this.stopped = true;
    for (const [index, row] of this.rowList.entries()) if (row.state === 'waiting') this.set(index, 'stopped', '');
  }

  private async play(): Promise<void> {
    for (let index = 0; index < this.items.length; index += 1) {
      await this.free();
      const item = this.items[index];
      if (item === undefined || this.rowList[index]?.state !== 'waiting') continue;
      this.set(index, 'running', '');
      try {
        const handle = await item.begin();
        if (handle === undefined) this.set(index, 'skipped', '');
        else this.set(index, 'done', (await handle.finished).end?.state ?? '');
      } catch (error) {
        const said = UserFacingError.is(error)
          ? error.message
          : `Something went wrong inside Gavel: ${errorText(error)}`;
        this.set(index, 'failed', said);
      }
    }
  }

  private set(index: number, state: QueueRow['state'], note: string): void {
    const row = this.rowList[index];
    if (row === undefined) return;
    this.rowList[index] = { ...row, state, note };
    this.changed();
  }
}
