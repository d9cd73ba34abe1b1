import { lstat, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, errorText } from '../base/errorText';

/** `written` lists the files written this time, POSIX and relative; `message` is one sentence for a person. */
export type PracticeWorkspaceOutcome =
  | { readonly kind: 'ready'; readonly folder: string; readonly written: readonly string[] }
  | { readonly kind: 'failed'; readonly message: string };

/**
 * Copies the sample workspace to `targetFolder`. Files that exist there stay as they are, so work in progress is kept and
 * an interrupted copy is completed. A folder with foreign content is refused. Runs nothing.
 */
export function copyPracticeWorkspace(extensionRoot: string, targetFolder: string): Promise<PracticeWorkspaceOutcome> {
  return placeFiles(extensionRoot, targetFolder, { overwrite: false });
}

/**
 * Puts the sample files back to how they were shipped: changes in them are lost, other files in the folder stay.
 * A folder with foreign content is refused.
 */
export function resetPracticeWorkspace(extensionRoot: string, targetFolder: string): Promise<PracticeWorkspaceOutcome> {
  return placeFiles(extensionRoot, targetFolder, { overwrite: true });
}

async function placeFiles(
  extensionRoot: string,
  targetFolder: string,
  options: { readonly overwrite: boolean },
): Promise<PracticeWorkspaceOutcome> {
  const source = join(extensionRoot, 'media', 'practice', 'workspace');
  try {
    const files = await listFiles(source);
    if (!(await mayUse(targetFolder, files))) {
      return {
        kind: 'failed',
        message: `${targetFolder} holds something else than the practice workspace; choose another folder.`,
      };
    }
    const written: string[] = [];
    for (const file of files) {
      await mkdir(join(targetFolder, file, '..'), { recursive: true });
      // Removing first makes a link in the file's place go, not the file it points to.
      if (options.overwrite) await rm(join(targetFolder, file), { force: true });
      if (await writeNew(join(targetFolder, file), await readFile(join(source, file)))) written.push(file);
    }
    return { kind: 'ready', folder: targetFolder, written };
  } catch (error) {
    return {
      kind: 'failed',
      message: `The practice workspace could not be written to ${targetFolder}: ${errorText(error)}`,
    };
  }
}

/** A new, empty or own folder. Own means that everything in it we would write to is a real folder or one of our files. */
async function mayUse(targetFolder: string, files: readonly string[]): Promise<boolean> {
  const names = await namesIn(targetFolder);
  if (names.length === 0) return true;
  const ownFolders = [...new Set(files.flatMap((file) => file.split('/').slice(0, -1)))];
  for (const folder of ownFolders) {
    const found = await kindOf(join(targetFolder, folder));
    if (found === 'other') return false;
  }
  return names.includes('package.json') ? isTidyDesk(targetFolder) : names.every((name) => startsFile(name, files));
}

function startsFile(name: string, files: readonly string[]): boolean {
  return files.some((file) => file === name || file.startsWith(`${name}/`));
}

async function isTidyDesk(folder: string): Promise<boolean> {
  return /"name":\s*"tidy-desk"/u.test(await readFile(join(folder, 'package.json'), 'utf8'));
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

async function kindOf(path: string): Promise<'absent' | 'folder' | 'other'> {
  try {
    return (await lstat(path)).isDirectory() ? 'folder' : 'other';
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 'absent';
    throw error;
  }
}

/** False when the file was there already. */
async function writeNew(path: string, bytes: Buffer): Promise<boolean> {
  try {
    await writeFile(path, bytes, { flag: 'wx' });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Files below a folder, POSIX and relative, sorted. */
async function listFiles(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
}
