import type { Anchor } from '../../auction/task';
import { oneLine } from '../oneLine';
import type { AuthorStanding, QuotedPart, TaskDraft } from '../taskDraft';
import type { CommentDocument, IssueDocument } from './githubShapes';
import { fullName, type Repository } from './issueAddress';
import { labelsOf } from './listIssues';
import { type IssueThread, repositoryOfIssue } from './readIssue';

/** Ours: comments may take so many characters, so that body and code have room. */
const maxCommentCharacters = 7_000;
const maxOneComment = 3_000;

/** What makes an issue worth a question before it is auctioned. */
export interface IssueDoubt {
  readonly kind: 'pullRequest' | 'closed' | 'empty' | 'moved';
  /** One sentence. */
  readonly text: string;
}

/** An issue as a draft. Its title is a stranger's and goes with the quoted text; the words name it by number. */
export function issueDraft(thread: IssueThread, asked: Repository, anchors: readonly Anchor[]): TaskDraft {
  const { issue } = thread;
  const repository = fullName(repositoryOfIssue(issue) ?? asked);
  const labels = labelsOf(issue);
  const body = issue.body ?? '';
  const head = [
    `Title: ${issue.title.replace(/\s+/gu, ' ')}`,
    ...(labels.length > 0 ? [`Labels: ${labels.slice(0, 20).join(', ')}`] : []),
  ].join('\n');
  const text = body.trim() === '' ? '(The issue has no text.)' : body;
  return {
    intake: 'issue',
    words: `Resolve issue #${issue.number} of ${oneLine(repository, 200)}, quoted below.`,
    anchors,
    quoted: [
      { what: `Issue #${issue.number}`, author: authorOf(issue), head, text, format: 'markdown' },
      ...commentParts(thread),
    ],
    issue: { number: issue.number, url: issue.html_url, title: issue.title },
  };
}

/** The comments that fit, in their order: those of the project's own people before others, newer before older. */
function commentParts({ comments, commentsMissing }: IssueThread): readonly QuotedPart[] {
  const written = comments.map((comment, index) => ({ comment, index })).filter(({ comment }) => comment.body?.trim());
  const byWeight = [...written].sort(
    (one, other) => Number(isOwn(other.comment)) - Number(isOwn(one.comment)) || other.index - one.index,
  );
  const chosen = new Set<number>();
  let left = maxCommentCharacters;
  for (const { comment, index } of byWeight) {
    const length = Math.min(maxOneComment, comment.body?.length ?? 0);
    if (length > left) continue;
    left -= length;
    chosen.add(index);
  }
  const missing = commentsMissing + written.length - chosen.size;
  const parts = written
    .filter(({ index }) => chosen.has(index))
    .map(({ comment }): QuotedPart => {
      const text = comment.body ?? '';
      const more = text.length - maxOneComment;
      const shown = more > 0 ? `${text.slice(0, maxOneComment)}\n⟨${more} more characters left out⟩` : text;
      return { what: 'Comment', author: authorOf(comment), text: shown, format: 'markdown' };
    });
  const note = `${missing} comments were left out.`;
  return missing > 0 ? [...parts, { what: 'Note of Gavel', text: note }] : parts;
}

function isOwn(comment: CommentDocument): boolean {
  return ['owner', 'member', 'collaborator'].includes(standingOf(comment.author_association));
}

function authorOf({ user, author_association }: CommentDocument | IssueDocument): NonNullable<QuotedPart['author']> {
  return { name: user?.login ?? 'a deleted account', standing: standingOf(author_association) };
}

/** GitHub's author associations; what it may say in the future counts as not known. */
const standings = new Map<string, AuthorStanding>([
  ['OWNER', 'owner'],
  ['MEMBER', 'member'],
  ['COLLABORATOR', 'collaborator'],
  ['CONTRIBUTOR', 'contributor'],
  ['NONE', 'none'],
  ['FIRST_TIMER', 'none'],
  ['FIRST_TIME_CONTRIBUTOR', 'none'],
  ['MANNEQUIN', 'none'],
]);

function standingOf(association: string | null | undefined): AuthorStanding {
  return standings.get(association ?? '') ?? 'unknown';
}

/** What the person should know before this issue is auctioned, each one sentence. */
export function doubtsAbout({ issue }: IssueThread, asked: Repository): readonly IssueDoubt[] {
  const name = `#${issue.number}`;
  const home = repositoryOfIssue(issue);
  const doubts: IssueDoubt[] = [];
  if (home !== undefined && fullName(home).toLowerCase() !== fullName(asked).toLowerCase())
    doubts.push({ kind: 'moved', text: `The issue has moved to ${fullName(home)} and is ${name} there.` });
  if ((issue.pull_request ?? undefined) !== undefined)
    doubts.push({ kind: 'pullRequest', text: `${name} is a pull request; its text is read, its changes are not.` });
  if (issue.state !== 'open') doubts.push({ kind: 'closed', text: `${name} is closed.` });
  if ((issue.body ?? '').trim() === '') doubts.push({ kind: 'empty', text: `${name} has no text, only a title.` });
  return doubts;
}
