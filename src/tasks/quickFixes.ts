import * as vscode from 'vscode';
import { visibleText } from '../base/visibleText';
import { todoAt } from './findTodo';
import { problemsIn } from './shownProblems';
import { linesOf } from './shownTodos';

/** Ours: more entries of ours in one menu would push the language's own fixes off the screen. */
const maxProblems = 3;
const maxTitleCharacters = 60;

/**
 * Offers problems and TODO comments for an auction in the light bulb's menu. It looks at what the editor already knows
 * and at a few lines of text, and each action only carries a command: nothing happens before it is chosen.
 */
export function registerQuickFixes(): vscode.Disposable {
  const metadata = { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] };
  return vscode.languages.registerCodeActionsProvider({ scheme: 'file' }, { provideCodeActions }, metadata);
}

function provideCodeActions(
  document: vscode.TextDocument,
  range: vscode.Range,
  context: vscode.CodeActionContext,
): vscode.CodeAction[] {
  if (!vscode.workspace.isTrusted || vscode.workspace.getWorkspaceFolder(document.uri) === undefined) return [];
  return [...problemActions(document.uri, context.diagnostics), ...todoActions(document, range)];
}

function problemActions(uri: vscode.Uri, here: readonly vscode.Diagnostic[]): readonly vscode.CodeAction[] {
  if (here.length === 0) return [];
  const single = here.slice(0, maxProblems).map((diagnostic) => {
    const { line, character } = diagnostic.range.start;
    const argument = { uri: uri.toString(), line, character, message: diagnostic.message };
    const title = here.length === 1 ? '' : `: ${shortened(diagnostic.message)}`;
    return action(`Auction this problem${title}`, 'gavel.auctionDiagnostic', argument, [diagnostic]);
  });
  const all = problemsIn(uri);
  if (all.length < 2) return single;
  const whole = `Auction all ${all.length} problems of this file`;
  const place = { uri: uri.toString() };
  return [
    ...single,
    action(`${whole} as one task`, 'gavel.auctionDiagnostic', place, [...here]),
    action(`${whole}, one after the other`, 'gavel.auctionDiagnostic', { ...place, each: true }, [...here]),
  ];
}

function todoActions(document: vscode.TextDocument, range: vscode.Range): readonly vscode.CodeAction[] {
  const todo = todoAt(linesOf(document), range.start.line);
  if (todo === undefined) return [];
  const argument = { uri: document.uri.toString(), line: todo.firstLine };
  return [action(`Auction this ${todo.mark}`, 'gavel.auctionTodo', argument)];
}

function action(
  title: string,
  command: string,
  argument: object,
  diagnostics: vscode.Diagnostic[] = [],
): vscode.CodeAction {
  const result = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  result.command = { title, command, arguments: [argument] };
  result.diagnostics = diagnostics;
  return result;
}

function shortened(message: string): string {
  const line = visibleText(message).replace(/\s+/gu, ' ').trim();
  return line.length > maxTitleCharacters ? `${line.slice(0, maxTitleCharacters - 1)}…` : line;
}
