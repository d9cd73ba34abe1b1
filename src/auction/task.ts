/** A place in the workspace that a task points at. `path` is POSIX, relative to the folder; lines are 1-based, inclusive. */
export interface Anchor {
  readonly path: string;
  readonly startLine?: number;
  readonly endLine?: number;
}

/** The issue a task was made from; `url` is its page. Its title is a stranger's words. */
export interface TaskIssue {
  readonly number: number;
  readonly url: string;
  readonly title?: string;
}

/** What is put to auction. `check` is an argument vector that a person confirmed; never a shell line. */
export interface Task {
  readonly id: string;
  /** One line for headings. */
  readonly title: string;
  /** What the person wants, in their words, and behind it, fenced and marked, what others wrote about it. */
  readonly text: string;
  readonly anchors: readonly Anchor[];
  readonly check?: readonly string[];
  readonly issue?: TaskIssue;
}
