import { join } from 'node:path';
import { findExecutable, realExecutable } from '../../sandbox/findExecutable';

/**
 * The ripgrep to search with: the one VS Code brings along, at the places it has had over the versions, else one on PATH
 * that does not lie in the workspace. Undefined when there is none.
 */
export async function findRipgrep(appRoot: string, workspaceRoot: string): Promise<string | undefined> {
  const program = process.platform === 'win32' ? 'rg.exe' : 'rg';
  const platform = `${process.platform}-${process.arch}`;
  const packages = [
    ['@vscode', 'ripgrep-universal', 'bin', platform],
    ['@vscode', 'ripgrep', 'bin'],
    ['vscode-ripgrep', 'bin'],
  ];
  for (const modules of ['node_modules', 'node_modules.asar.unpacked']) {
    for (const parts of packages) {
      const found = await realExecutable(join(appRoot, modules, ...parts, program));
      if (found !== undefined) return found;
    }
  }
  return findExecutable('rg', [workspaceRoot]);
}
