import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Every file, link and folder below a folder (`.git` included) with its mode and a hash of its bytes, by relative path. */
export type FolderState = Readonly<Record<string, string>>;

/** Reads the state of a folder; two equal states mean byte-identical folders. */
export function folderState(folder: string): FolderState {
  const entries = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(entries.map((name) => [name, stateOf(path.join(folder, name))]));
}

function stateOf(file: string): string {
  const stats = fs.lstatSync(file);
  const mode = stats.mode.toString(8);
  if (stats.isSymbolicLink()) return `${mode} ${fs.readlinkSync(file)}`;
  if (!stats.isFile()) return mode;
  return `${mode} ${createHash('sha256').update(fs.readFileSync(file)).digest('hex')}`;
}

/** Makes a folder below a new temporary one, with these files (path to text). */
export function makeFolder(
  name: string,
  files: Readonly<Record<string, string>>,
): { readonly folder: string; readonly remove: () => void } {
  const parent = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gavel-ui-folder-')));
  const folder = path.join(parent, name);
  for (const [file, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), text);
  }
  return { folder, remove: () => fs.rmSync(parent, { recursive: true, force: true, maxRetries: 5 }) };
}
