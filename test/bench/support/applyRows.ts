import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { applyChanges } from '../../../src/review/applyChanges';
import { filesApplyPort } from '../../../src/review/filesApplyPort';
import { undoLatestAccept } from '../../../src/review/journal';
import { proposeChanges } from '../../../src/review/proposeChanges';
import { temporaryWorkspace, type TemporaryWorkspace } from '../../unit/sandbox/temporaryWorkspace';
import { atMost, bestRound, type BenchRow, figure } from './benchRow';

const fileCount = 200;
/** Besides the reference's work, an accept reads each file three times, flushes its folder and writes a journal. Ours. */
const bound = 8;

interface Round {
  readonly applyMs: number;
  readonly referenceMs: number;
  readonly undoMs: number;
}

/** An accept of 200 files beside the plainest safe way to write them: temporary file, fsync, rename, one after the other. */
export async function applyRows(): Promise<BenchRow[]> {
  const place = await temporaryWorkspace();
  try {
    const touched = Array.from({ length: fileCount }, (_, index) => {
      const path = `src/part${index % 10}/file${index}.ts`;
      const base = Buffer.from(`export const value${index} = ${index};\n`.repeat(120));
      place.write(path, base);
      const current = Buffer.from(base.toString().replaceAll(`= ${index};`, `= ${index + 1};`));
      return { path, base, current, sensitive: false };
    });
    const startMs = performance.now();
    const changes = proposeChanges(touched);
    const proposeMs = performance.now() - startMs;
    const { applyMs, referenceMs, undoMs } = await bestRound(
      () => round(place, changes),
      ({ applyMs: apply, referenceMs: reference }) => apply / reference,
      bound,
    );
    return [
      atMost(bound, `apply of ${fileCount} files / write, fsync, rename of the same`, applyMs / referenceMs, 'x'),
      figure(`apply of ${fileCount} files`, applyMs, 'ms'),
      figure(`write, fsync, rename of ${fileCount} files`, referenceMs, 'ms'),
      figure(`undo of ${fileCount} files`, undoMs, 'ms'),
      figure(`hunks and flags of ${fileCount} files`, proposeMs, 'ms'),
    ];
  } finally {
    await place.remove();
  }
}

async function round(place: TemporaryWorkspace, changes: ReturnType<typeof proposeChanges>): Promise<Round> {
  const referenceMs = await timed(async () => {
    for (const { path, base } of changes) await writeSafely(join(place.root, path), base ?? Buffer.alloc(0));
  });
  const port = filesApplyPort();
  const journalFolder = join(place.base, 'journals');
  const applyMs = await timed(async () => {
    const outcomes = await applyChanges({ changes, runId: 'bench', workspaceRoot: place.root, port, journalFolder });
    if (outcomes.some(({ kind }) => kind !== 'applied')) throw new Error('Not all files were applied.');
  });
  const undoMs = await timed(() => undoLatestAccept(journalFolder, port));
  return { applyMs, referenceMs, undoMs };
}

async function writeSafely(path: string, bytes: Buffer): Promise<void> {
  const handle = await open(`${path}.tmp`, 'wx');
  await handle.writeFile(bytes);
  await handle.sync();
  await handle.close();
  await rename(`${path}.tmp`, path);
}

async function timed(action: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await action();
  return performance.now() - startMs;
}
