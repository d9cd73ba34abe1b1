import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { resetPracticeWorkspace } from '../../../src/practice/practiceWorkspace';
import { gavelExtension, workspaceFolder } from './gavel';

const run = promisify(execFile);

/** Runs git in the open folder, without anybody's configuration. */
export async function git(...args: readonly string[]): Promise<string> {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_OPTIONAL_LOCKS: '0' };
  const who = ['-c', 'user.name=t', '-c', 'user.email=t@localhost'];
  return (await run('git', [...who, ...args], { cwd: workspaceFolder().uri.fsPath, env })).stdout;
}

/** Makes the open folder a new repository with one commit of all its files. */
async function makeRepository(): Promise<void> {
  const folder = workspaceFolder().uri.fsPath;
  await rm(join(folder, '.git'), { recursive: true, force: true });
  await git('init', '-q');
  await git('add', '.');
  await git('commit', '-qm', 'start');
}

/** Closes all editors without saving, puts the sample's files back alone, and makes the folder a new repository. */
export async function resetWorkspace(): Promise<void> {
  for (const document of vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty)) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  const folder = workspaceFolder().uri.fsPath;
  await resetPracticeWorkspace(gavelExtension().extensionPath, folder);
  await removeOthers(folder);
  await makeRepository();
}

/** Removes what is not part of the sample. */
async function removeOthers(folder: string): Promise<void> {
  const sample = join(gavelExtension().extensionPath, 'media', 'practice', 'workspace');
  const shipped = new Set(await readdir(sample, { recursive: true }));
  const found = await readdir(folder, { recursive: true });
  const others = found.filter((path) => !shipped.has(path));
  await Promise.all(others.map((path) => rm(join(folder, path), { recursive: true, force: true })));
}

/** Mode and hash of each file of the open folder, `.git` included, by its path. */
export async function workspaceFiles(): Promise<Readonly<Record<string, string>>> {
  const folder = workspaceFolder().uri.fsPath;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
  const found: Record<string, string> = {};
  for (const file of files) {
    const path = join(folder, file);
    const hash = createHash('sha256').update(await readFile(path));
    found[file] = `${(await lstat(path)).mode} ${hash.digest('hex')}`;
  }
  return found;
}

/** One hash over names, modes and bytes of all files of the open folder; `.git` counts only when asked for. */
export async function workspaceHash(options: { readonly git: boolean } = { git: false }): Promise<string> {
  const files = Object.entries(await workspaceFiles()).filter(([file]) => options.git || !file.startsWith('.git/'));
  return createHash('sha256').update(JSON.stringify(files)).digest('hex');
}
