import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { realpath } from 'node:fs/promises';
import { findExecutables, realExecutable } from './findExecutable';
import { isInside } from './resolveInside';

/** What a confined run sees of the system anyway. */
export const systemFolders: readonly string[] = [
  '/usr',
  '/bin',
  '/sbin',
  '/lib',
  '/lib32',
  '/lib64',
  '/libx32',
  '/nix/store',
];

/** Programs that a check's own command often starts in turn (`npm` starts `node`). */
const usualTools = ['node', 'npm', 'python3', 'python', 'ruby', 'java', 'go', 'rustc', 'deno', 'bun', 'php', 'dotnet'];

/** Version managers keep what their shims start in a folder of their own; these hold programs, no keys. */
const managerHomes = [
  'NVM_DIR',
  'PYENV_ROOT',
  'RBENV_ROOT',
  'RUSTUP_HOME',
  'GOROOT',
  'JAVA_HOME',
  'VOLTA_HOME',
  'DOTNET_ROOT',
];

/**
 * Folders outside the system's own that must be readable for the tools of a check to start: the installation prefix of the
 * command and of the usual interpreters. Never the home folder, never something above it, never the workspace. `executable` is absent when it is the workspace's own.
 */
export async function toolFolders(
  executable: string | undefined,
  environment: Readonly<Record<string, string>>,
  outside: readonly string[],
): Promise<readonly string[]> {
  const pathValue = environment['PATH'] ?? '';
  const found = await findExecutables(usualTools, outside, pathValue);
  const folders = new Set<string>();
  for (const tool of [executable, ...found]) {
    const real = tool === undefined ? undefined : await realExecutable(tool);
    if (tool === undefined || real === undefined) continue;
    for (const path of [tool, real]) folders.add(installationPrefix(path));
  }
  for (const name of managerHomes) {
    const home = environment[name];
    const real = home === undefined ? undefined : await realpath(home).catch(() => undefined);
    if (real !== undefined) folders.add(real);
  }
  const forbidden = [...outside, ...(await Promise.all(outside.map((folder) => realpath(folder).catch(() => folder))))];
  return [...folders].filter((folder) => isBindable(folder, forbidden)).sort();
}

/**
 * `/…/versions/v20/bin/node` was installed in `/…/versions/v20`. Where that would be the home folder or one that also holds
 * keys (`~/.local`, `~/.cargo`), only the `bin` folder itself.
 */
export function installationPrefix(executable: string, home: string = homedir()): string {
  const folder = dirname(executable);
  if (!['bin', 'sbin'].includes(basename(folder))) return folder;
  const prefix = dirname(folder);
  const shared = ['.local', '.config', '.cache', '.cargo', '.m2', '.gradle'].map((name) => join(home, name));
  return isInside(prefix, home) || shared.includes(prefix) ? folder : prefix;
}

/** False for folders that hold more than programs: home and what is above it, the system's, and the `forbidden` ones. */
export function isBindable(folder: string, forbidden: readonly string[]): boolean {
  if (systemFolders.some((system) => isInside(system, folder))) return false;
  const broad = [homedir(), '/etc', '/proc', '/run', '/var', '/tmp', ...forbidden];
  if (broad.some((place) => isInside(folder, place))) return false;
  return !forbidden.some((place) => isInside(place, folder));
}
