import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from '../base/errorText';

/** Records of a file, oldest first, and how many lines could not be read (a crash can tear the last one). */
export interface JsonLines<T> {
  readonly records: readonly T[];
  readonly unreadable: number;
}

/**
 * Appends one record as one line of JSON, in one write, so that two windows cannot interleave. The line feed comes first:
 * a line torn by a crash then spoils only itself. Folders are made 0700, files 0600.
 */
export async function appendJsonLine(file: string, record: unknown): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await appendFile(file, `\n${JSON.stringify(record)}`, { mode: 0o600, flush: true });
}

/** Reads every line that `parse` accepts; a missing file has no records. Nothing is ever removed here. */
export async function readJsonLines<T>(file: string, parse: (value: unknown) => T | undefined): Promise<JsonLines<T>> {
  const lines = (await readText(file)).split('\n').filter((line) => line.trim() !== '');
  const records = lines.flatMap((line) => {
    const record = parse(parseJson(line));
    return record === undefined ? [] : [record];
  });
  return { records, unreadable: lines.length - records.length };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return '';
    throw error;
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
