import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { atMost, bestRound, type BenchRow, figure, median } from './support/benchRow';

export const name = 'activation';

const runs = 21;
const boundMs = 20;
const execute = promisify(execFile);

/** Loading and activating the built extension, each time in a fresh process with a stand-in for `vscode`. */
export async function run(): Promise<BenchRow[]> {
  const times = await bestRound(activations, median, boundMs);
  return [
    atMost(boundMs, `activation, median of ${runs} fresh processes`, median(times), 'ms'),
    figure('activation, fastest', Math.min(...times), 'ms'),
  ];
}

async function activations(): Promise<readonly number[]> {
  const program = [join('test', 'manifest', 'activateOnce.cjs'), join(process.cwd(), 'dist', 'extension.js')];
  const times: number[] = [];
  for (let done = 0; done < runs; done += 1) {
    const { stdout } = await execute(process.execPath, program);
    times.push((JSON.parse(stdout) as { readonly milliseconds: number }).milliseconds);
  }
  return times;
}
