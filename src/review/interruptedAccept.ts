import { readdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorText } from '../base/errorText';
import { visibleText } from '../base/visibleText';
import { authorize } from '../sandbox/gate';
import { isProvablyDead, ownMark, readMark } from '../store/processMark';
import type { ApplyPort } from './applyPort';
import { readJournals } from './journal';
import { type JournalEntry, type JournalRecord, writeJournalFile } from './journalFile';
import { sameBytes } from './textBytes';

/** An accept whose process died before it was through. Paths are POSIX, relative to the workspace. */
export interface InterruptedAccept {
  readonly journalFile: string;
  readonly record: JournalRecord;
  /** Files as they were before the accept. */
  readonly asBefore: readonly string[];
  /** Files as the accept wanted them. */
  readonly asAccepted: readonly string[];
  /** Files that are neither: edited since, and never touched from here. */
  readonly changedSince: readonly string[];
}

/** The accepts into a workspace (real path) that broke off, oldest first. One that another window is busy with is none. */
export async function interruptedAccepts(
  folder: string,
  port: ApplyPort,
  workspaceRoot: string,
): Promise<InterruptedAccept[]> {
  const found: InterruptedAccept[] = [];
  for (const { file, record } of await readJournals(folder, workspaceRoot)) {
    if (record.state !== 'started' || !(await isLeftBehind(record))) continue;
    const entries = record.entries.filter(({ undone }) => !undone);
    const states = await Promise.all(entries.map((entry) => stateOf(workspaceRoot, entry, port)));
    const paths = (state: EntryState): string[] =>
      entries.filter((_, index) => states[index] === state).map(({ path }) => path);
    await sweepTemporaries(workspaceRoot, entries);
    found.push({
      journalFile: file,
      record,
      asBefore: paths('before'),
      asAccepted: paths('accepted'),
      changedSince: paths('other'),
    });
  }
  return found;
}

async function isLeftBehind({ writer }: JournalRecord): Promise<boolean> {
  const mark = writer === undefined ? undefined : readMark(writer);
  return mark !== undefined && (await isProvablyDead(mark, await ownMark()));
}

type EntryState = 'before' | 'accepted' | 'other';

async function stateOf(root: string, entry: JournalEntry, port: ApplyPort): Promise<EntryState> {
  try {
    const verdict = await authorize(root, entry.path, entry.after === undefined ? 'delete' : 'write');
    if (verdict.kind === 'denied') return 'other';
    const { bytes } = await port.read(verdict.absolutePath);
    if (sameBytes(bytes, entry.after)) return 'accepted';
    return sameBytes(bytes, entry.before) ? 'before' : 'other';
  } catch {
    return 'other';
  }
}

/** What a write leaves beside its file when it is killed: our own temporary files, by their exact form of name. */
async function sweepTemporaries(root: string, entries: readonly JournalEntry[]): Promise<void> {
  for (const folder of new Set(entries.map(({ path }) => dirname(path)))) {
    const names = await readdir(join(root, folder)).catch(() => []);
    for (const name of names.filter((candidate) => /^\.gavel-[0-9a-f]{16}\.tmp$/u.test(candidate))) {
      const verdict = await authorize(root, folder === '.' ? name : `${folder}/${name}`, 'delete');
      if (verdict.kind === 'allowed') await unlink(verdict.absolutePath).catch(() => undefined);
    }
  }
}

/**
 * Writes what an interrupted accept had not written yet, each file only while it is as it was before. Returns what could
 * not be written, with its reason. The accept can be undone as any other afterwards.
 */
export async function finishAccept(
  { journalFile, record }: InterruptedAccept,
  port: ApplyPort,
): Promise<readonly { readonly path: string; readonly reason: string }[]> {
  const refused: { readonly path: string; readonly reason: string }[] = [];
  const entries: JournalEntry[] = [];
  for (const entry of record.entries) {
    const outcome = entry.undone ? entry : await finishEntry(record.workspaceRoot, entry, port);
    if (typeof outcome === 'string') refused.push({ path: entry.path, reason: outcome });
    entries.push(typeof outcome === 'string' ? entry : outcome);
  }
  await writeJournalFile(journalFile, { ...record, entries, state: 'applied' });
  return refused;
}

async function finishEntry(root: string, entry: JournalEntry, port: ApplyPort): Promise<JournalEntry | string> {
  try {
    const verdict = await authorize(root, entry.path, entry.after === undefined ? 'delete' : 'write');
    if (verdict.kind === 'denied') return verdict.reason;
    const { bytes } = await port.read(verdict.absolutePath);
    if (sameBytes(bytes, entry.after)) return entry;
    if (!sameBytes(bytes, entry.before)) return 'It was changed since, so it stays as it is.';
    const written = await port.write(verdict.absolutePath, entry.after, entry.before);
    return written.kind === 'written' ? { ...entry, after: written.bytes } : `It was left as it is: ${written.reason}.`;
  } catch (error) {
    return `It could not be written (${visibleText(errorText(error))}).`;
  }
}

/** Leaves the workspace as it is; what was written can still be undone. */
export async function keepAsItIs({ journalFile, record }: InterruptedAccept): Promise<void> {
  await writeJournalFile(journalFile, { ...record, state: 'applied' });
}
