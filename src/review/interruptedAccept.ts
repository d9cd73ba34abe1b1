import { dirname } from 'node:path';
import { errorText } from '../base/errorText';
import { visibleText } from '../base/visibleText';
import { authorize } from '../sandbox/gate';
import { isProvablyDead, ownMark, readMark } from '../store/processMark';
import { otherWindowAccepts, whileAccepting } from './acceptLock';
import type { ApplyPort } from './applyPort';
import { belowGoingFile } from './belowFile';
import { readJournals } from './journal';
import { goingIn, type JournalEntry, type JournalRecord, readJournalFile, writeJournalFile } from './journalFile';
import { sweepTemporaries } from './sweepTemporaries';
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
    const going = goingIn(record);
    const states = await Promise.all(entries.map((entry) => stateOf(workspaceRoot, entry, port, going)));
    const paths = (state: EntryState): string[] =>
      entries.filter((_, index) => states[index] === state).map(({ path }) => path);
    const all = entries.map(({ path }) => path);
    await whileAccepting(folder, workspaceRoot, () => sweepTemporaries(workspaceRoot, all));
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

async function stateOf(
  root: string,
  entry: JournalEntry,
  port: ApplyPort,
  going: ReadonlySet<string>,
): Promise<EntryState> {
  try {
    if (entry.before === undefined && (await belowGoingFile(root, entry.path, going)) !== undefined) return 'before';
    const verdict = await authorize(root, entry.path, entry.after === undefined ? 'delete' : 'write');
    if (verdict.kind === 'denied') return 'other';
    const { bytes } = await port.read(verdict.absolutePath);
    if (sameBytes(bytes, entry.after)) return 'accepted';
    return sameBytes(bytes, entry.before) ? 'before' : 'other';
  } catch {
    return 'other';
  }
}

/** A file that was left as it is, with the sentence that says why. */
export interface LeftAlone {
  readonly path: string;
  readonly reason: string;
}

/**
 * Writes what an interrupted accept had not written yet, each file only while it is as it was before. Returns what could
 * not be written; undefined when another window has decided about it meanwhile. It can be undone as any other afterwards.
 */
export async function finishAccept(
  { journalFile, record }: InterruptedAccept,
  port: ApplyPort,
): Promise<readonly LeftAlone[] | undefined> {
  const { workspaceRoot, entries } = record;
  const reason = `It was left as it is: ${otherWindowAccepts}.`;
  const finished = await whileAccepting(dirname(journalFile), workspaceRoot, async () => ({
    refused: await finishAlone(journalFile, port),
  }));
  return finished === undefined ? entries.map(({ path }) => ({ path, reason })) : finished.refused;
}

async function finishAlone(journalFile: string, port: ApplyPort): Promise<readonly LeftAlone[] | undefined> {
  const record = await readJournalFile(journalFile);
  if (record?.state !== 'started') return undefined;
  const refused: LeftAlone[] = [];
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
    const written = await port.write(verdict.absolutePath, entry.after, entry.before, entry.newMode);
    return written.kind === 'written' ? { ...entry, after: written.bytes } : `It was left as it is: ${written.reason}.`;
  } catch (error) {
    return `It could not be written (${visibleText(errorText(error))}).`;
  }
}

/** Leaves the workspace as it is; what was written can still be undone. */
export async function keepAsItIs({ journalFile, record }: InterruptedAccept): Promise<void> {
  await writeJournalFile(journalFile, { ...record, state: 'applied' });
}
