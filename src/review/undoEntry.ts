import { constants } from 'node:fs';
import { open, realpath, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, errorText } from '../base/errorText';
import { visibleText } from '../base/visibleText';
import { authorize } from '../sandbox/gate';
import type { ApplyPort } from './applyPort';
import { belowGoingFile } from './belowFile';
import type { JournalEntry } from './journalFile';
import { sameBytes } from './textBytes';

/**
 * Puts one file back as it was before an accept that deleted `going`. Returns the sentence that refuses, or undefined when
 * it is as before.
 */
export async function undoEntry(
  root: string,
  entry: JournalEntry,
  port: ApplyPort,
  going: ReadonlySet<string>,
): Promise<string | undefined> {
  try {
    if (entry.before === undefined && (await belowGoingFile(root, entry.path, going)) !== undefined) return undefined;
    const verdict = await authorize(root, entry.path, entry.before === undefined ? 'delete' : 'write');
    if (verdict.kind === 'denied') return verdict.reason;
    const { bytes: current } = await port.read(verdict.absolutePath);
    if (sameBytes(current, entry.before)) {
      // A write that was killed may have made its folders and nothing else.
      if (entry.before === undefined) await removeEmptyFolders(root, entry.newFolders);
      return undefined;
    }
    if (!sameBytes(current, entry.after)) {
      return 'It was changed after the accept, so it stays as it is; undo that change first.';
    }
    const written = await port.write(verdict.absolutePath, entry.before, current);
    if (written.kind === 'refused') return `It could not be restored: ${written.reason}.`;
    if (!sameBytes(written.bytes, entry.before)) return 'It was restored, but saving it changed it again.';
    if (current === undefined && entry.mode !== undefined) await restoreMode(verdict.absolutePath, entry.mode);
    if (entry.before === undefined) await removeEmptyFolders(root, entry.newFolders);
    return undefined;
  } catch (error) {
    return `It could not be restored: ${visibleText(errorText(error))}.`;
  }
}

async function restoreMode(absolutePath: string, mode: number): Promise<void> {
  const handle = await open(absolutePath, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    await handle.chmod(mode);
  } finally {
    await handle.close();
  }
}

/** Folders the accept had made go too, innermost first, unless something else is in them by now. */
async function removeEmptyFolders(root: string, folders: readonly string[]): Promise<void> {
  const realRoot = await realpath(root);
  for (const folder of [...folders].sort((one, other) => other.length - one.length)) {
    const verdict = await authorize(root, folder, 'delete');
    // A folder reached through a link is not the one that was made.
    if (verdict.kind === 'denied' || verdict.absolutePath !== join(realRoot, folder)) return;
    const removed = await rmdir(verdict.absolutePath).then(
      () => true,
      // Gone already, by an undo that was killed after it.
      (error: unknown) => errorCode(error) === 'ENOENT',
    );
    if (!removed) return;
  }
}
