import * as vscode from 'vscode';
import { UserFacingError } from '../base/userFacingError';
import type { DraftInFolder } from './editorTask';
import { type Place, placesInFolder } from './placesInFolder';
import { problemDraft, problemLimits, type Problem, type RelatedPlace } from './problemDraft';

/** Which problems of a file are meant: all of them, or those that look like this one did. 0-based. */
export interface ProblemChoice {
  readonly uri: vscode.Uri;
  readonly only?: OneProblem;
}

/** One problem, by where it begins, 0-based, and what it says. */
export interface OneProblem {
  readonly line: number;
  readonly character: number;
  readonly message: string;
}

/** Ours: the places a language server names first tell most. */
const maxRelatedAnchors = 3;

/** The problems of a file that a person would fix, in the order of the file; what is only greyed out is none. */
export function problemsIn(uri: vscode.Uri): readonly vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ severity }) => severity !== vscode.DiagnosticSeverity.Hint)
    .sort((a, b) => a.range.start.compareTo(b.range.start));
}

/**
 * The task that fixes one problem of a file or all of them, read from the editor as they are now. Throws a
 * `UserFacingError` when there is none any more, or when the file is not in an open folder on this machine.
 */
export function taskFromProblems({ uri, only }: ProblemChoice): DraftInFolder {
  const all = only === undefined ? problemsIn(uri) : vscode.languages.getDiagnostics(uri);
  const chosen = only === undefined ? all : all.filter((diagnostic) => isSame(diagnostic, only)).slice(0, 1);
  const [first, ...rest] = chosen;
  if (first === undefined) {
    throw new UserFacingError(
      `The editor reports no such problem in ${vscode.workspace.asRelativePath(uri)} any more: look at the Problems view.`,
      { action: { title: 'Show Problems', command: 'workbench.actions.view.problems' } },
    );
  }
  const range = rest.reduce((whole, { range: other }) => whole.union(other), first.range);
  const { folder, anchors } = placesInFolder([{ uri, range }, ...relatedPlaces(uri, chosen)]);
  const path = anchors[0]?.path ?? '';
  return { folder, draft: problemDraft(path, chosen.map(problemOf), anchors) };
}

function isSame({ message, range }: vscode.Diagnostic, only: OneProblem): boolean {
  return message === only.message && range.start.line === only.line && range.start.character === only.character;
}

/** The problem of the same words nearest to where it was, as the text above it may have changed. */
export function nearestProblem(uri: vscode.Uri, { line, message }: OneProblem): OneProblem | undefined {
  const alike = problemsIn(uri).filter((diagnostic) => diagnostic.message === message);
  const distance = ({ range }: vscode.Diagnostic): number => Math.abs(range.start.line - line);
  const [nearest] = alike.sort((one, other) => distance(one) - distance(other));
  if (nearest === undefined) return undefined;
  return { line: nearest.range.start.line, character: nearest.range.start.character, message };
}

/** Related places of the same folder, each once; the code there belongs to the problem. */
function relatedPlaces(uri: vscode.Uri, diagnostics: readonly vscode.Diagnostic[]): readonly Place[] {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  const places = new Map<string, Place>();
  for (const { location } of diagnostics.flatMap(({ relatedInformation }) => relatedInformation ?? [])) {
    const inside = vscode.workspace.getWorkspaceFolder(location.uri) === folder && location.uri.scheme === 'file';
    const here = location.uri.toString() === uri.toString();
    if (inside && !here) places.set(location.uri.toString(), location);
  }
  return [...places.values()].slice(0, maxRelatedAnchors);
}

function problemOf(diagnostic: vscode.Diagnostic): Problem {
  const { message, severity, source, code, range, relatedInformation } = diagnostic;
  return {
    severity: severities[severity],
    message,
    source: source ?? '',
    code: codeText(code),
    startLine: range.start.line + 1,
    endLine: range.end.line + 1,
    related: (relatedInformation ?? []).slice(0, problemLimits.related).map(relatedOf),
  };
}

const severities: Readonly<Record<vscode.DiagnosticSeverity, Problem['severity']>> = {
  [vscode.DiagnosticSeverity.Error]: 'error',
  [vscode.DiagnosticSeverity.Warning]: 'warning',
  [vscode.DiagnosticSeverity.Information]: 'information',
  [vscode.DiagnosticSeverity.Hint]: 'hint',
};

function codeText(code: vscode.Diagnostic['code']): string {
  const value = typeof code === 'object' ? code.value : code;
  return value === undefined ? '' : String(value);
}

/** Where a file lies outside of the workspace is nobody's business. */
function relatedOf({ location, message }: vscode.DiagnosticRelatedInformation): RelatedPlace {
  const inside = vscode.workspace.getWorkspaceFolder(location.uri) !== undefined;
  const path = inside
    ? vscode.workspace.asRelativePath(location.uri, false)
    : (location.uri.path.split('/').at(-1) ?? '');
  return { path, line: location.range.start.line + 1, message };
}
