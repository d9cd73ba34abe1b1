import { realpath } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import * as vscode from 'vscode';
import type { TextReader } from '../agent/context';
import { once } from '../base/once';
import { leftOutDependencies } from '../sandbox/boundFolders';
import { isInDependencies } from '../sandbox/dependencyFolders';
import { listWorkspace } from '../sandbox/listWorkspace';
import { readVisible } from '../sandbox/readVisible';
import { isSecretPath } from '../sandbox/secretPaths';

/** Files of a folder that a model may be told about, POSIX relative, sorted: nothing ignored, no secrets, no dependencies. */
export async function visibleFiles(folder: string): Promise<readonly string[]> {
  const wanted = await listWorkspace({
    realRoot: await realpath(folder),
    dependencies: leftOutDependencies,
    signal: new AbortController().signal,
  });
  return wanted
    .filter(({ hidden }) => !hidden)
    .map(({ path }) => path)
    .filter((path) => !isSecretPath(path) && !isInDependencies(path))
    .sort();
}

/** Reads the visible files of a folder for a prompt: through the gate, unsaved editor text before the disk, text only. */
export function workspaceReader(folder: string): TextReader {
  const visible = once(async () => new Set(await visibleFiles(folder)));
  return async (path) => {
    const file = await readVisible(folder, path, await visible());
    if (file === undefined) return undefined;
    const bytes = dirtyBuffers(folder).get(file.path) ?? file.bytes;
    return bytes === undefined || bytes.includes(0) ? undefined : bytes.toString('utf8');
  };
}

/** Text of unsaved editors below a folder, by POSIX relative path, as the bytes a save would write. */
export function dirtyBuffers(folder: string): ReadonlyMap<string, Buffer> {
  const dirty = vscode.workspace.textDocuments.filter(({ isDirty, uri }) => isDirty && uri.scheme === 'file');
  return new Map(
    dirty
      .map((document) => {
        const path = relative(folder, document.uri.fsPath).split(sep).join('/');
        const mark = document.encoding === 'utf8bom' ? '\ufeff' : '';
        return [path, Buffer.from(mark + document.getText(), 'utf8')] as const;
      })
      .filter(([path]) => path !== '' && !path.startsWith('../')),
  );
}
