import { access, type FileHandle, open, stat, unlink } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { systemClock } from '../base/clock';
import type { ClockPort } from '../base/clock';
import { errorCode, errorText } from '../base/errorText';
import { FileView } from './fileView';
import { maxLineBytes } from './lineBatches';
import { withLock } from './lockFile';
import type { RecordFormat } from './readLine';
import { appendLines, flushFolder, keepAside, makeFolder, openToAppend, rewrite, sweepTemporaries } from './recordFile';

/** What a store is made of. */
export interface RecordStoreOptions<T> extends RecordFormat<T> {
  readonly file: string;
  /** What the file is to the user, for warnings: "auction memory". */
  readonly name: string;
  /** Newest records kept; whole number from 1. The file itself may grow a quarter longer before it is compacted. */
  readonly maxRecords: number;
  /** One sentence for the user; each kind of trouble is told once, and again only after things had been well. */
  readonly warn: (message: string) => void;
  /** Dates the names of files kept aside; nothing else depends on it. */
  readonly clock?: ClockPort;
  /** Milliseconds to wait for another window's lock. Default 10,000. */
  readonly lockWaitMs?: number;
}

/** Everything readable, oldest first, one record for each id, at most `maxRecords`. */
export interface StoreContents<T> {
  /** The very same array until something changes. */
  readonly records: readonly T[];
  /** Lines that are no records; a torn last line is none of them. */
  readonly unreadable: number;
  /** A newer version of this program wrote the file; this one does not touch it. */
  readonly readOnly: boolean;
  /** Records that could not be written yet; they are among `records`, and every later append tries them again. */
  readonly unsaved: number;
}

/**
 * `kept`: only in this window's memory so far, tried again with every append. `refused`: not stored at all, because the
 * record is not one by the store's own format, or longer than 8 MiB.
 */
export type AppendOutcome =
  { readonly kind: 'saved' } | { readonly kind: 'kept' | 'refused'; readonly message: string };

/** `refused`: everything stays as it was; `message` says why. */
export type RemoveOutcome =
  { readonly kind: 'removed'; readonly count: number } | { readonly kind: 'refused'; readonly message: string };

/** A file of records that windows share. No method throws for what disks do; each says it in its answer. */
export interface RecordStore<T> {
  append(record: T): Promise<AppendOutcome>;
  read(): Promise<StoreContents<T>>;
  /** Removes every record that `matches`, from the disk too. Files kept aside stay. */
  remove(matches: (record: T) => boolean): Promise<RemoveOutcome>;
}

type Trouble = 'newer' | 'unwritable' | 'unreadable' | 'damaged';

/**
 * Opens a store over an append-only file of JSON Lines. Nothing is read or written before the first call.
 *
 * Writers take turns by a lock (`withLock`); each append first reads what others added, cuts off a torn last line, then
 * writes and flushes. When anything other than a torn last line is broken, the next append keeps the file aside as
 * `.corrupt-<date>` and goes on with a clean copy of the records. A file that holds a record of a newer schema version is
 * only read. What cannot be written stays in memory.
 */
export function openRecordStore<T>(options: RecordStoreOptions<T>): RecordStore<T> {
  return new FileRecordStore(options);
}

class FileRecordStore<T> implements RecordStore<T> {
  private readonly view: FileView<T>;
  /** Not on disk yet, by id. */
  private readonly unsaved = new Map<string, T>();
  private readonly told = new Set<Trouble>();
  private turn: Promise<unknown> = Promise.resolve();
  private swept = false;
  private list: readonly T[] | undefined;

  constructor(private readonly options: RecordStoreOptions<T>) {
    this.view = new FileView(options);
  }

  append(record: T): Promise<AppendOutcome> {
    const refusal = this.refusal(record);
    if (refusal !== undefined) return Promise.resolve({ kind: 'refused', message: refusal });
    const id = this.options.idOf(record);
    this.keep(id, record);
    return this.next(async () => {
      // An earlier turn may have taken it along.
      const message = this.unsaved.get(id) === record ? await this.flush() : undefined;
      return message === undefined ? { kind: 'saved' } : { kind: 'kept', message };
    });
  }

  read(): Promise<StoreContents<T>> {
    return this.next(async () => {
      await this.look();
      const { broken, newer } = this.view;
      return { records: this.contents(), unreadable: broken, readOnly: newer, unsaved: this.unsaved.size };
    });
  }

  remove(matches: (record: T) => boolean): Promise<RemoveOutcome> {
    return this.next(async () => {
      const removed = new Set<string>();
      const message = await this.write(async () => {
        if (this.view.broken > 0) throw new Error('its damaged lines could not be kept aside first');
        for (const [id, record] of [...this.view.records, ...this.unsaved]) if (matches(record)) removed.add(id);
        await this.onFile((handle) => rewrite(this.options.file, handle, this.options, (id) => !removed.has(id)));
        await this.onFile(() => Promise.resolve());
        for (const id of removed) this.unsaved.delete(id);
        this.list = undefined;
      });
      return message === undefined ? { kind: 'removed', count: removed.size } : { kind: 'refused', message };
    });
  }

  /** One thing at a time in this window; other windows are kept off by the lock. */
  private next<R>(job: () => Promise<R>): Promise<R> {
    const result = this.turn.then(job);
    this.turn = result.catch(() => undefined);
    return result;
  }

  /** What is written must be readable: a line the store itself could not read would be taken for damage later. */
  private refusal(record: T): string | undefined {
    const { name, parse } = this.options;
    const line = JSON.stringify(record);
    if (Buffer.byteLength(line) > maxLineBytes) return `A record of the ${name} is too long to be kept.`;
    return parse(JSON.parse(line)) === undefined ? `A record of the ${name} is not well-formed.` : undefined;
  }

  private keep(id: string, record: T): void {
    this.unsaved.set(id, record);
    const [oldest] = this.unsaved.keys();
    if (this.unsaved.size > this.options.maxRecords && oldest !== undefined) this.unsaved.delete(oldest);
    this.list = undefined;
  }

  private contents(): readonly T[] {
    const { records } = this.view;
    const all = this.unsaved.size === 0 ? records : new Map([...records, ...this.unsaved]);
    return (this.list ??= [...all.values()].slice(-this.options.maxRecords));
  }

  private flush(): Promise<string | undefined> {
    const { file } = this.options;
    return this.write(async () => {
      const batch = [...this.unsaved];
      await this.onFile(async (handle) => {
        const isNew = this.view.end === 0;
        await appendLines(
          handle,
          this.view.end,
          batch.map(([, record]) => JSON.stringify(record)),
        );
        if (isNew) await flushFolder(dirname(file));
        await this.refresh(handle);
      });
      for (const [id, record] of batch) if (this.unsaved.get(id) === record) this.unsaved.delete(id);
      this.list = undefined;
      await this.compact();
    });
  }

  /** Best effort: a file that could not be made shorter is longer, not wrong, and the next append tries again. */
  private async compact(): Promise<void> {
    const { file, maxRecords } = this.options;
    const { lines, broken, records } = this.view;
    if (broken > 0 || lines <= maxRecords + Math.max(16, Math.floor(maxRecords / 4))) return;
    const newest = new Set([...records.keys()].slice(-maxRecords));
    await this.onFile((handle) => rewrite(file, handle, this.options, (id) => newest.has(id))).catch(() => undefined);
  }

  /** Runs `action` under the lock on a file that is this version's and sound; else, or when it throws, says what is wrong. */
  private async write(action: () => Promise<void>): Promise<string | undefined> {
    const { file, lockWaitMs = 10_000, name } = this.options;
    // Once a wait was for nothing, the records behind it must not each wait as long.
    const waitMs = this.told.has('unwritable') ? Math.min(lockWaitMs, 200) : lockWaitMs;
    try {
      await makeFolder(file);
      const outcome = await withLock(file, () => this.writeLocked(action), waitMs);
      if (outcome.kind === 'busy') {
        return this.trouble(
          'unwritable',
          `Another window is keeping the ${name} locked, so what is new stays in this window's memory for now; if no other window is open, delete ${outcome.holder}.`,
        );
      }
      return outcome.value;
    } catch (error) {
      return this.trouble(
        'unwritable',
        `The ${name} cannot be written to ${file} (${errorText(error)}), so what is new stays in this window's memory; make that folder writable and it will be saved with the next task.`,
      );
    }
  }

  private async writeLocked(action: () => Promise<void>): Promise<string | undefined> {
    const { file, name } = this.options;
    if (!this.swept) await sweepTemporaries(file);
    this.swept = true;
    await this.onFile(() => Promise.resolve());
    if (this.view.newer) {
      return this.trouble(
        'newer',
        `The ${name} in ${file} was written by a newer version of Gavel, so this version only reads it; update Gavel to add to it.`,
      );
    }
    if (this.view.broken > 0) await this.setAside();
    await action();
    this.told.delete('newer');
    this.told.delete('unwritable');
    return undefined;
  }

  private async setAside(): Promise<void> {
    const { file, name, clock = systemClock } = this.options;
    const count = this.view.broken;
    const lines = count === 1 ? '1 line' : `${count} lines`;
    try {
      const aside = await keepAside(file, clock.nowMs());
      await this.onFile((handle) => rewrite(file, handle, this.options, () => true)).catch(async (error: unknown) => {
        // Nothing was replaced, so the file still is its own evidence, and every append would keep another.
        await unlink(aside);
        throw error;
      });
      await this.onFile(() => Promise.resolve());
      this.told.delete('damaged');
      this.trouble(
        'damaged',
        `${lines} of the ${name} could not be read; everything else is in use, and the file as it was is kept as ${basename(aside)} beside it.`,
      );
    } catch (error) {
      this.trouble(
        'damaged',
        `${lines} of the ${name} in ${file} cannot be read (${errorText(error)}); the rest is in use.`,
      );
    }
  }

  /** Opens the file, brings the view up to date, and lets `use` work on it. */
  private async onFile(use: (handle: FileHandle) => Promise<void>): Promise<void> {
    const handle = await openToAppend(this.options.file);
    try {
      await this.refresh(handle);
      await use(handle);
    } finally {
      await handle.close();
    }
  }

  private async refresh(handle: FileHandle): Promise<void> {
    if (await this.view.refresh(handle)) this.list = undefined;
  }

  private async look(): Promise<void> {
    const { file, name } = this.options;
    try {
      if (this.view.isCurrent(await stat(file, { bigint: true }))) return;
      const handle = await open(file, 'r');
      await this.refresh(handle).finally(() => handle.close());
      this.told.delete('unreadable');
    } catch (error) {
      if (errorCode(error) === 'ENOENT' && (await this.isGone())) return;
      this.trouble(
        'unreadable',
        `The ${name} in ${file} cannot be read (${errorText(error)}), so only what this window knows is in use; make the file readable.`,
      );
    }
  }

  /** The file is not there and nothing is wrong with that: it was never written, or another window removed it. */
  private async isGone(): Promise<boolean> {
    const folderThere = await access(dirname(this.options.file)).then(
      () => true,
      () => false,
    );
    if (!folderThere) return this.view.lines === 0;
    if (this.view.forget()) this.list = undefined;
    return true;
  }

  private trouble(kind: Trouble, message: string): string {
    if (!this.told.has(kind)) this.options.warn(message);
    this.told.add(kind);
    return message;
  }
}
