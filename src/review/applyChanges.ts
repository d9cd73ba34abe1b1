import { realpath } from 'node:fs/promises';
import { errorText } from '../base/errorText';
import { visibleText } from '../base/visibleText';
import { authorize } from '../sandbox/gate';
import { otherWindowAccepts, whileAccepting } from './acceptLock';
import type { ApplyPort } from './applyPort';
import type { ApplyOutcome, ProposedChange } from './change';
import type { OpenJournal } from './journal';
import { beginJournal } from './journal';
import type { JournalEntry } from './journalFile';
import type { ApplyStep } from './planApply';
import { ownAcceptNeeded, planApply } from './planApply';
import { sameBytes } from './textBytes';

export interface ApplyRequest {
  readonly changes: readonly ProposedChange[];
  /** Names the auction in the journal. */
  readonly runId: string;
  readonly workspaceRoot: string;
  readonly port: ApplyPort;
  /** Folder of all journals, outside the workspace. */
  readonly journalFolder: string;
  /** Sensitive files that the person accepted each on its own; all other sensitive ones are refused. */
  readonly sensitivePaths?: readonly string[];
  /** Stops before the next file; files that were written stay written and are in the result. */
  readonly signal?: AbortSignal;
}

type WriteStep = Extract<ApplyStep, { kind: 'write' }>;

interface Carried {
  readonly outcome: ApplyOutcome;
  /** What really stands in the workspace; absent when nothing was written. */
  readonly entry?: JournalEntry;
}

/**
 * Brings accepted files into the workspace, each decided by its content at this moment; the journal is written first. One
 * outcome per change, in the same order, true for each file by itself. Accepting twice changes nothing the second time.
 * Of two windows that accept into one folder the second waits for the first. Never throws.
 */
export async function applyChanges(request: ApplyRequest): Promise<ApplyOutcome[]> {
  const { changes, journalFolder } = request;
  try {
    const workspaceRoot = await realpath(request.workspaceRoot);
    const outcomes = await whileAccepting(journalFolder, workspaceRoot, () => applyAlone(request, workspaceRoot));
    return outcomes ?? changes.map(({ path }) => refused(path, sentence(otherWindowAccepts)));
  } catch (error) {
    const reason = `Nothing was changed: the accept could not be prepared (${visibleText(errorText(error))}).`;
    return changes.map(({ path }) => refused(path, reason));
  }
}

async function applyAlone(request: ApplyRequest, workspaceRoot: string): Promise<ApplyOutcome[]> {
  const { changes, port, sensitivePaths = [] } = request;
  const going = new Set(changes.filter(({ proposed }) => proposed === undefined).map(({ path }) => path));
  const planned: ApplyStep[] = [];
  for (const change of changes) planned.push(await planApply(change, { workspaceRoot, port, sensitivePaths, going }));
  const steps = withoutDoubles(planned);
  const writes = inOrder(steps.filter((step) => step.kind === 'write'));
  const carried = writes.length === 0 ? new Map<ApplyStep, Carried>() : await carryOut(writes, request, workspaceRoot);
  return steps.map((step, index) => {
    if (step.kind === 'settled') return step.outcome;
    return carried.get(step)?.outcome ?? refused(changes[index]?.path ?? '', 'It was not reached.');
  });
}

/** Two proposals for one file (by a link, or another case) cannot both be right. */
function withoutDoubles(steps: readonly ApplyStep[]): readonly ApplyStep[] {
  const seen = new Set<string>();
  return steps.map((step) => {
    if (step.kind === 'settled') return step;
    const first = !seen.has(step.absolutePath);
    seen.add(step.absolutePath);
    if (first) return step;
    return {
      kind: 'settled',
      outcome: refused(step.change.path, 'Another change of this proposal means the same file.'),
    };
  });
}

/** Deletions first, so that a name is free when something takes it; the result does not depend on the order given. */
function inOrder(steps: readonly WriteStep[]): readonly WriteStep[] {
  const rank = (step: WriteStep): string => `${step.change.proposed === undefined ? 0 : 1}${step.change.path}`;
  return [...steps].sort((one, other) => (rank(one) < rank(other) ? -1 : 1));
}

async function carryOut(
  writes: readonly WriteStep[],
  request: ApplyRequest,
  workspaceRoot: string,
): Promise<ReadonlyMap<ApplyStep, Carried>> {
  const { runId, journalFolder } = request;
  const entries = writes.map((step) => step.entry);
  const journal: OpenJournal = await beginJournal(journalFolder, { runId, workspaceRoot, entries });
  const carried = new Map<ApplyStep, Carried>();
  for (const step of writes) {
    const stopped = request.signal?.aborted === true;
    carried.set(
      step,
      stopped
        ? { outcome: refused(step.change.path, 'The accept was cancelled.') }
        : await writeOne(step, request, workspaceRoot),
    );
  }
  const kept = [...carried.values()].map(({ entry }) => entry).filter((entry) => entry !== undefined);
  // The first version of the journal stays valid if this fails: undo compares bytes, not states.
  await journal.finish(kept).catch(() => undefined);
  return carried;
}

async function writeOne(
  step: WriteStep,
  { port, sensitivePaths = [] }: ApplyRequest,
  workspaceRoot: string,
): Promise<Carried> {
  const { change, entry } = step;
  const { path } = change;
  try {
    // Asked again at the moment of use: a link may have been put there since the plan.
    const verdict = await authorize(workspaceRoot, path, change.proposed === undefined ? 'delete' : 'write');
    if (verdict.kind === 'denied') return { outcome: refused(path, verdict.reason) };
    if (verdict.absolutePath !== step.absolutePath)
      return { outcome: refused(path, 'Its folder was moved meanwhile.') };
    if (verdict.sensitive && !sensitivePaths.includes(path)) return { outcome: refused(path, ownAcceptNeeded) };
    const written = await port.write(step.absolutePath, entry.after, entry.before, entry.newMode);
    if (written.kind === 'refused') return { outcome: refused(path, sentence(written.reason)) };
    const notes = notesOf(step, sameBytes(written.bytes, entry.after));
    const outcome: ApplyOutcome = { kind: 'applied', path, merged: step.merged, ...notes };
    return { outcome, entry: { ...entry, after: written.bytes } };
  } catch (error) {
    return afterThrow(step, port, errorText(error));
  }
}

/** A port that threw may have written: the disk says which. */
async function afterThrow(step: WriteStep, port: ApplyPort, reason: string): Promise<Carried> {
  const { path } = step.change;
  const now = await port.read(step.absolutePath).catch(() => undefined);
  if (now !== undefined && sameBytes(now.bytes, step.entry.after)) {
    return { outcome: { kind: 'applied', path, merged: step.merged }, entry: step.entry };
  }
  const outcome = refused(path, `It could not be written (${visibleText(reason)}).`);
  const untouched = now !== undefined && sameBytes(now.bytes, step.entry.before);
  return untouched ? { outcome } : { outcome, entry: step.entry };
}

function notesOf(step: WriteStep, asProposed: boolean): { readonly note?: string } {
  const notes = [
    ...(step.merged ? ['It was merged with your edits.'] : []),
    ...(step.savesEdits ? ['Your unsaved edits were saved with it.'] : []),
    ...(asProposed ? [] : ['Saving changed it further (format on save); that version is what an undo expects.']),
  ];
  return notes.length === 0 ? {} : { note: notes.join(' ') };
}

/** A port's reason begins and ends in the middle of a sentence. */
function sentence(reason: string): string {
  const text = visibleText(reason).replace(/\.$/u, '');
  return `It was left as it is: ${text}.`;
}

function refused(path: string, reason: string): ApplyOutcome {
  return { kind: 'refused', path, reason };
}
