import type { Anchor } from '../auction/task';
import { oneLine } from './oneLine';
import type { QuotedPart, TaskDraft } from './taskDraft';

/** A problem that the editor shows, as any language server may report it. Lines are 1-based. */
export interface Problem {
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  readonly message: string;
  /** Who reports it, and by which rule; empty when it does not say. */
  readonly source: string;
  readonly code: string;
  readonly startLine: number;
  readonly endLine: number;
  /** Other places that the server says belong to it. */
  readonly related: readonly RelatedPlace[];
}

/** `path` is relative in the workspace, and only the file's name outside of it. */
export interface RelatedPlace {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

/** Ours: the first ones of a file with hundreds of problems say what is wrong with it. */
export const problemLimits = { problems: 30, related: 8, messageCharacters: 1500 } as const;

/** A task to fix one problem of a file, or several of them; `anchors` are the problems' own places and what is related. */
export function problemDraft(path: string, problems: readonly Problem[], anchors: readonly Anchor[]): TaskDraft {
  return {
    intake: 'problem',
    words: wordsFor(oneLine(path, 300), problems),
    anchors,
    quoted: quotedProblems(problems),
  };
}

function wordsFor(path: string, problems: readonly Problem[]): string {
  const [first] = problems;
  const noun = (severity: Problem['severity']): string =>
    severity === 'error' || severity === 'warning' ? severity : 'problem';
  if (problems.length > 1) return `Fix the ${problems.length} problems that the editor reports in ${path}.`;
  return `Fix the ${noun(first?.severity ?? 'error')} that the editor reports at line ${first?.startLine ?? 1} of ${path}.`;
}

function quotedProblems(problems: readonly Problem[]): readonly QuotedPart[] {
  const shown = problems.slice(0, problemLimits.problems);
  const more = problems.length - shown.length;
  const text = [...shown.map(problemText), ...(more > 0 ? [`… and ${more} more`] : [])].join('\n');
  const [only] = problems;
  if (problems.length !== 1 || only === undefined) return [{ what: 'Problems that the editor reports', text }];
  return [
    { what: only.source === '' ? 'Problem that the editor reports' : `Problem reported by ${only.source}`, text },
  ];
}

function problemText({ severity, message, source, code, startLine, related }: Problem): string {
  const rule = [source, code].filter((part) => part !== '').join(' ');
  const head = `line ${startLine}: ${severity}${rule === '' ? '' : ` (${oneLine(rule, 120)})`}: ${clipped(message)}`;
  const places = related
    .slice(0, problemLimits.related)
    .map((place) => `  related: ${oneLine(place.path, 300)}:${place.line}: ${clipped(place.message)}`);
  return [head, ...places].join('\n');
}

function clipped(message: string): string {
  const text = message.trim();
  return text.length > problemLimits.messageCharacters ? `${text.slice(0, problemLimits.messageCharacters)}…` : text;
}
