import { realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { confinedHome } from './confinedCommand';
import { isInside } from './resolveInside';
import { isSecretPath } from './secretPaths';
import { isBindable } from './toolFolders';

/** What a person allowed a confined check beyond the usual, for the checks of one run. */
export interface CheckGrant {
  /** The network, and with it the servers of this machine. */
  readonly network: boolean;
  /** Absolute folders that it may read. */
  readonly folders: readonly string[];
}

/** Nothing beyond the usual. */
export const noGrant: CheckGrant = { network: false, folders: [] };

/** Folders in which tools keep what they once downloaded, relative to the home folder. No keys lie there by convention. */
const usualCaches = [
  ...[
    '.cache/pip',
    '.cache/uv',
    '.cache/go-build',
    '.cache/pnpm',
    '.cache/yarn',
    '.cache/ms-playwright',
    '.cache/pypoetry',
  ],
  ...['.cargo/registry', '.cargo/git', '.rustup', '.m2/repository', '.gradle/caches', '.gradle/wrapper', '.ivy2/cache'],
  ...['go/pkg/mod', '.npm/_cacache', '.nuget/packages', '.pub-cache', '.gem', '.deno', '.bun/install/cache'],
];

/** Those of the usual folders that exist on this machine. */
export async function offeredFolders(home: string = homedir()): Promise<readonly string[]> {
  const found = await Promise.all(usualCaches.map((name) => grantableFolder(join(home, name), [], home)));
  return found.flatMap((folder) => (folder.kind === 'grantable' ? [folder.path] : []));
}

/**
 * Whether a folder may be shown to a check: an existing one, never the home folder or what is above it, nothing of the
 * system's or the workspace's (`outside`), and none that holds keys by convention.
 */
export async function grantableFolder(
  folder: string,
  outside: readonly string[],
  home: string = homedir(),
): Promise<
  { readonly kind: 'grantable'; readonly path: string } | { readonly kind: 'refused'; readonly reason: string }
> {
  const real = await realpath(folder).catch(() => undefined);
  if (real === undefined || !(await stat(real)).isDirectory()) return refused('it is no folder');
  if (isSecretPath(`${relative('/', real)}/x`)) return refused('it usually holds keys');
  if (holdsKeys.some((name) => isInside(real, join(home, name)))) return refused('it also holds keys or settings');
  if (!isBindable(real, outside)) return refused('it is too wide, or belongs to the system or the workspace');
  return { kind: 'grantable', path: real };
}

/** Read-only views of the granted folders: where they are, and where a tool looks for them below its empty home. */
export function grantedBinds(
  folders: readonly string[],
  home: string = homedir(),
): readonly (readonly [string, string])[] {
  return folders.flatMap((folder) => [
    [folder, folder] as const,
    ...(isInside(home, folder) ? [[folder, join(confinedHome, relative(home, folder))] as const] : []),
  ]);
}

/** What must not come along with a folder around it, relative to the home folder. */
const holdsKeys = [
  ...[
    '.ssh',
    '.gnupg',
    '.aws',
    '.azure',
    '.kube',
    '.docker',
    '.config',
    '.netrc',
    '.npmrc',
    '.git-credentials',
    '.local',
  ],
  ...[
    '.m2/settings.xml',
    '.gradle/gradle.properties',
    '.cargo/credentials',
    '.cargo/credentials.toml',
    '.gem/credentials',
  ],
];

function refused(reason: string): { readonly kind: 'refused'; readonly reason: string } {
  return { kind: 'refused', reason };
}
