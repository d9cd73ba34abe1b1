import type { FileHandle } from 'node:fs/promises';

/** One line of a file; `from` and `to` are byte offsets without the line feed. */
export interface RawLine {
  readonly from: number;
  readonly to: number;
  /** Absent for a line longer than `maxLineBytes`: it is counted and never held in memory. */
  readonly bytes?: Buffer;
  /** The file ends here without a line feed, which is how every sound file ends too. */
  readonly last: boolean;
}

/** No record is longer; what is, is not ours. */
export const maxLineBytes = 8 * 1024 * 1024;

/** Small enough that parsing the lines of one chunk does not hold up the editor (about 5 ms). */
const chunkBytes = 128 * 1024;

/**
 * The lines of a file from an offset on, a batch for each chunk read, so that others get their turn between two batches
 * and a file of any size needs little memory. Empty lines are left out.
 */
export async function* lineBatches(handle: FileHandle, from: number): AsyncGenerator<readonly RawLine[], void> {
  const chunk = Buffer.allocUnsafe(chunkBytes);
  let pieces: Buffer[] = [];
  let lineStart = from;
  let position = from;
  const lineTo = (to: number, last: boolean): RawLine[] => {
    const line = to === lineStart ? [] : [rawLine(pieces, lineStart, to, last)];
    pieces = [];
    lineStart = to + 1;
    return line;
  };
  for (;;) {
    const { bytesRead } = await handle.read(chunk, 0, chunkBytes, position);
    if (bytesRead === 0) break;
    const batch: RawLine[] = [];
    let at = 0;
    for (let feed = chunk.indexOf(10); feed !== -1 && feed < bytesRead; feed = chunk.indexOf(10, at)) {
      keep(pieces, chunk.subarray(at, feed), position + feed - lineStart);
      batch.push(...lineTo(position + feed, false));
      at = feed + 1;
    }
    keep(pieces, chunk.subarray(at, bytesRead), position + bytesRead - lineStart);
    position += bytesRead;
    yield batch;
  }
  yield lineTo(position, true);
}

/** Copies, because the chunk is used again; forgets a line that has grown too long. */
function keep(pieces: Buffer[], piece: Buffer, length: number): void {
  if (length > maxLineBytes) pieces.length = 0;
  else if (piece.length > 0) pieces.push(Buffer.from(piece));
}

function rawLine(pieces: readonly Buffer[], from: number, to: number, last: boolean): RawLine {
  return { from, to, last, ...(to - from <= maxLineBytes && { bytes: Buffer.concat(pieces) }) };
}
