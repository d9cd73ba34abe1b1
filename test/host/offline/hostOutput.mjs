/** Follows the file that `bootstrap.cjs` writes in the extension host. */
import fs from 'node:fs';

/**
 * `follow()` begins to print the host's output as it grows, `drain()` prints what is there now. `starts` counts hosts
 * that started (a second one means that the first died), `result` is the run's exit code once it ended, else undefined.
 */
export class HostOutput {
  starts = 0;
  result = undefined;
  file;
  #offset = 0;
  #rest = Buffer.alloc(0);
  #onRestart;
  #watcher;

  constructor(file, { onRestart }) {
    this.file = file;
    this.#onRestart = onRestart;
    fs.writeFileSync(file, '');
  }

  follow() {
    this.#watcher = fs.watch(this.file, () => this.drain());
  }

  stop() {
    this.#watcher?.close();
  }

  drain() {
    const size = fs.statSync(this.file).size;
    if (size === this.#offset) return;
    const chunk = Buffer.alloc(size - this.#offset);
    const descriptor = fs.openSync(this.file, 'r');
    const read = fs.readSync(descriptor, chunk, 0, chunk.length, this.#offset);
    fs.closeSync(descriptor);
    this.#offset += read;
    const bytes = Buffer.concat([this.#rest, chunk.subarray(0, read)]);
    const end = bytes.lastIndexOf(10) + 1;
    this.#rest = bytes.subarray(end);
    for (const line of bytes.toString('utf8', 0, end).split('\n')) if (line) this.#take(JSON.parse(line));
  }

  #take([channel, value]) {
    if (channel === 0) {
      this.starts++;
      if (this.starts > 1) this.#onRestart();
    } else if (channel === 3) this.result ??= value;
    else if (this.starts === 1) print(channel, value);
  }
}

/** Writes all of `text` now to stdout (1) or stderr (2); both may be pipes that are full for a moment. */
export function print(descriptor, text) {
  let bytes = Buffer.from(text);
  while (bytes.length > 0) {
    try {
      bytes = bytes.subarray(fs.writeSync(descriptor, bytes));
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
}
