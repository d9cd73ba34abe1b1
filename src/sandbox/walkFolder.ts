import type { Dirent } from 'node:fs';
import { lstat, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ignore } from 'ignore';
import ignore from 'ignore';
import { isDependencyFolder } from './dependencyFolders';

/** What a walk found: POSIX paths relative to the root of the walk. An ignored folder is one entry with a slash at its end. */
export interface FolderListing {
  readonly files: readonly string[];
  readonly ignored: readonly string[];
}

interface Rules {
  /** Folder of the `.gitignore` with a slash at its end; empty at the root. */
  readonly folder: string;
  readonly rules: Ignore;
}

const maxRuleFileBytes = 1024 * 1024;
const versionControl = new Set(['.git', '.hg', '.svn', '.jj']);

/**
 * Lists a folder without git: files and links, no link followed, version control data left out. With `useRules` nested
 * `.gitignore` files decide, and dependency folders count as ignored; without, everything is listed. Stops at `signal`.
 */
export async function walkFolder(
  root: string,
  options: { readonly start?: string; readonly useRules: boolean; readonly signal: AbortSignal },
): Promise<FolderListing> {
  const files: string[] = [];
  const ignored: string[] = [];
  const waiting: { readonly folder: string; readonly rules: readonly Rules[] }[] = [
    { folder: options.start ?? '', rules: [] },
  ];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    options.signal.throwIfAborted();
    const { folder } = next;
    const rules = options.useRules ? await withRulesOf(root, folder, next.rules) : [];
    for (const entry of await entriesOf(join(root, folder))) {
      if (versionControl.has(entry.name.toLowerCase())) continue;
      const path = `${folder}${entry.name}${entry.isDirectory() ? '/' : ''}`;
      const leftOut = options.useRules && (isIgnored(path, rules) || (entry.isDirectory() && isDependencyFolder(path)));
      if (leftOut) ignored.push(path);
      else if (entry.isDirectory()) waiting.push({ folder: path, rules });
      else if (entry.isFile() || entry.isSymbolicLink()) files.push(path);
    }
  }
  return { files, ignored };
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  // A folder that cannot be read is left out, as git does it.
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}

async function withRulesOf(root: string, folder: string, outer: readonly Rules[]): Promise<readonly Rules[]> {
  const path = join(root, folder, '.gitignore');
  const status = await lstat(path).catch(() => undefined);
  if (status?.isFile() !== true || status.size > maxRuleFileBytes) return outer;
  const text = await readFile(path, 'utf8').catch(() => '');
  return [...outer, { folder, rules: ignore().add(text.split(/\r?\n/u).filter(isReasonable)) }];
}

/** The patterns become regular expressions; one with many stars could run for minutes on a long name. */
function isReasonable(pattern: string): boolean {
  return pattern.length <= 1000 && (pattern.match(/\*+/gu)?.length ?? 0) <= 6;
}

function isIgnored(path: string, rules: readonly Rules[]): boolean {
  for (const { folder, rules: own } of [...rules].reverse()) {
    const result = own.test(path.slice(folder.length));
    if (result.ignored) return true;
    if (result.unignored) return false;
  }
  return false;
}
