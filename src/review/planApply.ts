import { lstat, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { errorText } from '../base/errorText';
import { visibleText } from '../base/visibleText';
import { authorize } from '../sandbox/gate';
import type { ApplyPort, WorkspaceFile } from './applyPort';
import { belowGoingFile } from './belowFile';
import type { ApplyOutcome, ProposedChange } from './change';
import type { JournalEntry } from './journalFile';
import { mergeText } from './mergeText';
import { sameBytes } from './textBytes';

/** What accepting one file will do: nothing more to do, or a write that is ready. */
export type ApplyStep =
  | { readonly kind: 'settled'; readonly outcome: ApplyOutcome }
  | {
      readonly kind: 'write';
      readonly change: ProposedChange;
      readonly absolutePath: string;
      readonly merged: boolean;
      /** The person's unsaved edits are part of what will be saved. */
      readonly savesEdits: boolean;
      readonly entry: JournalEntry;
    };

export interface PlanFacts {
  readonly workspaceRoot: string;
  readonly port: ApplyPort;
  /** Sensitive paths that the person accepted one by one. */
  readonly sensitivePaths: readonly string[];
  /** What the same accept deletes, before it writes anything. */
  readonly going: ReadonlySet<string>;
}

/** Why a sensitive file is not taken together with others. */
export const ownAcceptNeeded = 'This file can make tools run something; accept it on its own.';

const noFile: WorkspaceFile = { bytes: undefined, openInEditor: false, dirty: false };

/** Decides one file by its content now. Changes nothing, never throws. */
export async function planApply(change: ProposedChange, facts: PlanFacts): Promise<ApplyStep> {
  const { path, proposed } = change;
  try {
    const below = await belowGoingFile(facts.workspaceRoot, path, facts.going);
    const operation = proposed === undefined ? 'delete' : 'write';
    const verdict = below ?? (await authorize(facts.workspaceRoot, path, operation));
    if (verdict.kind === 'denied') return refused(path, verdict.reason);
    const elsewhere = await leadsElsewhere(facts.workspaceRoot, path, verdict.absolutePath);
    if (elsewhere !== undefined) return refused(path, elsewhere);
    const sensitive = verdict.sensitive || change.flags.includes('sensitive');
    if (sensitive && !facts.sensitivePaths.includes(path)) {
      return refused(path, ownAcceptNeeded);
    }
    const current = below === undefined ? await facts.port.read(verdict.absolutePath) : noFile;
    const target = targetOf(change, current);
    if (target.kind === 'refused') return refused(path, target.reason, target.conflict);
    if (sameBytes(target.bytes, current.bytes)) {
      return {
        kind: 'settled',
        outcome: { kind: 'applied', path, merged: target.merged, note: 'It was already there.' },
      };
    }
    const kept = await entryOf(facts.workspaceRoot, path, verdict.absolutePath, current.bytes, target.bytes);
    const entry = change.mode === undefined || kept.before !== undefined ? kept : { ...kept, newMode: change.mode };
    const savesEdits = current.dirty && proposed !== undefined;
    return { kind: 'write', change, absolutePath: verdict.absolutePath, merged: target.merged, savesEdits, entry };
  } catch (error) {
    return refused(path, `It could not be read: ${visibleText(errorText(error))}.`);
  }
}

/**
 * The copy's names have no links in them, so a link on the way is one that the copy did not have: what was proposed and shown
 * under this name would be written under another. Names that differ by case or form alone are one file on some systems.
 */
async function leadsElsewhere(root: string, path: string, absolutePath: string): Promise<string | undefined> {
  const place = relative(await realpath(root), absolutePath)
    .split(sep)
    .join('/');
  const plain = (name: string): string => name.normalize('NFC').toLowerCase();
  if (plain(place) === plain(path)) return undefined;
  return `In the workspace a link leads from there to ${visibleText(place)}, and the copy had no such link; nothing was written.`;
}

type Target =
  | { readonly kind: 'bytes'; readonly bytes: Buffer | undefined; readonly merged: boolean }
  | { readonly kind: 'refused'; readonly reason: string; readonly conflict?: string };

/** The content decides, not times or versions: untouched since the copy, there already, or to be merged. */
function targetOf({ base, proposed }: ProposedChange, { bytes: current }: WorkspaceFile): Target {
  if (sameBytes(current, proposed) || sameBytes(current, base))
    return { kind: 'bytes', bytes: proposed, merged: false };
  if (proposed === undefined) return refusal('It changed since the task began, so it was not deleted.');
  if (base === undefined)
    return refusal('A file with this name appeared meanwhile; rename or remove it and accept again.');
  if (current === undefined)
    return refusal('It was deleted meanwhile; restore it and accept again, or reject the change.');
  const merge = mergeText(base, current, proposed);
  if (merge.kind === 'merged') return { kind: 'bytes', bytes: merge.bytes, merged: true };
  return merge.kind === 'conflict'
    ? {
        kind: 'refused',
        reason: `You and the agent changed the same lines (${merge.places}); accept the other hunks, undo your edit there and accept again, or reject the change.`,
        conflict: merge.marked,
      }
    : refusal('It changed since the task began and cannot be merged by lines; undo that change and accept again.');
}

async function entryOf(
  root: string,
  path: string,
  absolutePath: string,
  before: Buffer | undefined,
  after: Buffer | undefined,
): Promise<JournalEntry> {
  const status = before === undefined ? undefined : await lstat(absolutePath).catch(() => undefined);
  const mode = status === undefined ? undefined : status.mode & 0o777;
  return { path, before, after, mode, newFolders: await missingFolders(root, path), undone: false };
}

async function missingFolders(root: string, path: string): Promise<readonly string[]> {
  const names = path.split('/').slice(0, -1);
  const folders = names.map((_, index) => names.slice(0, index + 1).join('/'));
  const found = await Promise.all(folders.map((folder) => lstat(join(root, folder)).catch(() => undefined)));
  // A file in the place of a folder goes first; a link to a folder is there to stay.
  return folders.filter((_, index) => found[index] === undefined || found[index].isFile());
}

function refusal(reason: string): Target {
  return { kind: 'refused', reason };
}

function refused(path: string, reason: string, conflict?: string): ApplyStep {
  return { kind: 'settled', outcome: { kind: 'refused', path, reason, ...(conflict !== undefined && { conflict }) } };
}
