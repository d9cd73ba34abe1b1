import { lstat, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SimpleGit } from 'simple-git';
import { errorText } from '../base/errorText';
import { visibleText } from '../base/visibleText';
import { openGitForCommit } from '../sandbox/git';

export interface CommitRequest {
  readonly workspaceRoot: string;
  /** POSIX, relative to the workspace folder; what stands on the disk there is committed, a missing file as deleted. */
  readonly paths: readonly string[];
  readonly branch: string;
  readonly message: string;
  readonly signal: AbortSignal;
}

/** `reason` begins and ends in the middle of a sentence. */
export type CommitOutcome =
  | { readonly kind: 'committed'; readonly branch: string; readonly commit: string }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Commits the given files, and nothing else, on a new branch that begins at HEAD, and switches to it. Other staged and
 * unstaged changes stay as they are, and so does every file. The commit is made beside the index first; a failure leaves
 * index, HEAD and refs as they were. No hook runs and nothing is signed. Never throws.
 */
export async function commitOnBranch(request: CommitRequest): Promise<CommitOutcome> {
  const folder = await mkdtemp(join(tmpdir(), 'gavel-commit-'));
  try {
    return await commitWith(request, folder);
  } catch (error) {
    return refused(gitSentence(errorText(error)));
  } finally {
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function commitWith(request: CommitRequest, folder: string): Promise<CommitOutcome> {
  const { workspaceRoot, signal, paths, branch } = request;
  const index = join(folder, 'index');
  const own = await openGitForCommit(workspaceRoot, signal);
  const beside = await openGitForCommit(workspaceRoot, signal, index);
  if (own.kind === 'noGit') return refused(own.reason);
  if (beside.kind === 'noGit') return refused(beside.reason);
  const obstacle = await obstacleTo(own.git, request);
  if (obstacle !== undefined) return refused(obstacle);
  const messageFile = join(folder, 'message');
  await writeFile(messageFile, request.message, { mode: 0o600 });
  const head = (await own.git.raw(['rev-parse', '--verify', 'HEAD^{commit}'])).trim();
  await beside.git.raw(['read-tree', head]);
  await beside.git.raw(['update-index', '--add', '--remove', '--', ...paths]);
  const tree = (await beside.git.raw(['write-tree'])).trim();
  if (tree === (await own.git.raw(['rev-parse', `${head}^{tree}`])).trim())
    return refused('the files are already committed as they are');
  const commit = (await own.git.raw(['commit-tree', tree, '-p', head, '-F', messageFile])).trim();
  const ref = `refs/heads/${branch}`;
  await own.git.raw(['update-ref', ref, commit, '0'.repeat(commit.length)]);
  try {
    await own.git.raw(['update-index', '--add', '--remove', '--', ...paths]);
    await own.git.raw(['symbolic-ref', '-m', `gavel: switch to ${branch}`, 'HEAD', ref]);
  } catch (error) {
    await own.git.raw(['update-ref', '-d', ref, commit]);
    throw error;
  }
  return { kind: 'committed', branch, commit };
}

/** What stands in the way, in words; looked for before anything is written. */
async function obstacleTo(git: SimpleGit, { branch, paths }: CommitRequest): Promise<string | undefined> {
  if (paths.length === 0) return 'no accepted file is left to commit';
  // `@{-1}` is a valid answer to this question, and another branch.
  const named = await git.raw(['check-ref-format', '--branch', branch]).catch(() => '');
  if (named.trim() !== branch || branch.startsWith('-')) return `"${visibleText(branch)}" is no name for a branch`;
  if (await succeeds(git, ['show-ref', '--verify', `refs/heads/${branch}`]))
    return `the branch ${branch} exists already`;
  if (!(await succeeds(git, ['rev-parse', '--verify', 'HEAD^{commit}']))) return 'the repository has no commit yet';
  const gitFolder = (await git.raw(['rev-parse', '--absolute-git-dir'])).trim();
  for (const state of ['MERGE_HEAD', 'CHERRY_PICK_HEAD', 'REVERT_HEAD', 'rebase-merge', 'rebase-apply', 'BISECT_LOG']) {
    if (await exists(join(gitFolder, state))) return 'a merge, rebase or bisect is under way in the repository';
  }
  const filtered = (await git.raw(['check-attr', '-z', 'filter', '--', ...paths])).split('\0');
  const through = filtered.findIndex((value, at) => at % 3 === 2 && !['unspecified', 'unset', ''].includes(value));
  if (through !== -1) return `${visibleText(filtered[through - 2] ?? '')} goes through a git filter, a program`;
  return stagedApart(git, paths);
}

/** A version that was staged and stands nowhere else would be lost by taking the file's version on the disk. */
async function stagedApart(git: SimpleGit, paths: readonly string[]): Promise<string | undefined> {
  const list = async (command: readonly string[]): Promise<readonly string[]> =>
    (await git.raw([...command, '--name-only', '-z', '--', ...paths])).split('\0').filter((name) => name !== '');
  const [staged, unstaged] = [await list(['diff-index', '--cached', 'HEAD']), await list(['diff-files'])];
  const both = staged.find((name) => unstaged.includes(name));
  return both === undefined
    ? undefined
    : `${visibleText(both)} has another version staged; commit or unstage that version first`;
}

/** For commands that print an error when they fail: a silent failure is not told from success. */
async function succeeds(git: SimpleGit, command: readonly string[]): Promise<boolean> {
  return git.raw([...command]).then(
    () => true,
    () => false,
  );
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

function gitSentence(message: string): string {
  if (/tell me who you are|empty ident name|unable to auto-detect/iu.test(message))
    return 'git does not know who you are; set user.name and user.email with git config';
  if (/index\.lock/u.test(message)) return 'another git process holds the index; wait for it to end';
  const [line = ''] = message.split('\n').filter((text) => text.trim() !== '');
  return `git refused it (${visibleText(line)})`;
}

function refused(reason: string): CommitOutcome {
  return { kind: 'refused', reason };
}
