import { isInDependencies, isKeptThoughIgnored } from './dependencyFolders';
import { listGitFiles } from './git';
import { walkFolder } from './walkFolder';
import type { FolderListing } from './walkFolder';

/** A path that belongs into the copy. `hidden` ones are for the check only, no model reads them. */
export interface WantedPath {
  /** POSIX, relative; may name a nested repository's folder. */
  readonly path: string;
  readonly hidden: boolean;
}

/** Names what the copy consists of: tracked and untracked files, and of the ignored ones what a check needs. */
export async function listWorkspace(realRoot: string, signal: AbortSignal): Promise<readonly WantedPath[]> {
  const git = await listGitFiles(realRoot, signal);
  signal.throwIfAborted();
  // An ignored folder inside a larger repository lists as empty; the rules of the folder itself say more then.
  const useGit = git.kind === 'listed' && git.files.length > 0;
  return withKeptIgnored(realRoot, useGit ? git : await walkFolder(realRoot, { useRules: true, signal }), signal);
}

/** The same for a submodule or nested repository, by its ignore rules: git is not asked about repositories inside another. */
export async function listNested(
  realRoot: string,
  folder: string,
  signal: AbortSignal,
): Promise<readonly WantedPath[]> {
  const start = folder.endsWith('/') ? folder : `${folder}/`;
  return withKeptIgnored(realRoot, await walkFolder(realRoot, { start, useRules: true, signal }), signal);
}

async function withKeptIgnored(
  realRoot: string,
  listing: FolderListing,
  signal: AbortSignal,
): Promise<readonly WantedPath[]> {
  const wanted = new Map<string, WantedPath>();
  for (const entry of listing.ignored.filter(isKeptThoughIgnored)) {
    const inside = entry.endsWith('/')
      ? await walkFolder(realRoot, { start: entry, useRules: false, signal })
      : { files: [entry] };
    for (const path of inside.files) wanted.set(path, { path, hidden: true });
  }
  for (const path of listing.files) wanted.set(path, { path, hidden: isInDependencies(path) });
  return [...wanted.values()];
}
