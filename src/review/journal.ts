import { randomBytes } from 'node:crypto';
import { mkdir, readdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode } from '../base/errorText';
import { markText, ownMark } from '../store/processMark';
import { otherWindowAccepts, whileAccepting } from './acceptLock';
import type { ApplyPort } from './applyPort';
import type { JournalEntry, JournalRecord } from './journalFile';
import { goingIn, readJournalFile, writeJournalFile } from './journalFile';
import { sweepTemporaries } from './sweepTemporaries';
import { undoEntry } from './undoEntry';

/** A journal that was written before an accept and waits to hear how it went. */
export interface OpenJournal {
  readonly file: string;
  /** Records what really stands in the workspace; with nothing applied the journal goes away. */
  finish(entries: readonly JournalEntry[]): Promise<void>;
}

/** How an undo went. Paths are POSIX, relative to the workspace. */
export type UndoOutcome =
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'undone';
      /** The run whose accepts these were. */
      readonly runId: string;
      readonly restored: readonly string[];
      readonly refused: readonly { readonly path: string; readonly reason: string }[];
    };

/** Accepts that can be undone; older ones are dropped when a new one begins. Ours. */
const keptJournals = 50;

/** Writes the journal of an accept, one file in `folder`, before anything is changed. Throws when that is not possible. */
export async function beginJournal(
  folder: string,
  facts: Pick<JournalRecord, 'runId' | 'workspaceRoot' | 'entries'>,
): Promise<OpenJournal> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const names = await journalNames(folder);
  const createdMs = Math.max(Date.now(), timeOf(names.at(-1)) + 1);
  const file = join(folder, `${String(createdMs).padStart(15, '0')}-${randomBytes(6).toString('hex')}.json`);
  const writer = markText(await ownMark());
  const record: JournalRecord = { ...facts, createdMs, state: 'started', writer };
  await writeJournalFile(file, record);
  await Promise.all(names.slice(0, -keptJournals).map((name) => unlink(join(folder, name)).catch(() => undefined)));
  return {
    file,
    finish: async (entries) => {
      if (entries.length === 0) await unlink(file);
      else await writeJournalFile(file, { ...record, entries, state: 'applied' });
    },
  };
}

/**
 * Undoes every accept, of whole files and of hunks, of the latest run that has one which is not undone yet, newest first;
 * also one of an earlier session. With `workspaceRoot` (real path) only accepts into that folder count.
 */
export async function undoLatestAccept(folder: string, port: ApplyPort, workspaceRoot?: string): Promise<UndoOutcome> {
  let whole: UndoOutcome = { kind: 'nothing' };
  for (const { file, record } of (await readJournals(folder, workspaceRoot)).reverse()) {
    if (!isUndoable(record) || (whole.kind === 'undone' && whole.runId !== record.runId)) continue;
    const outcome = await undoAccept(file, port);
    whole = whole.kind === 'undone' && outcome.kind === 'undone' ? together(whole, outcome) : outcome;
  }
  return whole;
}

/** A file counts as restored only when each of its accepts is undone. */
function together(
  later: Extract<UndoOutcome, { kind: 'undone' }>,
  earlier: Extract<UndoOutcome, { kind: 'undone' }>,
): UndoOutcome {
  const refused = [
    ...later.refused,
    ...earlier.refused.filter(({ path }) => !later.refused.some((one) => one.path === path)),
  ];
  const restored = [...new Set([...later.restored, ...earlier.restored])];
  const isRefused = (path: string): boolean => refused.some((one) => one.path === path);
  return { ...later, restored: restored.filter((path) => !isRefused(path)), refused };
}

/** Every readable journal, oldest first; those of one workspace alone when its real path is given. */
export async function readJournals(
  folder: string,
  workspaceRoot?: string,
): Promise<{ readonly file: string; readonly record: JournalRecord }[]> {
  const found: { readonly file: string; readonly record: JournalRecord }[] = [];
  for (const name of await journalNames(folder)) {
    const file = join(folder, name);
    const record = await readJournalFile(file);
    if (record === undefined || (workspaceRoot !== undefined && record.workspaceRoot !== workspaceRoot)) continue;
    found.push({ file, record });
  }
  return found;
}

/**
 * Puts back every file of one accept that still holds what the accept left, byte for byte; others are refused with a
 * sentence and stay. What was refused can be tried again, until a try restores nothing: then the accept is set aside.
 */
export async function undoAccept(journalFile: string, port: ApplyPort): Promise<UndoOutcome> {
  const record = await readJournalFile(journalFile);
  if (record === undefined || !isUndoable(record)) return { kind: 'nothing' };
  const { workspaceRoot, runId, entries } = record;
  const outcome = await whileAccepting(dirname(journalFile), workspaceRoot, () => undoAlone(journalFile, port));
  const reason = `It could not be restored: ${otherWindowAccepts}.`;
  return outcome ?? { kind: 'undone', runId, restored: [], refused: entries.map(({ path }) => ({ path, reason })) };
}

async function undoAlone(journalFile: string, port: ApplyPort): Promise<UndoOutcome> {
  // Read again: another window may have undone it while this one waited.
  const record = await readJournalFile(journalFile);
  if (record === undefined || !isUndoable(record)) return { kind: 'nothing' };
  const going = goingIn(record);
  const restored: string[] = [];
  const refused: { readonly path: string; readonly reason: string }[] = [];
  const entries: JournalEntry[] = [];
  for (const entry of [...record.entries].reverse()) {
    const reason = entry.undone ? undefined : await undoEntry(record.workspaceRoot, entry, port, going);
    if (reason !== undefined) refused.push({ path: entry.path, reason });
    else if (!entry.undone) restored.push(entry.path);
    entries.unshift({ ...entry, undone: reason === undefined });
  }
  await sweepTemporaries(
    record.workspaceRoot,
    entries.map(({ path }) => path),
  );
  // Whoever undoes an accept that broke off has decided about it.
  const state = restored.length === 0 && refused.length > 0 ? 'setAside' : 'applied';
  await writeJournalFile(journalFile, { ...record, entries, state });
  return { kind: 'undone', runId: record.runId, restored: restored.reverse(), refused: refused.reverse() };
}

/** Of these workspaces (their real paths) the one whose accept `undoLatestAccept` would undo first; undefined: none. */
export async function latestUndoable(folder: string, workspaceRoots: readonly string[]): Promise<string | undefined> {
  const latest = (await readJournals(folder)).findLast(
    ({ record }) => isUndoable(record) && workspaceRoots.includes(record.workspaceRoot),
  );
  return latest?.record.workspaceRoot;
}

function isUndoable(record: JournalRecord): boolean {
  return record.state !== 'setAside' && record.entries.some((entry) => !entry.undone);
}

async function journalNames(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => /^\d{15}-[0-9a-f]{12}\.json$/u.test(name)).sort();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

function timeOf(name: string | undefined): number {
  return name === undefined ? 0 : Number(name.slice(0, 15));
}
