import * as vscode from 'vscode';
import { visibleText } from '../base/visibleText';
import type { ReviewedChange, RunState } from '../run/runState';
import { diffSides } from './proposedDocuments';

/** The Changes view: one row per proposed file, its diff a click away, accept and reject beside it. */
export class ChangesView implements vscode.TreeDataProvider<ReviewedChange> {
  static readonly viewId = 'gavel.changes';

  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly run: () => RunState | undefined) {}

  register(): vscode.Disposable {
    const view = vscode.window.createTreeView(ChangesView.viewId, { treeDataProvider: this });
    const message = this.onDidChangeTreeData(() => {
      view.message = summary(this.run());
    });
    return vscode.Disposable.from(view, message, this.changed);
  }

  refresh(): void {
    this.changed.fire(undefined);
  }

  getChildren(element?: ReviewedChange): ReviewedChange[] {
    return element === undefined ? [...(this.run()?.changes ?? [])] : [];
  }

  getTreeItem({ change, decision, note }: ReviewedChange): vscode.TreeItem {
    const slash = change.path.lastIndexOf('/');
    const item = new vscode.TreeItem(visibleText(change.path.slice(slash + 1)));
    const folder = change.path.slice(0, Math.max(0, slash));
    item.description = [visibleText(folder), lineCounts(change.additions, change.deletions), decisionWords[decision]]
      .filter((part) => part !== '')
      .join(' · ');
    item.tooltip = [visibleText(change.path), change.kind, ...change.flags, note]
      .filter((part) => part !== '')
      .join('\n');
    item.iconPath = new vscode.ThemeIcon(icons[decision === 'open' ? change.kind : decision]);
    const undecided = decision === 'open' || decision === 'refused';
    item.contextValue = undecided ? 'gavel.change.open' : 'gavel.change.decided';
    item.command = { title: 'Open Diff', command: 'gavel.reviewChanges', arguments: [change.path] };
    item.accessibilityInformation = { label: `${change.path}, ${change.kind}, ${decision}` };
    return item;
  }
}

const decisionWords: Readonly<Record<ReviewedChange['decision'], string>> = {
  open: '',
  accepted: 'accepted',
  rejected: 'rejected',
  refused: 'not applied',
};

const icons = {
  created: 'diff-added',
  modified: 'diff-modified',
  deleted: 'diff-removed',
  accepted: 'check',
  rejected: 'close',
  refused: 'warning',
} as const;

function lineCounts(additions: number, deletions: number): string {
  return additions + deletions === 0 ? '' : `+${additions} −${deletions}`;
}

function summary(state: RunState | undefined): string {
  const check = state?.attempts[state.reviewed]?.check;
  if (state === undefined || state.changes.length === 0) return '';
  return check === undefined ? 'Unchecked: the task has no check.' : check.message;
}

/** Opens one file's diff: the workspace file against the proposal; a deleted or created file against nothing. */
export async function openDiff(state: RunState, folder: vscode.Uri, path: string): Promise<void> {
  const reviewed = state.changes.find(({ change }) => change.path === path);
  if (reviewed === undefined) return;
  const { left, right } = sidesOf(state, folder, reviewed);
  await vscode.commands.executeCommand('vscode.diff', left, right, `${visibleText(path)} (proposed)`, {
    preview: true,
  });
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
