import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { probeConfinement } from '../../src/sandbox/confinement';
import { runCheck } from '../../src/sandbox/runCheck';
import { confinedPlace } from '../unit/sandbox/confinedCheck';
import { temporaryWorkspace, type TemporaryWorkspace } from '../unit/sandbox/temporaryWorkspace';
import { applyRows } from './support/applyRows';
import { atMost, bestRound, type BenchRow, figure, median } from './support/benchRow';

export const name = 'sandbox';

const fileCount = 50_000;
const filesPerFolder = 100;

const starts = 15;

interface Round {
  readonly copyMs: number;
  readonly worktreeMs: number;
  readonly copyMegabytes: number;
  readonly worktreeMegabytes: number;
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
    const { copyMs, worktreeMs, copyMegabytes, worktreeMegabytes } = await bestRound(
      () => round(workspace),
      ({ copyMs: copy, worktreeMs: worktree }) => copy / worktree,
      1,
    );
    return [
      atMost(1, `sandbox ready / git worktree add, ${fileCount.toLocaleString('en')} files`, copyMs / worktreeMs, 'x'),
      figure('sandbox ready', copyMs / 1000, 's'),
      figure('git worktree add of the same tree', worktreeMs / 1000, 's'),
      figure('disk of the sandbox', copyMegabytes, 'MiB'),
      figure('disk of the worktree', worktreeMegabytes, 'MiB'),
      ...(await dependencyRows()),
      ...(await confinementRows()),
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
  const worktreeMegabytes = megabytesOf(worktree);
  workspace.git('worktree', 'remove', '--force', worktree);
  const copyStartMs = performance.now();
  const tree = await workspace.sandbox();
  const copyMs = performance.now() - copyStartMs;
  const copyMegabytes = megabytesOf(tree.root);
  await tree.dispose();
  return { copyMs, worktreeMs, copyMegabytes, worktreeMegabytes };
}

function megabytesOf(folder: string): number {
  return Number(execFileSync('du', ['-sk', folder], { encoding: 'utf8' }).split('\t')[0]) / 1024;
}

const dependencyFiles = 5_000;

/** A copy whose dependencies are bound, beside one that copies them. */
async function dependencyRows(): Promise<BenchRow[]> {
  const workspace = await temporaryWorkspace();
  try {
    workspace.write('.gitignore', 'node_modules\n');
    workspace.write('index.js', 'x');
    for (let file = 0; file < dependencyFiles; file += 1) {
      workspace.write(`node_modules/dep-${Math.floor(file / 50)}/lib/${file}.js`, 'x'.repeat(4096));
    }
    const copyMs = async (more: { readonly bound?: 'find' }): Promise<number> => {
      const startMs = performance.now();
      const tree = await workspace.sandbox(more);
      const tookMs = performance.now() - startMs;
      await tree.dispose();
      return tookMs;
    };
    const { ratio } = await bestRound(
      async () => ({ ratio: (await copyMs({ bound: 'find' })) / (await copyMs({})) }),
      (round) => round.ratio,
      0.5,
    );
    const count = dependencyFiles.toLocaleString('en');
    return [atMost(0.5, `a copy with ${count} files of dependencies bound / copied`, ratio, 'x')];
  } finally {
    await workspace.remove();
  }
}

/** What the confinement adds to each start of a check, beside the same check without it; none where nothing is confined. */
async function confinementRows(): Promise<BenchRow[]> {
  const workspace = await temporaryWorkspace();
  try {
    workspace.write('a.txt', 'a');
    const place = await confinedPlace(workspace);
    if (place === undefined) return [];
    const probeStartMs = performance.now();
    await probeConfinement({ timeoutMs: 5_001 });
    const probeMs = performance.now() - probeStartMs;
    const signal = new AbortController().signal;
    const request = { argv: ['true'], cwd: place.tree.root, workspaceRoot: workspace.root, timeoutMs: 10_000 };
    const bare = { kind: 'unconfined', reason: 'to compare' } as const;
    const confinedMs: number[] = [];
    const bareMs: number[] = [];
    const plainMs: number[] = [];
    const { confinement } = place;
    const bwrap = confinement.kind === 'confined' ? confinement.bwrap : '';
    for (let round = 0; round < starts; round += 1) {
      confinedMs.push((await place.check(['true'])).durationMs);
      bareMs.push((await runCheck({ ...request, maxOutputBytes: 1000 }, { signal }, bare)).durationMs);
      const plainStartMs = performance.now();
      spawnSync(bwrap, ['--ro-bind', '/', '/', '--unshare-pid', '--unshare-net', 'true']);
      plainMs.push(performance.now() - plainStartMs);
    }
    const ratio = median(confinedMs) / median(plainMs);
    return [
      atMost(8, 'a start, confined / a bubblewrap that hides only network and processes', ratio, 'x'),
      figure('a start, confined, median', median(confinedMs), 'ms'),
      figure('the same start, not confined, median', median(bareMs), 'ms'),
      figure('the probe, once in a window', probeMs, 'ms'),
    ];
  } finally {
    await workspace.remove();
  }
}
