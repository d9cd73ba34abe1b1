import type { Anchor, Task } from '../auction/task';
import { visibleText } from '../base/visibleText';

/** Reads a workspace file as text for a prompt; `undefined` when the file may not or cannot be shown to a model. */
export type TextReader = (path: string) => Promise<string | undefined>;

/** Bounds of the context, the same for all bidders. */
const limits = { wholeFileLines: 400, marginLines: 80, maxFileCharacters: 24_000, maxListedFiles: 200, maxFiles: 8 };

/**
 * The text about the task that every prompt of an auction begins with: what the person wants, the anchored code, files
 * that the check names, and the list of files. Workspace text is fenced as data and its invisible characters are shown.
 */
export async function buildTaskText(task: Task, files: readonly string[], read: TextReader): Promise<string> {
  const anchored = task.anchors.slice(0, limits.maxFiles);
  const excerpts = await Promise.all(anchored.map((anchor) => excerpt(anchor, read)));
  const checked = checkFiles(task, files).filter((path) => !anchored.some((anchor) => anchor.path === path));
  const checkExcerpts = await Promise.all(checked.map((path) => excerpt({ path }, read)));
  return [
    '# Task',
    visibleText(task.text.trim()),
    task.check === undefined ? 'There is no automatic check.' : `The check that must pass: ${task.check.join(' ')}`,
    ...excerpts,
    ...checkExcerpts,
    fileList(files),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Workspace files that the check's command line names, such as a test file. */
function checkFiles(task: Task, files: readonly string[]): readonly string[] {
  return (task.check ?? []).filter((argument) => files.includes(argument)).slice(0, 2);
}

async function excerpt(anchor: Anchor, read: TextReader): Promise<string> {
  const text = await read(anchor.path);
  if (text === undefined) return '';
  const lines = text.split('\n');
  const whole = lines.length <= limits.wholeFileLines;
  const first = whole ? 1 : Math.max(1, (anchor.startLine ?? 1) - limits.marginLines);
  const last = whole ? lines.length : Math.min(lines.length, (anchor.endLine ?? first) + limits.marginLines);
  const shown = lines
    .slice(first - 1, last)
    .join('\n')
    .slice(0, limits.maxFileCharacters);
  return `## ${fileHeading(anchor, first, last, lines.length)}\n${fenced(visibleText(shown))}`;
}

function fileHeading(anchor: Anchor, first: number, last: number, total: number): string {
  const part = first === 1 && last === total ? '' : `, lines ${first} to ${last} of ${total}`;
  const marked =
    anchor.startLine === undefined
      ? ''
      : `, the task is at lines ${anchor.startLine} to ${anchor.endLine ?? anchor.startLine}`;
  return `File ${visibleText(anchor.path)}${part}${marked}`;
}

/** A code fence longer than any run of backticks inside, so that the text cannot close it. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/gu)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${text}\n${fence}`;
}

function fileList(files: readonly string[]): string {
  if (files.length === 0) return '';
  const more = files.length - limits.maxListedFiles;
  const listed = files.slice(0, limits.maxListedFiles).map(visibleText);
  return `## Files of the workspace\n${[...listed, ...(more > 0 ? [`… and ${more} more`] : [])].join('\n')}`;
}
