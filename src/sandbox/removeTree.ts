import { chmod, lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Removes a folder of ours with everything in it. Links are removed, never followed; folders a check made read-only too. */
export async function removeTree(folder: string): Promise<void> {
  const options = { recursive: true, force: true, maxRetries: 3 } as const;
  try {
    await rm(folder, options);
  } catch {
    await makeRemovable(folder);
    await rm(folder, options);
  }
}

async function makeRemovable(folder: string): Promise<void> {
  const status = await lstat(folder).catch(() => undefined);
  if (status?.isDirectory() !== true) return;
  await chmod(folder, 0o700);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await makeRemovable(join(folder, entry.name));
  }
}
