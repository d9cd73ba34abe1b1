import * as vscode from 'vscode';
import { visibleText } from '../base/visibleText';
import { needsOwnAccept } from '../review/change';
import type { ReviewedChange } from '../run/reviewedChange';
import type { RunState } from '../run/runState';
import { ChangeBadges } from './changeBadges';
import { type ChangeRow, fileDescription, flagReason, hunkText, spokenRow } from './changeRow';

/** What the view's check boxes do. */
export type CheckRow = (row: ChangeRow, checked: boolean) => void;

/**
 * The Changes view: a row for each proposed file and below it one for each hunk, with check boxes for the bulk accept, the
 * diff a click away, accept and reject beside it.
 */
export class ChangesView implements vscode.TreeDataProvider<ChangeRow> {
  static readonly viewId = 'gavel.changes';

  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly badges = new ChangeBadges((path) => this.find({ path })?.change.flags ?? []);
  private selected: ChangeRow | undefined;
  private shown: readonly ReviewedChange[] | undefined;

  constructor(
    private readonly run: () => RunState | undefined,
    private readonly check: CheckRow,
  ) {}

  register(): vscode.Disposable {
    const view = vscode.window.createTreeView(ChangesView.viewId, {
      treeDataProvider: this,
      manageCheckboxStateManually: true,
    });
    return vscode.Disposable.from(
      view,
      this.changed,
      this.badges.register(),
      this.onDidChangeTreeData(() => {
        view.message = summary(this.run());
      }),
      view.onDidChangeSelection(({ selection }) => {
        [this.selected] = selection;
      }),
      view.onDidChangeCheckboxState(({ items }) => {
        for (const [row, state] of items) this.check(row, state === vscode.TreeItemCheckboxState.Checked);
      }),
    );
  }

  /** The row that a key is meant for, while there is one. */
  get selection(): ChangeRow | undefined {
    return this.selected !== undefined && this.find(this.selected) !== undefined ? this.selected : undefined;
  }

  /** Draws again what differs from what is shown; other events of a run leave the rows alone. */
  refresh(): void {
    const changes = this.run()?.changes;
    if (changes === this.shown) return;
    this.shown = changes;
    this.badges.refresh();
    this.changed.fire(undefined);
  }

  getChildren(row?: ChangeRow): ChangeRow[] {
    if (row === undefined) return (this.run()?.changes ?? []).map(({ change }) => ({ path: change.path }));
    if (row.hunk !== undefined) return [];
    return (this.find(row)?.change.hunks ?? []).map((_, hunk) => ({ path: row.path, hunk }));
  }

  getTreeItem(row: ChangeRow): vscode.TreeItem {
    const reviewed = this.find(row);
    if (reviewed === undefined) return new vscode.TreeItem(visibleText(row.path));
    const item = row.hunk === undefined ? this.fileItem(reviewed) : hunkItem(reviewed, row.hunk);
    item.id = `${this.run()?.runId ?? ''} ${row.path} ${row.hunk ?? ''}`;
    item.command = { title: 'Open Diff', command: 'gavel.reviewChanges', arguments: [row] };
    const box = checkBox(reviewed, row.hunk);
    if (box !== undefined) item.checkboxState = box;
    item.accessibilityInformation = { label: spokenRow(reviewed, row.hunk) };
    return item;
  }

  private fileItem(reviewed: ReviewedChange): vscode.TreeItem {
    const { change, decision, note } = reviewed;
    const many = change.hunks.length > 1 && (this.shown?.length ?? 0) <= manyFiles;
    const state = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(
      visibleText(change.path.slice(change.path.lastIndexOf('/') + 1)),
      change.hunks.length === 0 ? state.None : many ? state.Expanded : state.Collapsed,
    );
    item.resourceUri = this.badges.uriOf(change.path);
    item.description = fileDescription(reviewed);
    item.tooltip = [visibleText(change.path), change.kind, ...change.flags.map(flagReason), visibleText(note)]
      .filter((part) => part !== '')
      .join('\n');
    item.iconPath = new vscode.ThemeIcon(icons[decision === 'open' ? change.kind : decision]);
    const undecided = decision === 'open' || decision === 'refused';
    item.contextValue = undecided ? 'gavel.change.open' : 'gavel.change.decided';
    return item;
  }

  private find({ path }: ChangeRow): ReviewedChange | undefined {
    return this.run()?.changes.find(({ change }) => change.path === path);
  }
}

/** With more files than this the hunks are folded away at first. Ours. */
const manyFiles = 20;

const icons = {
  created: 'diff-added',
  modified: 'diff-modified',
  deleted: 'diff-removed',
  accepted: 'check',
  rejected: 'close',
  refused: 'warning',
} as const;

function hunkItem(reviewed: ReviewedChange, index: number): vscode.TreeItem {
  const { label, description } = hunkText(reviewed, index);
  const decision = reviewed.units[index]?.decision ?? 'open';
  const item = new vscode.TreeItem(label);
  item.description = description;
  const hunk = reviewed.change.hunks[index];
  const signed = (sign: string, lines: readonly string[] = []): string[] =>
    lines.slice(0, 12).map((line) => `${sign} ${visibleText(line.trimEnd())}`);
  item.tooltip = [...signed('−', hunk?.removed), ...signed('+', hunk?.added)].join('\n');
  item.iconPath = new vscode.ThemeIcon(decision === 'open' ? 'diff-single' : icons[decision]);
  item.contextValue = decision === 'open' ? 'gavel.hunk.open' : 'gavel.hunk.decided';
  return item;
}

/** A box only where a bulk accept could take the row. */
function checkBox(reviewed: ReviewedChange, hunk: number | undefined): vscode.TreeItemCheckboxState | undefined {
  const units = hunk === undefined ? reviewed.units : reviewed.units.slice(hunk, hunk + 1);
  const open = units.filter(({ decision }) => decision === 'open');
  if (open.length === 0 || needsOwnAccept(reviewed.change)) return undefined;
  return open.every(({ checked }) => checked)
    ? vscode.TreeItemCheckboxState.Checked
    : vscode.TreeItemCheckboxState.Unchecked;
}

function summary(state: RunState | undefined): string {
  const check = state?.attempts[state.reviewed]?.check;
  if (state === undefined || state.changes.length === 0) return '';
  return check === undefined ? 'Unchecked: the task has no check.' : check.message;
}
