import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAgent } from '../../src/agent/runAgent';
import { applyEditBlocks } from '../../src/agent/edits/editBlocks';
import { wholeFile } from '../../src/agent/edits/wholeFile';
import { findRipgrep } from '../../src/agent/search/findRipgrep';
import { ripgrepSearch } from '../../src/agent/search/ripgrepSearch';
import type { SearchPort } from '../../src/agent/search/searchPort';
import { walkSearch } from '../../src/agent/search/walkSearch';
import type { ModelReply } from '../../src/auction/model';
import type { ModelPort } from '../../src/models/modelPort';
import { bidder } from '../unit/agent/agentHarness';
import { createFolderTree } from '../unit/agent/folderTree';
import { calls, says, toolCall } from '../unit/agent/scriptedModel';
import { atMost, type BenchRow, figure, median } from './support/benchRow';

export const name = 'agent';

const turns = 200;
const files = 50_000;
const editLines = 20_000;

/** Measures the agent without any model: its loop, its search over a large tree, its edits of a large file. */
export async function run(): Promise<readonly BenchRow[]> {
  return [...(await loopRows()), ...(await searchRows()), ...editRows()];
}

/** A turn reads 50 lines; the reference reads the same file from the disk and nothing else. */
async function loopRows(): Promise<readonly BenchRow[]> {
  const tree = await createFolderTree({ 'a.js': 'export const line = 1;\n'.repeat(2000) });
  try {
    const times: number[] = [];
    let lastMs = performance.now();
    let turn = 0;
    const models: ModelPort = {
      complete: (): Promise<ModelReply> => {
        const nowMs = performance.now();
        if (turn > 0) times.push(nowMs - lastMs);
        lastMs = nowMs;
        turn += 1;
        const startLine = turn * 5;
        return Promise.resolve(
          turn > turns
            ? says('Done.')
            : calls(toolCall('read_file', { path: 'a.js', startLine, endLine: startLine + 49 })),
        );
      },
    };
    await runAgent({
      ...{
        bidder: bidder({}, 200_000),
        systemText: 's',
        taskText: 'task '.repeat(4000),
        plan: 'p',
        sandbox: tree,
        models,
      },
      limits: { maxTurns: turns + 1, maxOutputTokensPerTurn: 1000, maxSeconds: 300 },
      signal: new AbortController().signal,
      onStep: () => undefined,
    });
    const reads: number[] = [];
    for (let n = 0; n < turns; n += 1) reads.push(await timed(() => readFile(join(tree.root, 'a.js'))));
    const early = median(times.slice(0, turns / 4));
    const late = median(times.slice(-turns / 4));
    return [
      atMost(20, 'overhead of the loop per turn, with one read, median', median(times), 'ms'),
      figure('the file read alone (reference), median', median(reads), 'ms'),
      figure('ratio of the two', median(times) / median(reads), 'x'),
      figure(`turn ${turns} to turn 1, median of 50 each`, late / early, 'x'),
    ];
  } finally {
    await tree.dispose();
  }
}

async function searchRows(): Promise<readonly BenchRow[]> {
  const root = await mkdtemp(join(tmpdir(), 'gavel-bench-agent-'));
  try {
    const paths = await plant(root);
    const search = async (port: SearchPort, text: string, kind: 'text' | 'pattern' = 'text'): Promise<number> => {
      const readText = (path: string): Promise<string> => readFile(join(root, path), 'utf8');
      const request = {
        query: { kind, text },
        root,
        paths,
        readText,
        maxHits: 100,
        signal: new AbortController().signal,
      };
      return timed(() => port.search(request));
    };
    const readAll = async (): Promise<void> => {
      for (let first = 0; first < paths.length; first += 32)
        await Promise.all(paths.slice(first, first + 32).map((path) => readFile(join(root, path))));
    };
    await readAll();
    const reference = await timed(readAll);
    const walked = median([await search(walkSearch, 'needleInTheLast'), await search(walkSearch, 'needleInTheLast')]);
    const rows = [
      figure('read all 50,000 files (reference)', reference, 'ms'),
      atMost(12_000, 'search 50,000 files, walker, one hit in the last', walked, 'ms'),
      figure('ratio of the walker to the reference', walked / reference, 'x'),
    ];
    const executable = await findRipgrep(offlineAppRoot(), root);
    if (executable === undefined) return [...rows, figure('ripgrep is not on this machine', 0, '')];
    const port = ripgrepSearch(executable);
    const found = median([
      await search(port, 'needleInTheLast'),
      await search(port, 'needleInTheLast'),
      await search(port, 'needleInTheLast'),
    ]);
    return [
      ...rows,
      atMost(5_000, 'search 50,000 files, ripgrep, one hit in the last', found, 'ms'),
      figure('ratio of ripgrep to the reference', found / reference, 'x'),
      figure(
        'search 50,000 files, ripgrep, a pattern that backtracks elsewhere',
        await search(port, '(a+)+x$', 'pattern'),
        'ms',
      ),
    ];
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** VS Code's folder of the offline installation, where there is one. */
function offlineAppRoot(): string {
  return join(process.env['GAVEL_VSCODE_HOME'] ?? '.vscode-offline', 'node_modules/code-server/lib/vscode');
}

/** 500 folders of 100 small files. */
async function plant(root: string): Promise<readonly string[]> {
  const perFolder = 100;
  const paths: string[] = [];
  for (let folder = 0; folder < files / perFolder; folder += 1) {
    const name = `src/f${String(folder).padStart(3, '0')}`;
    await mkdir(join(root, name), { recursive: true });
    const some = Array.from({ length: perFolder }, (_, n) => `${name}/m${String(n).padStart(2, '0')}.js`);
    await Promise.all(
      some.map((path) => writeFile(join(root, path), `export function f(a) {\n  return a + ${folder};\n}\n`)),
    );
    paths.push(...some);
  }
  await writeFile(join(root, paths.at(-1) ?? ''), 'needleInTheLast();\n');
  return paths;
}

/** Reference: the same replacement by String.replace, which neither matches lines nor guards anything. */
function editRows(): readonly BenchRow[] {
  const lines = Array.from({ length: editLines }, (_, n) => `  const value${n} = compute(${n * 7}, "text");`);
  const text = `${lines.join('\n')}\n`;
  const context = { path: 'big.js', mayShrink: false };
  const block = (change: (line: string) => string, indent = ''): { search: string; replace: string } => {
    const some = lines.slice(15_000, 15_012);
    return {
      search: some.map((line) => indent + change(line)).join('\n'),
      replace: some.map((line) => `${indent}${line} // new`).join('\n'),
    };
  };
  const exact = block((line) => line);
  const of = (blocks: readonly { search: string; replace: string }[], file = text): number =>
    median(Array.from({ length: 7 }, () => timedNow(() => applyEditBlocks(file, blocks, context))));
  const equalLines = '  x = 1;\n'.repeat(editLines);
  const almost = { search: `${'x = 1;\n'.repeat(editLines / 2)}y`, replace: 'z' };
  const trimmed = (): number => equalLines.split('\n').filter((line) => line.trim() === 'y').length;
  const linear = median(Array.from({ length: 7 }, () => timedNow(trimmed)));
  const unfit = Array.from({ length: 50 }, (_, n) => block((line) => line.replace('compute', `calculate${n}`)));
  const reference = median(
    Array.from({ length: 7 }, () => timedNow(() => text.replace(exact.search, () => exact.replace))),
  );
  return [
    atMost(200, 'one exact block in 20,000 lines', of([exact]), 'ms'),
    figure('the same by String.replace (reference)', reference, 'ms'),
    figure('ratio of the two', of([exact]) / reference, 'x'),
    atMost(400, 'one block with another indentation', of([block((line) => line.trim(), '    ')]), 'ms'),
    atMost(
      2000,
      'one block that fits nowhere, with the closest text',
      of([block((line) => line.replace('compute', 'calculate'))]),
      'ms',
    ),
    atMost(200, 'half of 20,000 equal lines, the last one different', of([almost], equalLines), 'ms'),
    figure('ratio of the two, a linear reading of the file being 1', of([almost], equalLines) / linear, 'x'),
    atMost(3000, '50 blocks that fit nowhere', of(unfit), 'ms'),
    atMost(
      400,
      'the whole file rewritten',
      median(
        Array.from({ length: 7 }, () => timedNow(() => wholeFile(text, text.replace('value7 ', 'value8 '), context))),
      ),
      'ms',
    ),
  ];
}

async function timed(action: () => Promise<unknown>): Promise<number> {
  const beganMs = performance.now();
  await action();
  return performance.now() - beganMs;
}

function timedNow(action: () => unknown): number {
  const beganMs = performance.now();
  action();
  return performance.now() - beganMs;
}
