import * as z from 'zod/mini';
import type { GithubPort } from './githubClient';
import type { GithubFailure } from './githubFailure';
import { type CommentDocument, commentSchema, type IssueDocument, issueSchema } from './githubShapes';
import { fullName, type Repository } from './issueAddress';

/** An issue with its comments, oldest first; of a very long thread the first and the last hundred. */
export interface IssueThread {
  readonly kind: 'issue';
  readonly issue: IssueDocument;
  readonly comments: readonly CommentDocument[];
  /** Comments that were not fetched, or could not be. */
  readonly commentsMissing: number;
}

const commentsPerPage = 100;

/** Reads an issue and its comments; an issue whose comments cannot be read is still an issue. */
export async function readIssue(
  github: GithubPort,
  { repository, number }: { readonly repository: Repository; readonly number: number },
  token: string | undefined,
  signal: AbortSignal,
): Promise<IssueThread | GithubFailure> {
  const answer = await github.get(`/repos/${fullName(repository)}/issues/${number}`, token, signal);
  if (answer.kind !== 'document') return answer;
  const read = issueSchema.safeParse(answer.document);
  if (!read.success) return { kind: 'badAnswer' };
  const issue = read.data;
  const wanted = Math.max(0, Math.floor(issue.comments ?? 0));
  const comments: CommentDocument[] = [];
  for (const page of pagesOf(wanted)) {
    // The number may be another one now: the address of the issue itself names it after a transfer.
    const path = `${issuePath(issue, repository)}/comments?per_page=${commentsPerPage}&page=${page}`;
    const got = await github.get(path, token, signal);
    if (got.kind === 'aborted') return got;
    const list = got.kind === 'document' ? z.array(commentSchema).safeParse(got.document) : undefined;
    if (list?.success === true) comments.push(...list.data);
  }
  return { kind: 'issue', issue, comments, commentsMissing: Math.max(0, wanted - comments.length) };
}

/** The first page and the last: how it began, and where it stands. */
function pagesOf(comments: number): readonly number[] {
  const last = Math.ceil(comments / commentsPerPage);
  return [...new Set([1, last])].filter((page) => page >= 1 && page <= last);
}

function issuePath(issue: IssueDocument, asked: Repository): string {
  const repository = repositoryOfIssue(issue) ?? asked;
  return `/repos/${fullName(repository)}/issues/${issue.number}`;
}

/** Where an issue lives by its own page address; after a transfer it is not where it was asked for. */
export function repositoryOfIssue({ html_url }: Pick<IssueDocument, 'html_url'>): Repository | undefined {
  const [, owner, name] =
    /^https?:\/\/[^/]+\/([\w.-]{1,100})\/([\w.-]{1,100})\/(?:issues|pull)\/\d+$/u.exec(html_url) ?? [];
  return owner === undefined || name === undefined ? undefined : { owner, name };
}
