import * as z from 'zod/mini';
import type { RawLine } from './lineBatches';

/** How the records of one file are read. */
export interface RecordFormat<T> {
  /** The newest schema version this program knows; every record carries its own in `schema`, from 1. */
  readonly schemaVersion: number;
  /** Reads a record of any known version, bringing old ones up to date; `undefined` for what is none. */
  readonly parse: (value: unknown) => T | undefined;
  /** A later record with the same id takes the place of the earlier. */
  readonly idOf: (record: T) => string;
}

/**
 * `newer`: written by a later version of this program. `torn`: the last line was cut off, which is what a crash while
 * appending leaves. `broken`: anything else that is no record, so something other than a crash has harmed the file.
 */
export type LineReading<T> =
  { readonly kind: 'record'; readonly id: string; readonly record: T } | { readonly kind: 'newer' | 'torn' | 'broken' };

const versioned = z.looseObject({ schema: z.int().check(z.positive()) });

/** Says what a line is. A cut-off object is never valid JSON, so a whole last line needs no line feed to be trusted. */
export function readLine<T>({ bytes, last }: RawLine, format: RecordFormat<T>): LineReading<T> {
  if (bytes === undefined) return { kind: 'broken' };
  const text = withoutBlankEnd(bytes).toString('utf8');
  const value = parseJson(text);
  if (value === undefined) return { kind: last && isCutOff(text) ? 'torn' : 'broken' };
  const header = versioned.safeParse(value);
  if (!header.success) return { kind: 'broken' };
  if (header.data.schema > format.schemaVersion) return { kind: 'newer' };
  const record = format.parse(value);
  return record === undefined ? { kind: 'broken' } : { kind: 'record', id: format.idOf(record), record };
}

/** A power cut can leave NULs behind the last record; it is whole all the same. */
function withoutBlankEnd(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] ?? 0) <= 32) end -= 1;
  return bytes.subarray(0, end);
}

/** Nothing at all, or the beginning of one object and no more: what an interrupted write leaves. Anything else was harmed later. */
function isCutOff(text: string): boolean {
  if (text !== '' && !text.startsWith('{')) return false;
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (inString && character === '\\') at += 1;
    else if (character === '"') inString = !inString;
    else if (!inString && character === '{') depth += 1;
    else if (!inString && character === '}' && --depth === 0) return false;
  }
  return true;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
