import type { SandboxTree } from '../../sandbox/sandboxTree';

/** The paths a model may see, sorted. `folder` narrows to what lies below it; absent, empty and `.` mean everything. */
export function visiblePaths(sandbox: SandboxTree, folder: string | undefined): readonly string[] {
  const parts = (folder ?? '').split('/').filter((part) => part !== '' && part !== '.');
  const prefix = parts.length === 0 ? '' : `${parts.join('/')}/`;
  return sandbox.listFiles().filter((path) => path.startsWith(prefix));
}
