import { access, constants } from 'node:fs/promises';
import { dirname, parse } from 'node:path';
import { fileErrorReason } from '../sandbox/fileErrors';
import { deleteInside, readInside, readUnlessFolder, writeInside } from '../sandbox/insideFiles';
import type { FileContent } from '../sandbox/insideFiles';
import type { ApplyPort, WriteOutcome } from './applyPort';
import { sameBytes } from './textBytes';

/** The apply port over plain files: temporary file in the same folder, then rename; the mode stays. No link is followed. */
export function filesApplyPort(): ApplyPort {
  return {
    read: async (absolutePath) => ({
      bytes: (await readUnlessFolder(parse(absolutePath).root, absolutePath))?.bytes,
      openInEditor: false,
      dirty: false,
    }),
    write: async (absolutePath, bytes, expected, mode) => {
      try {
        return await writeChecked(absolutePath, bytes, expected, mode);
      } catch (error) {
        return { kind: 'refused', reason: fileErrorReason(error) };
      }
    },
  };
}

async function writeChecked(
  absolutePath: string,
  bytes: Buffer | undefined,
  expected: Buffer | undefined,
  mode: number | undefined,
): Promise<WriteOutcome> {
  const { root } = parse(absolutePath);
  const now = await readInside(root, absolutePath);
  if (!sameBytes(now?.bytes, expected)) return refused('it changed on the disk meanwhile; accept it again to merge');
  if (now !== undefined && !(await isWritable(now, absolutePath))) return refused('it is read-only');
  const asNew = { exclusive: true, ...(mode !== undefined && { mode }) };
  if (bytes !== undefined) await writeInside(root, absolutePath, bytes, now === undefined ? asNew : {});
  else if (now !== undefined) await deleteInside(root, absolutePath);
  return { kind: 'written', bytes: (await readInside(root, absolutePath))?.bytes };
}

/** A rename could replace a read-only file; whoever made it read-only did not want that. Root is told by the mode alone. */
async function isWritable({ mode }: FileContent, absolutePath: string): Promise<boolean> {
  if ((mode & 0o222) === 0) return false;
  try {
    await access(absolutePath, constants.W_OK);
    await access(dirname(absolutePath), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function refused(reason: string): WriteOutcome {
  return { kind: 'refused', reason };
}
