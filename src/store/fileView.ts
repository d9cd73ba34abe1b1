import type { BigIntStats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { lineBatches, type RawLine } from './lineBatches';
import { readLine, type RecordFormat } from './readLine';

/** How many bytes before the read position must still be the same for the file to be the one that was read. */
const witnessBytes = 64;

/** What has been read of a file so far. Another look reads only what was added since, unless the file was replaced. */
export class FileView<T> {
  /** By id, in the order in which the ids first came. */
  readonly records = new Map<string, T>();
  /** Lines read, those that a later one replaced included. */
  lines = 0;
  /** Lines that are no records; a torn last line is none of them. */
  broken = 0;
  /** Whether some record was written by a newer version of this program. */
  newer = false;
  /** Byte offset of the end of the last whole line; a torn line begins there. */
  end = 0;
  private inode = -1n;
  private size = -1n;
  private changedNs = -1n;
  private witness: Buffer = Buffer.alloc(0);

  constructor(private readonly format: RecordFormat<T>) {}

  /** Whether the file is as it was at the last look, as far as its directory entry tells. Times are only compared for equality. */
  isCurrent({ ino, size, ctimeNs }: BigIntStats): boolean {
    return ino === this.inode && size === this.size && ctimeNs === this.changedNs;
  }

  /** Brings the view up to date with the open file. True when any record came or went. */
  async refresh(handle: FileHandle): Promise<boolean> {
    const status = await handle.stat({ bigint: true });
    if (this.isCurrent(status)) return false;
    const { ino, size, ctimeNs } = status;
    const sameFile = ino === this.inode && size >= this.end && (await this.witnessed(handle));
    const forgot = !sameFile && this.forget();
    this.inode = ino;
    this.size = size;
    this.changedNs = ctimeNs;
    const before = this.lines;
    if (size > this.end)
      for await (const batch of lineBatches(handle, this.end)) for (const line of batch) this.take(line);
    if (this.lines !== before || forgot) await this.bearWitness(handle);
    return this.lines !== before || forgot;
  }

  /** Forgets everything; true when there was something to forget. */
  forget(): boolean {
    const some = this.lines > 0;
    this.records.clear();
    this.lines = 0;
    this.broken = 0;
    this.newer = false;
    this.end = 0;
    this.inode = -1n;
    this.size = -1n;
    this.witness = Buffer.alloc(0);
    return some;
  }

  private take(line: RawLine): void {
    const reading = readLine(line, this.format);
    // Another process may be in the middle of writing it; the next look begins there again.
    if (reading.kind === 'torn') return;
    this.end = line.to;
    this.lines += 1;
    if (reading.kind === 'record') this.records.set(reading.id, reading.record);
    else if (reading.kind === 'newer') this.newer = true;
    else this.broken += 1;
  }

  /** A file number can be given out again, so the last bytes are compared too; no clock is asked. */
  private async witnessed(handle: FileHandle): Promise<boolean> {
    const now = await bytesBefore(handle, this.end, this.witness.length);
    return now.equals(this.witness);
  }

  private async bearWitness(handle: FileHandle): Promise<void> {
    this.witness = await bytesBefore(handle, this.end, Math.min(witnessBytes, this.end));
  }
}

async function bytesBefore(handle: FileHandle, end: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await handle.read(bytes, 0, length, end - length);
  return bytes.subarray(0, bytesRead);
}
