import { constants } from 'node:fs';
import { chmod, copyFile, lchown, mkdir, readlink, realpath, symlink, unlink, utimes } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative } from 'node:path';
import pLimit from 'p-limit';
import { errorCode } from '../base/errorText';
import { canonicalNames } from './canonicalNames';
import { isInterpreterLink } from './dependencyFolders';
import type { CopyEntry, CopyPlan } from './planCopy';
import { isInside } from './resolveInside';
import type { CopyProgress } from './sandboxTree';

export interface CopyTarget {
  readonly realRoot: string;
  /** Existing, empty, real folder. */
  readonly treeRoot: string;
  readonly signal: AbortSignal;
  /** To whom the copy belongs; ourselves when left out. */
  readonly owner?: number | undefined;
  readonly onProgress?: (progress: CopyProgress) => void;
}

const parallel = 16;
const progressEvery = 250;

/**
 * Copies a plan byte for byte, with reflinks where the disk has them; modes and modification times stay. Files that
 * vanished meanwhile are left out. Returns the entries that were copied. Throws on a full disk, or when the signal fires.
 */
export async function copyTree(plan: CopyPlan, target: CopyTarget): Promise<readonly CopyEntry[]> {
  const { treeRoot, signal, owner, onProgress } = target;
  if (owner !== undefined) await lchown(treeRoot, owner, owner);
  for (const { path, mode } of plan.folders) {
    signal.throwIfAborted();
    await mkdir(join(treeRoot, path));
    if (owner !== undefined) await lchown(join(treeRoot, path), owner, owner);
    await chmod(join(treeRoot, path), (mode & 0o777) | 0o700);
  }
  const copied: CopyEntry[] = [];
  const report = (): void => onProgress?.({ copiedFiles: copied.length, totalFiles: plan.entries.length });
  report();
  await pLimit(parallel).map(plan.entries, async (entry) => {
    signal.throwIfAborted();
    const done = entry.kind === 'file' ? await copyOne(entry, target) : await copyLink(entry, target);
    if (!done) return;
    if (owner !== undefined) await lchown(join(treeRoot, entry.path), owner, owner);
    copied.push(entry);
    if (copied.length % progressEvery === 0) report();
  });
  report();
  return removeStrayLinks(copied, target);
}

async function copyOne(entry: CopyEntry, { realRoot, treeRoot }: CopyTarget): Promise<boolean> {
  const to = join(treeRoot, entry.path);
  try {
    await copyFile(join(realRoot, entry.path), to, constants.COPYFILE_FICLONE);
    await utimes(to, entry.modified, entry.modified);
    return true;
  } catch (error) {
    // Gone, or not ours to read: the copy is the tree as we can see it.
    if (['ENOENT', 'EACCES', 'EPERM', 'ENOTDIR', 'EISDIR'].includes(errorCode(error) ?? '')) return false;
    throw error;
  }
}

async function copyLink(entry: CopyEntry, { realRoot, treeRoot }: CopyTarget): Promise<boolean> {
  const from = join(realRoot, entry.path);
  try {
    const text = await readlink(from);
    const leadsTo = await realpath(from);
    const inside = isInside(realRoot, leadsTo);
    if (!inside && !isInterpreterLink(entry.path)) return false;
    if (inside && canonicalNames(relative(realRoot, leadsTo)).includes('.git')) return false;
    // An absolute link to a file of the workspace would let the copy write into the original.
    const own = inside && isAbsolute(text) ? relative(dirname(from), leadsTo) || '.' : text;
    await symlink(own, join(treeRoot, entry.path));
    return true;
  } catch {
    return false;
  }
}

/** Whatever a link's text says, what counts is where it leads in the copy. Those that lead out or nowhere are taken away. */
async function removeStrayLinks(
  entries: readonly CopyEntry[],
  { treeRoot }: CopyTarget,
): Promise<readonly CopyEntry[]> {
  const kept: CopyEntry[] = [];
  for (const entry of entries) {
    const path = join(treeRoot, entry.path);
    if (entry.kind === 'link' && !isInterpreterLink(entry.path)) {
      const leadsTo = await realpath(path).catch(() => undefined);
      if (leadsTo === undefined || !isInside(treeRoot, leadsTo)) {
        await unlink(path);
        continue;
      }
    }
    kept.push(entry);
  }
  return kept;
}
