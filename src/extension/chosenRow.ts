import * as vscode from 'vscode';
import { UserFacingError } from '../base/userFacingError';
import type { ReviewedChange } from '../run/reviewedChange';
import type { ChangeRow } from '../views/changeRow';
import { proposedPath } from '../views/proposedDocuments';

/** One hunk of a file, as a choice. */
export interface HunkRow {
  readonly path: string;
  readonly hunks: readonly number[];
}

/**
 * The row that a command is about: the one it was given (a row of the tree, a path, the document of a diff editor), else
 * the hunk at the cursor of the diff that is being read, else the row selected in the tree. The argument is not trusted.
 */
export function chosenRow(
  argument: unknown,
  selection: ChangeRow | undefined,
  changes: readonly ReviewedChange[],
): ChangeRow | undefined {
  if (argument instanceof vscode.Uri) return atCursor(argument, changes);
  const given = rowOf(argument);
  if (given !== undefined) return given;
  const editor = vscode.window.activeTextEditor;
  return selection ?? (editor === undefined ? undefined : atCursor(editor.document.uri, changes));
}

/** The row whose diff is asked for; undefined for the whole proposal, also in front of it, where it shows what is next. */
export function rowToReview(argument: unknown, changes: readonly ReviewedChange[]): ChangeRow | undefined {
  const { activeTab } = vscode.window.tabGroups.activeTabGroup;
  const nothingMeant = argument === undefined && !(activeTab?.input instanceof vscode.TabInputTextDiff);
  return nothingMeant ? undefined : chosenRow(argument, undefined, changes);
}

function rowOf(argument: unknown): ChangeRow | undefined {
  if (typeof argument === 'string') return { path: argument };
  if (typeof argument !== 'object' || argument === null || !('path' in argument)) return undefined;
  const { path } = argument;
  if (typeof path !== 'string') return undefined;
  return 'hunk' in argument && typeof argument.hunk === 'number' ? { path, hunk: argument.hunk } : { path };
}

/** The proposal's own document; the hunk is the one whose added lines, or the gap they left, hold the cursor. */
function atCursor(uri: vscode.Uri, changes: readonly ReviewedChange[]): ChangeRow | undefined {
  const path = proposedPath(uri);
  if (path === undefined) return undefined;
  const hunks = changes.find(({ change }) => change.path === path)?.change.hunks ?? [];
  const editor = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
  const line = (editor?.selection.active.line ?? -2) + 1;
  const hunk = hunks.findIndex(
    ({ newStart, added }) => line >= newStart && line <= newStart + Math.max(0, added.length - 1),
  );
  return hunk === -1 ? { path } : { path, hunk };
}

/** Throws: no file is meant. */
export function noFile(): never {
  throw new UserFacingError('Choose a file in the Changes view first.', {
    action: { title: 'Review Changes', command: 'gavel.reviewChanges' },
  });
}

/** Throws: a hunk was asked for where none is. */
export function noHunk(): never {
  throw new UserFacingError('Choose a hunk in the Changes view, or put the cursor on changed lines of a diff.', {
    action: { title: 'Review Changes', command: 'gavel.reviewChanges' },
  });
}
