import type { FileOutcome, SandboxTree } from '../sandbox/sandboxTree';
import { ignoreFile, ignoreRule } from './ignoreRules';
import { decodeText } from './textFile';

/**
 * The sandbox as its `.gavelignore` leaves it: what is ignored is neither listed nor read nor written. The rules are those
 * of the moment; whatever the agent does to the file later changes nothing.
 */
export async function narrowedTree(tree: SandboxTree): Promise<SandboxTree> {
  const file = await tree.readFile(ignoreFile);
  const decoded = file.kind === 'ok' ? decodeText(file.value, ignoreFile) : undefined;
  if (decoded?.kind !== 'text') return tree;
  const isIgnored = ignoreRule(decoded.text);
  const unlessIgnored = <T>(path: string, use: () => Promise<FileOutcome<T>>): Promise<FileOutcome<T>> =>
    isIgnored(path) ? Promise.resolve({ kind: 'denied', reason: `The path is left out by ${ignoreFile}.` }) : use();
  return {
    id: tree.id,
    root: tree.root,
    workspaceRoot: tree.workspaceRoot,
    fileCount: tree.fileCount,
    bound: tree.bound,
    listFiles: () => tree.listFiles().filter((path) => !isIgnored(path)),
    readFile: (path) => unlessIgnored(path, () => tree.readFile(path)),
    writeFile: (path, bytes) => unlessIgnored(path, () => tree.writeFile(path, bytes)),
    deleteFile: (path) => unlessIgnored(path, () => tree.deleteFile(path)),
    touched: () => tree.touched(),
    fitForModels: (text) => tree.fitForModels(text),
    undoCheck: () => tree.undoCheck(),
    dispose: () => tree.dispose(),
  };
}
