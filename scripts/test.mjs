/**
 * npm test: installs what is missing, then runs every step, also after one has failed.
 *
 *   npm test                       all steps
 *   npm test -- unit host          only these (of: build unit lint webview host types harness manifest format knip ui)
 *   npm test -- real               only by name: the client against a llama-server (on PATH, or GAVEL_LLAMA_SERVER=file)
 *   npm test -- runners            only by name: the commands for single tests against the test runners themselves
 *
 * The last line is `N passed, N failed`. Each mocha step counts its tests, any other step counts as one. The exit code
 * is 1 when something failed or nothing ran.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './command.mjs';
import { ensureNodeModules, runScript, setup } from './setup.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const tool = (file, ...args) => [process.execPath, path.join('node_modules', file), ...args];
const reporter = path.join(root, 'scripts', 'mochaReporter.cjs');
const mocha = (...globs) => [
  ...[process.execPath, '--import', 'tsx', 'node_modules/mocha/bin/mocha.js'],
  ...['--forbid-only', '--reporter', reporter, ...globs],
];
const build = [process.execPath, 'esbuild.js', '--production'];

/** Steps, each of one busy thread, that run at a time: two also on a machine of one processor, as each waits a lot. */
const lanes = 2;

/**
 * Begun in this order, as many as there are lanes: no step reads what another writes, and the longest begin first.
 * `counted`: the step writes its counts to GAVEL_TEST_REPORT. `alone`: no other step runs meanwhile, it fills the lanes
 * itself or others wait for it. `needs`: 'packages' or the whole 'setup'. `byName`: left out unless it is named.
 */
const steps = [
  { name: 'build', commands: [build], needs: 'packages', alone: true },
  { name: 'unit', commands: [mocha('--timeout', '60000', 'test/unit/**/*.test.ts')], counted: true, needs: 'packages' },
  { name: 'lint', commands: [tool('eslint/bin/eslint.js', '--max-warnings=0', '.')], needs: 'packages' },
  { name: 'webview', commands: [mocha('--timeout', '60000', 'test/webview/**/*.test.ts')], counted: true },
  { name: 'host', commands: [[process.execPath, 'test/host/runHostTests.mjs']], counted: true },
  {
    name: 'types',
    commands: ['.', 'src/auction', 'media'].map((project) => tool('typescript/bin/tsc', '--noEmit', '-p', project)),
    needs: 'packages',
  },
  { name: 'harness', commands: [mocha('test/host/harness.selftest.mjs')], counted: true },
  { name: 'manifest', commands: [mocha('test/manifest/**/*.test.ts')], counted: true, needs: 'packages' },
  { name: 'format', commands: [tool('prettier/bin/prettier.cjs', '--check', '.')], needs: 'packages' },
  { name: 'knip', commands: [tool('knip/bin/knip.js')], needs: 'packages' },
  {
    name: 'ui',
    commands: [
      build,
      mocha('--timeout', '180000', '--parallel', '--jobs', String(lanes), 'test/ui/**/*.test.{ts,mjs}'),
    ],
    counted: true,
    alone: true,
    env: { GAVEL_BUILT: '1' }, // the windows side by side share one build
  },
  { name: 'real', commands: [mocha('test/real/llamaServer.test.ts')], counted: true, needs: 'packages', byName: true },
  { name: 'runners', commands: [mocha('test/real/runners.test.ts')], counted: true, needs: 'packages', byName: true },
];

/** A step that hangs is ended and has failed. */
const stepLimitMs = 40 * 60_000;

const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`;

/** Runs one step and prints it as one block, or, with `echo`, while it runs. Returns `{ passed, failed }`. */
async function runStep({ name, commands, counted, env: own }, { echo, folder }) {
  const report = path.join(folder, `${name}.json`);
  const env = { ...process.env, GAVEL_TEST_REPORT: report, FORCE_COLOR: '0', ...own };
  const started = performance.now();
  if (echo) console.log(`\n== ${name}`);
  const results = [];
  for (const command of commands)
    results.push(await runCommand(command, { cwd: root, env, echo, limitMs: stepLimitMs }));
  const took = seconds(performance.now() - started);
  if (!echo)
    console.log(
      `\n== ${name}\n${results
        .map(({ output }) => output)
        .join('')
        .trimEnd()}`,
    );
  const ok = results.every(({ code }) => code === 0);
  const counts = counted ? readCounts(report, ok) : { passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
  console.log(`== ${name}: ${counts.passed} passed, ${counts.failed} failed, ${took}`);
  return counts;
}

/** A step that did not count to its end, or that ended with an error although nothing failed, has failed. */
function readCounts(report, ok) {
  const { state, passed = 0, failed = 0 } = fs.existsSync(report) ? JSON.parse(fs.readFileSync(report, 'utf8')) : {};
  const complete = state === 'ended' && passed + failed > 0 && (ok || failed > 0);
  return complete ? { passed, failed } : { passed, failed: Math.max(failed, 1) };
}

/** Steps in groups one after the other: one that runs alone is a group of its own. */
function groupsOf(chosen) {
  const groups = [];
  for (const step of chosen) {
    const last = groups.at(-1);
    if (last && !step.alone && !last[0].alone) last.push(step);
    else groups.push([step]);
  }
  return groups;
}

async function main() {
  const names = process.argv.slice(2);
  const unknown = names.find((name) => !steps.some((step) => step.name === name));
  if (unknown) throw new Error(`There is no step "${unknown}". The steps: ${steps.map((step) => step.name).join(' ')}`);
  const chosen = steps.filter(({ name, byName }) => (names.length === 0 ? byName !== true : names.includes(name)));
  if (chosen.every(({ needs }) => needs === 'packages')) await ensureNodeModules();
  else await setup();

  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gavel-test-'));
  process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
  const total = { passed: 0, failed: 0 };
  const started = performance.now();
  const run = async (step, echo) => {
    const { passed, failed } = await runStep(step, { echo, folder });
    total.passed += passed;
    total.failed += failed;
  };
  for (const group of groupsOf(chosen)) {
    const waiting = [...group];
    const lane = async () => {
      for (let step = waiting.shift(); step; step = waiting.shift()) await run(step, group.length === 1);
    };
    await Promise.all(Array.from({ length: lanes }, lane));
  }
  console.log(`\nall steps: ${seconds(performance.now() - started)}`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  if (total.failed > 0 || total.passed === 0) process.exitCode = 1;
}

await runScript(main);
