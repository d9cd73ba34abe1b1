import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as z from 'zod/mini';
import { writeFileAtomic } from '../base/atomicFile';

/** A file of one accept, as it was and as it became. `undefined` bytes: no such file. */
export interface JournalEntry {
  /** POSIX, relative to the workspace. */
  readonly path: string;
  readonly before: Buffer | undefined;
  readonly after: Buffer | undefined;
  /** Permission bits before; undefined when there was no file. */
  readonly mode: number | undefined;
  /** Permission bits of a file that is new; absent: the usual ones. */
  readonly newMode?: number;
  /** Folders, POSIX relative, that did not exist before this file. */
  readonly newFolders: readonly string[];
  readonly undone: boolean;
}

/** One accept. `started`: written before the first file was touched, the accept may have ended anywhere. */
export interface JournalRecord {
  readonly runId: string;
  readonly workspaceRoot: string;
  readonly createdMs: number;
  readonly state: 'started' | 'applied' | 'setAside';
  /** The process that began it, as `processMark` writes it; absent in older journals. */
  readonly writer?: string;
  readonly entries: readonly JournalEntry[];
}

/** The paths that an accept deletes, which it does before it writes. */
export function goingIn({ entries }: Pick<JournalRecord, 'entries'>): ReadonlySet<string> {
  return new Set(entries.filter(({ after }) => after === undefined).map(({ path }) => path));
}

const storedBytes = z.nullable(z.object({ base64: z.string(), sha256: z.string() }));

const schema = z.object({
  version: z.literal(1),
  runId: z.string(),
  workspaceRoot: z.string(),
  createdMs: z.number(),
  state: z.enum(['started', 'applied', 'setAside']),
  writer: z.optional(z.string()),
  entries: z.array(
    z.object({
      path: z.string(),
      before: storedBytes,
      after: storedBytes,
      mode: z.nullable(z.int()),
      newMode: z.optional(z.int()),
      newFolders: z.array(z.string()),
      undone: z.boolean(),
    }),
  ),
});

/** Writes a record whole, readable by its owner only. Throws Node's system errors. */
export async function writeJournalFile(file: string, record: JournalRecord): Promise<void> {
  const entries = record.entries.map((entry) => ({
    ...entry,
    before: store(entry.before),
    after: store(entry.after),
    mode: entry.mode ?? null,
  }));
  await writeFileAtomic(file, JSON.stringify({ version: 1, ...record, entries }), { mode: 0o600 });
}

/** Reads a record; undefined when the file is gone, not ours, or its bytes do not match their hashes. */
export async function readJournalFile(file: string): Promise<JournalRecord | undefined> {
  try {
    const stored = schema.parse(JSON.parse(await readFile(file, 'utf8')));
    const entries = stored.entries.map(({ newMode, ...entry }) => ({
      ...entry,
      before: restore(entry.before),
      after: restore(entry.after),
      mode: entry.mode ?? undefined,
      ...(newMode !== undefined && { newMode }),
    }));
    const { runId, workspaceRoot, createdMs, state, writer } = stored;
    return { runId, workspaceRoot, createdMs, state, entries, ...(writer !== undefined && { writer }) };
  } catch {
    return undefined;
  }
}

/** SHA-256 of the bytes, in hex. */
export function contentHash(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function store(bytes: Buffer | undefined): z.infer<typeof storedBytes> {
  return bytes === undefined ? null : { base64: bytes.toString('base64'), sha256: contentHash(bytes) };
}

function restore(stored: z.infer<typeof storedBytes>): Buffer | undefined {
  if (stored === null) return undefined;
  const bytes = Buffer.from(stored.base64, 'base64');
  if (contentHash(bytes) !== stored.sha256) throw new Error('The journal is damaged.');
  return bytes;
}
