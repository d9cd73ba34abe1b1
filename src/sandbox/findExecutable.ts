import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { isInside } from './resolveInside';

/**
 * The absolute path of a tool on PATH, or undefined. Entries that are relative or lie inside one of the `outside` folders
 * are passed over, and so is a tool that a link leads back into one: a repository must not choose the programs we start.
 */
export async function findExecutable(
  name: string,
  outside: readonly string[],
  pathValue: string = process.env['PATH'] ?? '',
): Promise<string | undefined> {
  return (await findExecutables([name], outside, pathValue))[0];
}

/** The same for several tools, in their order: the entries of PATH are looked at once for all of them. */
export async function findExecutables(
  names: readonly string[],
  outside: readonly string[],
  pathValue: string,
): Promise<readonly (string | undefined)[]> {
  const forbidden = await realFolders(outside);
  const entries = await safePathEntries(outside, pathValue);
  return Promise.all(names.map((name) => findIn(entries, name, forbidden)));
}

async function findIn(
  entries: readonly string[],
  name: string,
  forbidden: readonly string[],
): Promise<string | undefined> {
  if (!/^[\w.+-]+$/u.test(name)) return undefined;
  for (const entry of entries) {
    for (const fileName of fileNames(name)) {
      const candidate = join(entry, fileName);
      const real = await realExecutable(candidate);
      if (real !== undefined && !forbidden.some((folder) => isInside(folder, real))) return candidate;
    }
  }
  return undefined;
}

/** The entries of a PATH value that are absolute, exist, and lie outside the given folders; order kept. */
export async function safePathEntries(outside: readonly string[], pathValue: string): Promise<readonly string[]> {
  const forbidden = await realFolders(outside);
  const entries: string[] = [];
  for (const entry of new Set(pathValue.split(delimiter))) {
    if (!isAbsolute(entry)) continue;
    const real = await realpath(entry).catch(() => undefined);
    if (real === undefined || forbidden.some((folder) => isInside(folder, real) || isInside(folder, entry))) continue;
    entries.push(entry);
  }
  return entries;
}

/** The real path of a file that can be executed, links resolved; undefined when it cannot. */
export async function realExecutable(path: string): Promise<string | undefined> {
  try {
    const real = await realpath(path);
    if (!(await stat(real)).isFile()) return undefined;
    await access(real, constants.X_OK);
    return real;
  } catch {
    return undefined;
  }
}

async function realFolders(folders: readonly string[]): Promise<readonly string[]> {
  const resolved = await Promise.all(
    folders.map(async (folder) => [folder, await realpath(folder).catch(() => folder)]),
  );
  return resolved.flat();
}

/** Windows: only real programs; a `.cmd` file would need a shell. */
function fileNames(name: string): readonly string[] {
  if (process.platform !== 'win32') return [name];
  return /\.(?:exe|com)$/iu.test(name) ? [name] : [`${name}.exe`, `${name}.com`];
}
