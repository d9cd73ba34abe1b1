import * as vscode from 'vscode';
import { UserFacingError } from '../base/userFacingError';
import type { DraftInFolder } from './editorTask';
import { type LineSource, type TodoComment, todoAt } from './findTodo';
import { placesInFolder } from './placesInFolder';
import { todoDraft } from './todoDraft';

/** The lines of a document. */
export function linesOf(document: vscode.TextDocument): LineSource {
  return { lineCount: document.lineCount, lineAt: (line) => document.lineAt(line).text };
}

/** Ours: behind so many lines nobody looks for what they once meant to do. */
const maxSearchedLines = 20_000;

/** All TODO and FIXME comments of a document, from the top. */
export function todosIn(document: vscode.TextDocument): readonly TodoComment[] {
  const source = linesOf(document);
  const found: TodoComment[] = [];
  for (let line = 0; line < Math.min(source.lineCount, maxSearchedLines); line += 1) {
    const todo = todoAt(source, line);
    if (todo === undefined) continue;
    found.push(todo);
    line = todo.lastLine;
  }
  return found;
}

/** The task that a TODO comment describes. Throws a `UserFacingError` when there is none at this line any more. */
export function taskFromTodo(document: vscode.TextDocument, line: number): DraftInFolder {
  const todo = line < document.lineCount ? todoAt(linesOf(document), line) : undefined;
  if (todo === undefined) {
    throw new UserFacingError(
      `There is no TODO or FIXME comment at line ${line + 1} of ${vscode.workspace.asRelativePath(document.uri)}: put the cursor on one.`,
    );
  }
  const range = new vscode.Range(todo.firstLine, 0, todo.lastLine, document.lineAt(todo.lastLine).text.length);
  const { folder, anchors } = placesInFolder([{ uri: document.uri, range }]);
  return { folder, draft: todoDraft(anchors[0] ?? { path: '' }, todo) };
}
