import type { Task } from '../auction/task';
import { visibleText } from '../base/visibleText';

/** Branch and message that are offered for accepted work; the person may change both. */
export interface CommitSuggestion {
  readonly branch: string;
  readonly message: string;
}

/** Who did the work, and the plan it followed. */
export interface WorkedBid {
  readonly bidderName: string;
  readonly plan: string;
}

/** Characters of a subject line, as most tools that show commits expect. */
const subjectLength = 72;
const slugLength = 40;
/** Enough for what a plan says first; the whole plan stays in the history. Ours. */
const planLength = 600;

/**
 * Suggests branch and message for a task's accepted work. With an issue, its title and number stand in both and its address
 * ends the message. Words of a title, a task or a plan that would close an issue, call a person or skip
 * the checks on a code host are taken apart.
 */
export function suggestCommit(task: Pick<Task, 'title' | 'issue'>, bid: WorkedBid): CommitSuggestion {
  const { issue } = task;
  const named = issue?.title?.trim() ? issue.title : task.title;
  const slug = slugOf(named);
  const branch = issue === undefined ? `gavel/${slug}` : `gavel/${issue.number}-${slug}`;
  const reference = issue === undefined ? '' : ` (#${issue.number})`;
  const title = harmless(oneLine(named));
  const subject = shortened(title === '' ? 'Accepted change' : title, subjectLength - reference.length) + reference;
  const plan = harmless(shortened(paragraph(bid.plan), planLength));
  const by = harmless(oneLine(bid.bidderName));
  const parts = [subject, plan === '' ? `Work by ${by}.` : `Plan of ${by}:\n${quoted(plan)}`];
  if (issue !== undefined) parts.push(`Issue: ${issue.url}`);
  return { branch, message: `${parts.join('\n\n')}\n` };
}

/** Lower-case ASCII words with hyphens; every name of this form is a valid branch. */
function slugOf(title: string): string {
  const words = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, '-')
    .replace(/^-+/u, '');
  return words.slice(0, slugLength).replace(/-+$/u, '') || 'task';
}

/** Code hosts act on such words in a commit, and neither a plan nor an issue's title may speak for the person. */
function harmless(text: string): string {
  return text
    .replace(/\b(?:clos|fix|resolv|implement)\w*:?\s+(?=\S*(?:#|GH-\d|https?:|!\d))/giu, 'about ')
    .replace(/@(?=\w)/gu, '@ ')
    .replace(/^([\w-]+-by):/gimu, '$1 -')
    .replace(/(skip-checks)\s*:/giu, '$1 -')
    .replace(/\*+(NO_CI)\*+/giu, '$1')
    .replace(/\[([^[\]\n]*(?:skip[\s_-]\w|\w[\s_-]skip|no[\s_-]?ci)[^[\]\n]*)\]/giu, '($1)');
}

function oneLine(text: string): string {
  return visibleText(text.replace(/\s+/gu, ' ').trim());
}

/** The text up to its first blank line. */
function paragraph(plan: string): string {
  return visibleText((plan.trim().split(/\n\s*\n/u)[0] ?? '').trimEnd());
}

function quoted(text: string): string {
  return text
    .split('\n')
    .map((line) => `> ${line.trimEnd()}`)
    .join('\n');
}

function shortened(text: string, length: number): string {
  const characters = Array.from(text);
  return characters.length <= length
    ? text
    : `${characters
        .slice(0, length - 1)
        .join('')
        .trimEnd()}…`;
}
