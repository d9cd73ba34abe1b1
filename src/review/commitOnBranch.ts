import { lstat, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SimpleGit } from 'simple-git';
import { errorText } from '../base/errorText';
import { visibleText } from '../base/visibleText';
import { openGitForCommit } from '../sandbox/git';
import { linkInGitFolder } from './linkInGitFolder';

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
  // Rules may stand in HEAD alone, and deleting one may uncover another: asked where, and just before, files are read.
  const gone = await missing(workspaceRoot, paths);
  if (gone.length > 0) await beside.git.raw(['update-index', '--force-remove', '--', ...gone]);
  const filtered = await filteredPath(beside.git, paths);
  if (filtered !== undefined) return refused(filtered);
  await beside.git.raw(['update-index', '--add', '--remove', '--', ...paths]);
  const entries = await indexEntries(beside.git, paths);
  const tree = (await beside.git.raw(['write-tree'])).trim();
  if (tree === (await own.git.raw(['rev-parse', `${head}^{tree}`])).trim())
    return refused('the files are already committed as they are');
  const commit = (await own.git.raw(['commit-tree', tree, '-p', head, '-F', messageFile])).trim();
  const ref = `refs/heads/${branch}`;
  await own.git.raw(['update-ref', '--no-deref', ref, commit, '0'.repeat(commit.length)]);
  try {
    await own.git.raw(['update-index', '--add', ...entries]);
    await own.git.raw(['symbolic-ref', '-m', `gavel: switch to ${branch}`, 'HEAD', ref]);
  } catch (error) {
    await own.git.raw(['update-ref', '--no-deref', '-d', ref, commit]);
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
  const gitFolder = (await git.raw(['rev-parse', '--absolute-git-dir'])).trim();
  const link = await linkInGitFolder(gitFolder, branch);
  if (link !== undefined)
    return `.git/${visibleText(link)} is a symbolic link, through which git would write elsewhere; put the real file or folder there`;
  if (await succeeds(git, ['show-ref', '--verify', `refs/heads/${branch}`]))
    return `the branch ${branch} exists already`;
  if (!(await succeeds(git, ['rev-parse', '--verify', 'HEAD^{commit}']))) return 'the repository has no commit yet';
  for (const state of ['MERGE_HEAD', 'CHERRY_PICK_HEAD', 'REVERT_HEAD', 'rebase-merge', 'rebase-apply', 'BISECT_LOG']) {
    if (await exists(join(gitFolder, state))) return 'a merge, rebase or bisect is under way in the repository';
  }
  return (await configuredHook(git)) ?? (await filteredPath(git, paths)) ?? (await stagedApart(git, paths));
}

/** Newer versions of git run hooks that stand in a configuration, whatever folder of hooks they are told to use. */
async function configuredHook(git: SimpleGit): Promise<string | undefined> {
  const keys = await git.raw(['config', '-z', '--name-only', '--get-regexp', '^hook\\.']);
  const [key = ''] = keys.split('\0');
  return key === ''
    ? undefined
    : `git's configuration sets ${visibleText(key)}, and a commit from here runs no hook; commit with git itself`;
}

/** A filter is a program of the repository. The rules are those of the disk and of the index that `git` works with. */
async function filteredPath(git: SimpleGit, paths: readonly string[]): Promise<string | undefined> {
  const answers = (await git.raw(['check-attr', '-z', 'filter', '--', ...paths])).split('\0');
  const through = answers.findIndex((value, at) => at % 3 === 2 && !['unspecified', 'unset', ''].includes(value));
  return through === -1 ? undefined : `${visibleText(answers[through - 2] ?? '')} goes through a git filter, a program`;
}

/** Arguments that give another index the same entries, without reading a file again. */
async function indexEntries(git: SimpleGit, paths: readonly string[]): Promise<readonly string[]> {
  const listed = await git.raw(['--literal-pathspecs', 'ls-files', '-s', '-z', '--', ...paths]);
  const entries = new Map<string, readonly string[]>();
  for (const line of listed.split('\0')) {
    const [, mode, id, path] = /^(\d+) ([0-9a-f]+) 0\t(.+)$/su.exec(line) ?? [];
    if (mode !== undefined && id !== undefined && path !== undefined)
      entries.set(path, ['--cacheinfo', `${mode},${id},${path}`]);
  }
  const removed = paths.filter((path) => !entries.has(path));
  const kept = paths.flatMap((path) => entries.get(path) ?? []);
  return removed.length === 0 ? kept : [...kept, '--force-remove', '--', ...removed];
}

async function missing(root: string, paths: readonly string[]): Promise<readonly string[]> {
  const present = await Promise.all(paths.map((path) => exists(join(root, path))));
  return paths.filter((_, at) => present[at] !== true);
}

/** A version that was staged and stands nowhere else would be lost by taking the file's version on the disk. */
async function stagedApart(git: SimpleGit, paths: readonly string[]): Promise<string | undefined> {
  const list = async (command: readonly string[]): Promise<readonly string[]> =>
    (await git.raw(['--literal-pathspecs', ...command, '--name-only', '-z', '--', ...paths]))
      .split('\0')
      .filter((name) => name !== '');
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
