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
/** Every file is held against every rule of the folders above it. */
const maxRules = 2_000;
const maxStars = 4;
const maxFolderStars = 2;
/** Folders nested deeper than this are nobody's sources. Ours. */
const maxDepth = 100;
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
      else if (entry.isDirectory()) {
        if (path.split('/').length <= maxDepth) waiting.push({ folder: path, rules });
      } else if (entry.isFile() || entry.isSymbolicLink()) files.push(path);
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
  const patterns = text.split(/\r?\n/u).slice(0, maxRules).filter(isReasonable).map(bounded);
  return [...outer, { folder, rules: ignore().add(patterns) }];
}

/**
 * The patterns become regular expressions, whose time grows with the power of their stars: three `**` took 20 s on a path
 * of 400 folders (measured). Such a pattern is cut before the star that is too many, and so ignores more, never less.
 */
function bounded(pattern: string): string {
  const stars = [...pattern.matchAll(/\*+/gu)];
  const tooMany = stars[maxStars] ?? stars.filter(([star]) => star.length > 1)[maxFolderStars];
  return tooMany === undefined || pattern.startsWith('!') ? pattern : `${pattern.slice(0, tooMany.index)}*`;
}

function isReasonable(pattern: string): boolean {
  return pattern.length <= 1000 && (pattern.startsWith('!') ? bounded(pattern.slice(1)) === pattern.slice(1) : true);
}

function isIgnored(path: string, rules: readonly Rules[]): boolean {
  for (const { folder, rules: own } of [...rules].reverse()) {
    const result = own.test(path.slice(folder.length));
    if (result.ignored) return true;
    if (result.unignored) return false;
  }
  return false;
}
