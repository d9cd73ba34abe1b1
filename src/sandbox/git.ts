import { devNull } from 'node:os';
import { lstat, realpath } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import type { SimpleGit, SimpleGitOptions } from 'simple-git';
import { errorText } from '../base/errorText';
import { canonicalNames } from './canonicalNames';
import { findExecutable, safePathEntries } from './findExecutable';

/** Files git knows or would track, and what its rules ignore; or why git is not asked here. */
export type GitListing =
  | {
      readonly kind: 'listed';
      /** Relative to the asked folder, POSIX; a nested repository is one entry. Files deleted on disk may be among them. */
      readonly files: readonly string[];
      /** Ignored entries; a folder that is ignored as a whole is one entry with a slash at its end. */
      readonly ignored: readonly string[];
    }
  | { readonly kind: 'noGit'; readonly reason: string };

/**
 * A repository's own config can name programs. These values win over it. The list is constant: no caller adds to it. `ls-files` runs fsmonitor, and in a partial clone may fetch; both are off.
 */
const hardenedConfig: readonly string[] = [
  'core.fsmonitor=false',
  `core.hooksPath=${devNull}`,
  'core.pager=cat',
  'core.sshCommand=false',
  'core.askPass=',
  'credential.helper=',
  'protocol.allow=never',
  'safe.bareRepository=explicit',
  'submodule.recurse=false',
];

const hardenedEnvironment: Readonly<Record<string, string>> = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: devNull,
  GIT_ATTR_NOSYSTEM: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  // A list of allowed protocols overrides whatever the repository allows; no protocol is called "none".
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_NO_LAZY_FETCH: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  LC_ALL: 'C',
};

/** What a commit must know of the person, whose own configuration is trusted: who they are, and how they want line ends. */
const ownConfiguration = new Set(['GIT_CONFIG_NOSYSTEM', 'GIT_CONFIG_GLOBAL', 'GIT_ATTR_NOSYSTEM']);

/** Milliseconds without output after which git is ended. Ours. */
const silenceMs = 20_000;

/**
 * Lists the files of a folder that lies in an ordinary git work tree. Everything unusual (`.git` is a file or a link, the
 * config redirects the work tree, git is missing or fails) is `noGit`, and the caller reads ignore rules instead.
 */
export async function listGitFiles(folder: string, signal: AbortSignal): Promise<GitListing> {
  try {
    const root = await realpath(folder);
    const top = await nearestGitFolder(root);
    if (top === undefined) return { kind: 'noGit', reason: 'The folder is in no ordinary git repository.' };
    const git = await openGit(root, signal);
    if (git === undefined) return { kind: 'noGit', reason: 'No git was found outside the workspace.' };
    if (!(await isOwnWorkTree(git, root, top)))
      return { kind: 'noGit', reason: 'The repository redirects its work tree.' };
    const files = names(await git.raw(['ls-files', '-z', '-co', '--exclude-standard']));
    const ignored = names(await git.raw(['ls-files', '-z', '-oi', '--directory', '--exclude-standard']));
    return { kind: 'listed', files, ignored };
  } catch (error) {
    return { kind: 'noGit', reason: `git could not list the files (${errorText(error).split('\n')[0] ?? ''}).` };
  }
}

/**
 * The addresses of a repository's remotes, `origin` first; empty when there are none or git is not asked here. Only the
 * repository's own config is read, and nothing in it runs.
 */
export async function listRemoteUrls(folder: string, signal: AbortSignal): Promise<readonly string[]> {
  try {
    const git = await openGit(await realpath(folder), signal);
    const asked = ['config', '--local', '--no-includes', '-z', '--get-regexp', '^remote\\..*\\.url$'];
    const entries = (await git?.raw(asked))?.split('\0') ?? [];
    const remotes = entries.flatMap((entry) => {
      const end = entry.indexOf('\n');
      return end < 0 ? [] : [{ name: entry.slice('remote.'.length, end - '.url'.length), url: entry.slice(end + 1) }];
    });
    const first = ({ name }: { readonly name: string }): number => (name === 'origin' ? 0 : 1);
    return [...new Set(remotes.sort((one, other) => first(one) - first(other)).map(({ url }) => url))];
  } catch {
    return [];
  }
}

/**
 * git for a commit that the person asked for, in the ordinary work tree that `folder` lies in; or why not. No hook, no
 * filter manager and no other program of the repository's config runs; `indexFile` stands in for the index when given.
 */
export async function openGitForCommit(
  folder: string,
  signal: AbortSignal,
  indexFile?: string,
): Promise<{ readonly kind: 'open'; readonly git: SimpleGit } | { readonly kind: 'noGit'; readonly reason: string }> {
  const root = await realpath(folder);
  const top = await nearestGitFolder(root);
  if (top === undefined) return { kind: 'noGit', reason: 'the folder is in no ordinary git repository' };
  const git = await openGit(root, signal, { own: true, indexFile });
  if (git === undefined) return { kind: 'noGit', reason: 'no git was found outside the workspace' };
  if (!(await isOwnWorkTree(git, root, top)))
    return { kind: 'noGit', reason: 'the repository redirects its work tree' };
  return { kind: 'open', git };
}

async function openGit(
  root: string,
  signal: AbortSignal,
  { own, indexFile }: { readonly own: boolean; readonly indexFile?: string | undefined } = { own: false },
): Promise<SimpleGit | undefined> {
  const pathValue = process.env['PATH'] ?? '';
  const binary = await findExecutable('git', [root], pathValue);
  if (binary === undefined) return undefined;
  const hardened = Object.entries(hardenedEnvironment).filter(([name]) => !own || !ownConfiguration.has(name));
  const home = process.env['HOME'];
  const environment: Record<string, string> = {
    ...Object.fromEntries(hardened),
    ...(own && home !== undefined && { HOME: home }),
    ...(indexFile !== undefined && { GIT_INDEX_FILE: indexFile }),
    PATH: (await safePathEntries([root], pathValue)).join(delimiter),
  };
  const options: Partial<SimpleGitOptions> = {
    baseDir: root,
    binary,
    abort: signal,
    maxConcurrentProcesses: 2,
    trimmed: false,
    timeout: { block: silenceMs },
    config: [...hardenedConfig],
    allowEnvironment: Object.keys(environment),
    // These flags permit what `hardenedConfig` sets: each of its values switches a program off.
    unsafe: {
      allowUnsafeFsMonitor: true,
      allowUnsafeHooksPath: true,
      allowUnsafePager: true,
      allowUnsafeSshCommand: true,
      allowUnsafeAskPass: true,
      allowUnsafeCredentialHelper: true,
      allowUnsafeProtocolOverride: true,
      allowUnsafeConfigPaths: true,
      // Our own absolute path, which may hold spaces (Program Files).
      allowUnsafeCustomBinary: true,
    },
  };
  const { simpleGit } = await import('simple-git');
  return simpleGit(options).env(environment);
}

/** The nearest folder upwards whose `.git` is a real directory; the first `.git` of another kind ends the search. */
async function nearestGitFolder(folder: string): Promise<string | undefined> {
  for (let current = folder; ; current = dirname(current)) {
    const status = await lstat(join(current, '.git')).catch(() => undefined);
    if (status !== undefined) return status.isDirectory() ? current : undefined;
    if (dirname(current) === current) return undefined;
  }
}

/** Asked in `root`: files, refs and objects are those of `top`, and of no other repository. */
async function isOwnWorkTree(git: SimpleGit, root: string, top: string): Promise<boolean> {
  const questions = ['--is-inside-work-tree', '--show-toplevel', '--absolute-git-dir', '--git-common-dir'];
  const answer = await git.raw(['rev-parse', ...questions]);
  const [inside, toplevel, gitFolder, commonFolder] = answer.split('\n');
  if (inside !== 'true' || toplevel === undefined || gitFolder === undefined || commonFolder === undefined)
    return false;
  const own = join(top, '.git');
  if ((await realpath(toplevel)) !== top || (await realpath(gitFolder)) !== own) return false;
  return (await realpath(resolve(root, commonFolder))) === own;
}

function names(output: string): readonly string[] {
  return [...new Set(output.split('\0'))].filter(isOwnPath);
}

/** An index is a file that anybody can have written: git prints `../x` and `.git/config` when they stand in it. */
function isOwnPath(path: string): boolean {
  if (path === '' || path.startsWith('/')) return false;
  const steps = path.replace(/\/$/u, '').split('/');
  return !steps.some((step) => step === '' || step === '.' || step === '..') && !canonicalNames(path).includes('.git');
}
