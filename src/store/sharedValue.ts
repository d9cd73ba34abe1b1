import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeFileAtomic } from '../base/atomicFile';
import { errorCode, errorText } from '../base/errorText';
import { withLock } from './lockFile';
import { makeFolder } from './recordFile';

/** How one small value is kept in a file of its own. */
export interface SharedValueFormat<T> {
  readonly file: string;
  /** Reads the value; `undefined` for what is none, which is then as if the file were not there. */
  readonly parse: (value: unknown) => T | undefined;
  /** Milliseconds to wait for other processes. */
  readonly waitMs: number;
}

/** `failed`: nothing is known to be written; `message` says why, without a name of ours. */
export type SharedChange = { readonly kind: 'changed' } | { readonly kind: 'failed'; readonly message: string };

/**
 * Reads a value that windows and processes share, lets `change` make the next one, and writes it, while nobody else does.
 * Written in one step, but not flushed: a power cut may bring back the value of a moment before. Never throws.
 */
export async function changeSharedValue<T>(
  { file, parse, waitMs }: SharedValueFormat<T>,
  change: (current: T | undefined) => Promise<T>,
): Promise<SharedChange> {
  try {
    await makeFolder(file);
    const write = async (): Promise<void> => {
      const next = await change(parse(await readJson(file)));
      await writeFileAtomic(file, JSON.stringify(next), { mode: 0o600, flush: false });
    };
    const outcome = await withLock(file, write, waitMs);
    if (outcome.kind === 'done') return { kind: 'changed' };
    return { kind: 'failed', message: `another window keeps ${outcome.holder}` };
  } catch (error) {
    return { kind: 'failed', message: `${dirname(file)}: ${errorText(error)}` };
  }
}

/**
 * Reads the value as it is now, without the lock: writes are done in one step. Without `value` and `problem` there is no file;
 * `problem` ends a sentence. Never throws.
 */
export async function readSharedValue<T>({
  file,
  parse,
}: Pick<SharedValueFormat<T>, 'file' | 'parse'>): Promise<{ readonly value?: T; readonly problem?: string }> {
  try {
    const text = await readFile(file, 'utf8');
    const value = parse(JSON.parse(text));
    return value === undefined ? { problem: `${file} holds something else` } : { value };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return {};
    return { problem: `${file}: ${errorText(error)}` };
  }
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError || errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
