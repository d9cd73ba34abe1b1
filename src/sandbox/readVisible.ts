import { realpath } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { authorize } from './gate';
import { readInside } from './insideFiles';

/** A file of a workspace that a model may see: the path that was asked for, normalised, and what the disk holds. */
export interface VisibleFile {
  readonly path: string;
  readonly bytes: Buffer | undefined;
}

/**
 * Reads a file of `folder` that is among the `visible` ones (POSIX, relative); undefined for every other. A visible link to
 * an ignored file is not visible: what counts is where it leads.
 */
export async function readVisible(
  folder: string,
  path: string,
  visible: ReadonlySet<string>,
): Promise<VisibleFile | undefined> {
  if (!visible.has(path)) return undefined;
  const verdict = await authorize(folder, path, 'read');
  if (verdict.kind === 'denied') return undefined;
  const root = await realpath(folder);
  if (!visible.has(relative(root, verdict.absolutePath).split(sep).join('/'))) return undefined;
  return { path: verdict.path, bytes: (await readInside(root, verdict.absolutePath))?.bytes };
}
