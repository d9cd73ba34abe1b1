import * as vscode from 'vscode';
import { visibleText } from '../base/visibleText';
import type { ReviewedChange } from '../run/reviewedChange';
import type { RunState } from '../run/runState';
import type { ChangeRow } from './changeRow';
import { diffSides } from './proposedDocuments';

/**
 * Opens one file's diff: the workspace file against the proposal, or, after an accept that met the person's own edit,
 * against both versions between conflict marks. A deleted or created file stands against nothing. Shows the hunk's line.
 */
export async function openDiff(state: RunState, folder: vscode.Uri, { path, hunk }: ChangeRow): Promise<void> {
  const reviewed = state.changes.find(({ change }) => change.path === path);
  if (reviewed === undefined) return;
  const { left, right } = sidesOf(state, folder, reviewed);
  const conflict = reviewed.decision === 'refused' && reviewed.conflict !== undefined;
  const line = hunk === undefined ? undefined : reviewed.change.hunks[hunk]?.newStart;
  const at = line === undefined || conflict ? undefined : new vscode.Position(line - 1, 0);
  await vscode.commands.executeCommand(
    'vscode.diff',
    left,
    conflict ? diffSides(state.runId, path).conflict : right,
    `${visibleText(path)} (${conflict ? 'conflict' : 'proposed'})`,
    // The keyboard stays in the tree, where the next row is; F6 or a click leads into the diff.
    { preview: true, preserveFocus: true, ...(at !== undefined && { selection: new vscode.Range(at, at) }) },
  );
}

/**
 * Files in one multi-diff editor. It loads both sides of every file before it shows the first, so its time grows with them:
 * ours; the bench `review` measures it.
 */
const filesAtOnce = 40;

/** Opens the proposal in the multi-diff editor; of a large one the first files that are not decided yet. The tree has all. */
export async function openAllDiffs(state: RunState, folder: vscode.Uri): Promise<void> {
  const shown = firstToDecide(state.changes);
  const resources = shown.map((reviewed) => {
    const { left, right } = sidesOf(state, folder, reviewed);
    return [vscode.Uri.joinPath(folder, reviewed.change.path), left, right];
  });
  const all = state.changes.length;
  // VS Code adds how many files are shown.
  const part = shown.length < all ? `, first of ${all}` : '';
  await vscode.commands.executeCommand(
    'vscode.changes',
    `Proposed${part}: ${visibleText(state.task.title)}`,
    resources,
  );
}

function firstToDecide(changes: readonly ReviewedChange[]): readonly ReviewedChange[] {
  if (changes.length <= filesAtOnce) return changes;
  const isOpen = ({ decision }: ReviewedChange): boolean => decision === 'open' || decision === 'refused';
  return [...changes.filter(isOpen), ...changes.filter((one) => !isOpen(one))].slice(0, filesAtOnce);
}

/** Once accepted, the workspace file is the proposal; what it was before stands on the left then. */
function sidesOf(
  state: RunState,
  folder: vscode.Uri,
  { change, decision }: ReviewedChange,
): { readonly left: vscode.Uri; readonly right: vscode.Uri } {
  const { base, proposed } = diffSides(state.runId, change.path);
  const inWorkspace = change.base !== undefined && decision !== 'accepted';
  return { left: inWorkspace ? vscode.Uri.joinPath(folder, change.path) : base, right: proposed };
}
