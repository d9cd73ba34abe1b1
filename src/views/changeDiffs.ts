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

/** Opens all files of the proposal in the multi-diff editor. */
export async function openAllDiffs(state: RunState, folder: vscode.Uri): Promise<void> {
  const resources = state.changes.map((reviewed) => {
    const { left, right } = sidesOf(state, folder, reviewed);
    return [vscode.Uri.joinPath(folder, reviewed.change.path), left, right];
  });
  await vscode.commands.executeCommand('vscode.changes', `Proposed: ${visibleText(state.task.title)}`, resources);
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
