import { join } from 'node:path';
import { temporaryWorkspace, type TemporaryWorkspace } from '../unit/sandbox/temporaryWorkspace';
import { applyRows } from './support/applyRows';
import { atMost, bestRound, type BenchRow, figure } from './support/benchRow';

export const name = 'sandbox';

const fileCount = 50_000;
const filesPerFolder = 100;

interface Round {
  readonly copyMs: number;
  readonly worktreeMs: number;
}

/** A copy of the working tree beside `git worktree add` of the same tree, a repository of 50,000 small files, on the same disk. */
export async function run(): Promise<BenchRow[]> {
  const workspace = await temporaryWorkspace();
  try {
    for (let file = 0; file < fileCount; file += 1) {
      const folder = `src/package-${Math.floor(file / filesPerFolder)}`;
      workspace.write(`${folder}/module-${file}.ts`, `export const value${file} = ${file};\n`.repeat(1 + (file % 40)));
    }
    workspace.git('init', '-q');
    workspace.git('add', '-A');
    workspace.git('commit', '-q', '-m', 'first');
    const { copyMs, worktreeMs } = await bestRound(
      () => round(workspace),
      ({ copyMs: copy, worktreeMs: worktree }) => copy / worktree,
      1,
    );
    return [
      atMost(1, `sandbox ready / git worktree add, ${fileCount.toLocaleString('en')} files`, copyMs / worktreeMs, 'x'),
      figure('sandbox ready', copyMs / 1000, 's'),
      figure('git worktree add of the same tree', worktreeMs / 1000, 's'),
      ...(await applyRows()),
    ];
  } finally {
    await workspace.remove();
  }
}

async function round(workspace: TemporaryWorkspace): Promise<Round> {
  const worktree = join(workspace.base, 'worktree');
  const startMs = performance.now();
  workspace.git('worktree', 'add', '-q', '--detach', worktree);
  const worktreeMs = performance.now() - startMs;
  workspace.git('worktree', 'remove', '--force', worktree);
  const copyStartMs = performance.now();
  const tree = await workspace.sandbox();
  const copyMs = performance.now() - copyStartMs;
  await tree.dispose();
  return { copyMs, worktreeMs };
}
