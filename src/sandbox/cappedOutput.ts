import { StringDecoder } from 'node:string_decoder';
import { TerminalText } from './terminalText';

/** Which pipe of the child a piece came through. */
export type OutputStream = 'stdout' | 'stderr';

interface Piece {
  readonly stream: OutputStream;
  readonly bytes: Buffer;
}

/** Decodes and cleans the two pipes apart from each other, in the order their pieces came. */
class Cleaner {
  private readonly parts = {
    stdout: { decoder: new StringDecoder('utf8'), text: new TerminalText() },
    stderr: { decoder: new StringDecoder('utf8'), text: new TerminalText() },
  };

  push({ stream, bytes }: Piece): string {
    const part = this.parts[stream];
    return part.text.push(part.decoder.write(bytes));
  }

  end(): string {
    return Object.values(this.parts)
      .map((part) => part.text.push(part.decoder.end()) + part.text.end())
      .join('');
  }
}

/**
 * Keeps the head and the tail of a program's output, together at most `maxBytes`; what lies between is counted and
 * dropped without being looked at, so a flood costs nothing. Cleaned text goes to `onText` as it comes, and `text` is
 * all of it.
 */
export class CappedOutput {
  private readonly cleaner = new Cleaner();
  private readonly tail: Piece[] = [];
  private readonly tailRoom: number;
  private headRoom: number;
  private tailBytes = 0;
  private droppedBytes = 0;
  private collected = '';

  constructor(
    maxBytes: number,
    private readonly onText: (text: string) => void,
  ) {
    this.headRoom = Math.ceil(maxBytes / 2);
    this.tailRoom = Math.floor(maxBytes / 2);
  }

  push(stream: OutputStream, bytes: Buffer): void {
    const head = bytes.subarray(0, this.headRoom);
    const rest = bytes.subarray(head.length);
    if (head.length > 0) {
      this.headRoom -= head.length;
      this.say(this.cleaner.push({ stream, bytes: head }));
    }
    if (rest.length === 0) return;
    this.tail.push({ stream, bytes: rest });
    this.tailBytes += rest.length;
    this.trim();
  }

  /** Everything that was kept, when nothing more will come. */
  end(): string {
    if (this.droppedBytes === 0) {
      for (const piece of this.tail) this.say(this.cleaner.push(piece));
      this.say(this.cleaner.end());
      return this.collected;
    }
    this.say(this.cleaner.end());
    this.say(`\n[… ${this.droppedBytes.toLocaleString('en')} bytes of output left out …]\n`);
    const cleaner = new Cleaner();
    this.say(this.tail.map((piece) => cleaner.push(piece)).join('') + cleaner.end());
    return this.collected;
  }

  private trim(): void {
    while (this.tailBytes > this.tailRoom) {
      const first = this.tail[0];
      if (first === undefined) return;
      const surplus = Math.min(first.bytes.length, this.tailBytes - this.tailRoom);
      this.droppedBytes += surplus;
      this.tailBytes -= surplus;
      if (surplus === first.bytes.length) this.tail.shift();
      else this.tail[0] = { stream: first.stream, bytes: withoutCutCharacter(first.bytes.subarray(surplus)) };
    }
  }

  private say(text: string): void {
    if (text === '') return;
    this.collected += text;
    this.onText(text);
  }
}

/** Continuation bytes at the beginning belong to a character that was dropped. */
function withoutCutCharacter(bytes: Buffer): Buffer {
  let start = 0;
  while (start < 3 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start += 1;
  return bytes.subarray(start);
}
