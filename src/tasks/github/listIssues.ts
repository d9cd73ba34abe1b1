import * as z from 'zod/mini';
import type { GithubPort } from './githubClient';
import type { GithubFailure } from './githubFailure';
import { issueSchema } from './githubShapes';
import { fullName, type Repository } from './issueAddress';

/** An issue in a list. Title and labels are a stranger's words. */
export interface ListedIssue {
  readonly number: number;
  readonly title: string;
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
}

/** One page of a list: 100 entries of the API, pull requests among them left out. */
export interface IssuePage {
  readonly kind: 'page';
  readonly issues: readonly ListedIssue[];
  readonly nextPath?: string;
}

/** The first page of the open issues of a repository, newest change first; with `assignee` only theirs. */
export function firstPagePath(repository: Repository, assignee?: string): string {
  const query = new URLSearchParams({ state: 'open', sort: 'updated', per_page: '100' });
  if (assignee !== undefined) query.set('assignee', assignee);
  return `/repos/${fullName(repository)}/issues?${query.toString()}`;
}

/** Reads one page. An entry that is not an issue as documented is passed over: one odd entry must not hide the others. */
export async function readIssuePage(
  github: GithubPort,
  path: string,
  token: string | undefined,
  signal: AbortSignal,
): Promise<IssuePage | GithubFailure> {
  const answer = await github.get(path, token, signal);
  if (answer.kind !== 'document') return answer;
  const list = z.array(z.unknown()).safeParse(answer.document);
  if (!list.success) return { kind: 'badAnswer' };
  const issues = list.data.flatMap((entry) => {
    const read = issueSchema.safeParse(entry);
    if (!read.success || (read.data.pull_request ?? undefined) !== undefined) return [];
    const { number, title, assignees } = read.data;
    return [{ number, title, labels: labelsOf(read.data), assignees: (assignees ?? []).map(({ login }) => login) }];
  });
  return { kind: 'page', issues, ...(answer.nextPath !== undefined && { nextPath: answer.nextPath }) };
}

/** Names of an issue's labels. */
export function labelsOf({ labels }: Pick<z.infer<typeof issueSchema>, 'labels'>): readonly string[] {
  return (labels ?? []).map((label) => (typeof label === 'string' ? label : (label.name ?? ''))).filter(Boolean);
}
