import type { DependencyPolicy } from './boundFolders';
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

/** A place to list: what dependencies are bound instead of copied is decided on the way. */
export interface ListedPlace {
  readonly realRoot: string;
  readonly dependencies: DependencyPolicy;
  readonly signal: AbortSignal;
}

/** Names what the copy consists of: tracked and untracked files, and of the ignored ones what a check needs. */
export async function listWorkspace(place: ListedPlace): Promise<readonly WantedPath[]> {
  const { realRoot, signal } = place;
  const git = await listGitFiles(realRoot, signal);
  signal.throwIfAborted();
  // An ignored folder inside a larger repository lists as empty; the rules of the folder itself say more then.
  const useGit = git.kind === 'listed' && git.files.length > 0;
  return withKeptIgnored(place, useGit ? git : await walkFolder(realRoot, { useRules: true, signal }));
}

/** The same for a submodule or nested repository, by its ignore rules: git is not asked about repositories inside another. */
export async function listNested(place: ListedPlace, folder: string): Promise<readonly WantedPath[]> {
  const { realRoot, signal } = place;
  const start = folder.endsWith('/') ? folder : `${folder}/`;
  return withKeptIgnored(place, await walkFolder(realRoot, { start, useRules: true, signal }));
}

function depthOf(path: string): number {
  return path.split('/').length;
}

async function withKeptIgnored(
  { realRoot, dependencies, signal }: ListedPlace,
  listing: FolderListing,
): Promise<readonly WantedPath[]> {
  const wanted = new Map<string, WantedPath>();
  // Outer ones first: where not all dependency folders can be bound, those of the root are the large ones.
  const kept = listing.ignored.filter(isKeptThoughIgnored).sort((one, other) => depthOf(one) - depthOf(other));
  for (const entry of kept) {
    if (await dependencies.binds(entry)) continue;
    const inside = entry.endsWith('/')
      ? await walkFolder(realRoot, { start: entry, useRules: false, signal })
      : { files: [entry] };
    for (const path of inside.files) wanted.set(path, { path, hidden: true });
  }
  for (const path of listing.files) {
    const hidden = isInDependencies(path);
    if (!hidden || !(await dependencies.binds(path))) wanted.set(path, { path, hidden });
  }
  return [...wanted.values()];
}
