import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** What a commit writes to, or replaces, besides the branch itself. */
const writtenTo = ['HEAD', 'index', 'packed-refs', 'refs', 'refs/heads', 'logs', 'logs/HEAD', 'logs/refs'];

/** Folders in which a commit writes to entries whose names are not known before. */
const openFolders = ['objects', 'reftable'];

/**
 * The first symbolic link, relative to the git folder, through which a commit on `branch` would write; undefined when
 * there is none. git follows such links, and they can lead anywhere. The branch's name must be a valid one.
 */
export async function linkInGitFolder(gitFolder: string, branch: string): Promise<string | undefined> {
  const steps = branch.split('/');
  const branches = steps.map((_, at) => steps.slice(0, at + 1).join('/'));
  const places = [
    ...writtenTo,
    'logs/refs/heads',
    ...openFolders,
    ...branches.flatMap((name) => [`refs/heads/${name}`, `logs/refs/heads/${name}`]),
  ];
  for (const place of places) {
    const status = await lstat(join(gitFolder, place)).catch(() => undefined);
    if (status?.isSymbolicLink() === true) return place;
  }
  for (const folder of openFolders) {
    const entries = await readdir(join(gitFolder, folder), { withFileTypes: true }).catch(() => []);
    const link = entries.find((entry) => entry.isSymbolicLink());
    if (link !== undefined) return `${folder}/${link.name}`;
  }
  return undefined;
}
