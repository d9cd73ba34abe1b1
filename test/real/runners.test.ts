import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CheckResult } from '../../src/sandbox/check';
import {
  argvOfCase,
  recordingOf,
  type RunnerCase,
  runnerCases,
  type RunnerRecording,
  type RunnerTool,
} from '../unit/tasks/runnerCases';
import { ranAlone, runRunnerCase } from '../unit/tasks/runRunnerCase';

const packages = ['vitest@4.1.12', 'jest@30.5.2', 'mocha@12.0.3', 'pnpm@12.21.0'];
const asking: Readonly<Record<Exclude<RunnerTool, 'packages'>, readonly string[]>> = {
  python: ['python3', '--version'],
  pytest: ['python3', '-m', 'pytest', '--version'],
  go: ['go', 'version'],
  cargo: ['cargo', '--version'],
};

/** Every mapping from a test to a command, against the runner itself. GAVEL_RECORD=1 keeps the answers for `npm test`. */
describe('real/runners', function () {
  this.timeout(600_000);
  let place: string;
  before(() => {
    place = realpathSync(mkdtempSync(join(tmpdir(), 'gavel-runners-')));
    writeFileSync(join(place, 'package.json'), '{ "private": true }');
    const install = ['install', '--no-audit', '--no-fund', '--no-save', ...packages];
    const { status, stderr } = spawnSync('npm', install, { cwd: place, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
  });
  after(() => rmSync(place, { recursive: true, force: true }));

  for (const one of runnerCases) {
    it(`${one.name}: ${one.expected === 'failed' ? 'runs this test and no other' : 'says that there is none'}`, async () => {
      const tool = one.tool === 'packages' ? undefined : asking[one.tool];
      if (tool !== undefined) assert.equal(spawnSync(tool[0] ?? '', tool.slice(1)).status, 0, `${one.tool} is missing`);
      const argv = (await argvOfCase(one)) ?? assert.fail('the runner is known');
      const result = await runRunnerCase(one, argv, { place, packages: join(place, 'node_modules') });
      if (process.env['GAVEL_RECORD'] === '1') record(one, argv, { ...result, output: scrubbed(result.output, place) });
      assert.equal(result.verdict, one.expected, `${argv.join(' ')}\n${result.output}`);
      assert.equal(ranAlone(result.output), one.expected === 'failed', result.output);
    });
  }
});

/** Without what differs from run to run and from machine to machine. */
function scrubbed(output: string, place: string): string {
  return output
    .replaceAll(place, '/place')
    .replace(/\/[\w./-]*_logs\/\S+/gu, '/logs')
    .replace(/\b\d+(?:\.\d+)?(?= ?m?s\b)/gu, '1')
    .replace(/Start at +\S+/gu, 'Start at 00:00:00');
}

function record(one: RunnerCase, argv: readonly string[], { exitCode, output }: CheckResult): void {
  const kept: RunnerRecording = { argv, exitCode: exitCode ?? -1, output };
  writeFileSync(recordingOf(one), `${JSON.stringify(kept, null, 2)}\n`);
}
