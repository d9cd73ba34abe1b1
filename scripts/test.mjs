/**
 * npm test: installs what is missing, then runs every step, also after one has failed.
 *
 *   npm test                       all steps
 *   npm test -- unit host          only these (of: format lint types knip build unit manifest webview harness host ui)
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

/** `counted`: the step writes its counts to GAVEL_TEST_REPORT. `needs`: 'packages' or the whole 'setup'. */
const steps = [
  { name: 'format', commands: [tool('prettier/bin/prettier.cjs', '--check', '.')], needs: 'packages' },
  { name: 'lint', commands: [tool('eslint/bin/eslint.js', '--max-warnings=0', '.')], needs: 'packages' },
  {
    name: 'types',
    commands: ['.', 'src/auction', 'media'].map((project) => tool('typescript/bin/tsc', '--noEmit', '-p', project)),
    needs: 'packages',
  },
  { name: 'knip', commands: [tool('knip/bin/knip.js')], needs: 'packages' },
  { name: 'build', commands: [[process.execPath, 'esbuild.js', '--production']], needs: 'packages' },
  { name: 'unit', commands: [mocha('--timeout', '60000', 'test/unit/**/*.test.ts')], counted: true, needs: 'packages' },
  { name: 'manifest', commands: [mocha('test/manifest/**/*.test.ts')], counted: true, needs: 'packages' },
  { name: 'webview', commands: [mocha('--timeout', '60000', 'test/webview/**/*.test.ts')], counted: true },
  { name: 'harness', commands: [mocha('test/host/harness.selftest.mjs')], counted: true },
  { name: 'host', commands: [[process.execPath, 'test/host/runHostTests.mjs']], counted: true },
  { name: 'ui', commands: [mocha('--timeout', '180000', 'test/ui/**/*.test.{ts,mjs}')], counted: true },
];

/** Steps that run beside each other: none reads what the other writes, and each leaves a processor free. */
const batches = [
  ['lint', 'types'],
  ['format', 'knip'],
  ['build'],
  ['unit', 'manifest'],
  ['webview', 'host'],
  ['harness'],
  ['ui'],
];

/** A step that hangs is ended and has failed. */
const stepLimitMs = 40 * 60_000;

const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`;

/** Runs one step and prints it as one block, or, with `echo`, while it runs. Returns `{ passed, failed }`. */
async function runStep({ name, commands, counted }, { echo, folder }) {
  const report = path.join(folder, `${name}.json`);
  const env = { ...process.env, GAVEL_TEST_REPORT: report, FORCE_COLOR: '0' };
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

async function main() {
  const names = process.argv.slice(2);
  const unknown = names.find((name) => !steps.some((step) => step.name === name));
  if (unknown) throw new Error(`There is no step "${unknown}". The steps: ${steps.map((step) => step.name).join(' ')}`);
  const chosen = steps.filter(({ name }) => names.length === 0 || names.includes(name));
  if (chosen.every(({ needs }) => needs === 'packages')) await ensureNodeModules();
  else await setup();

  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gavel-test-'));
  process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
  const total = { passed: 0, failed: 0 };
  const started = performance.now();
  for (const batch of batches) {
    const now = chosen.filter(({ name }) => batch.includes(name));
    const counts = await Promise.all(now.map((step) => runStep(step, { echo: now.length === 1, folder })));
    for (const { passed, failed } of counts) {
      total.passed += passed;
      total.failed += failed;
    }
  }
  console.log(`\nall steps: ${seconds(performance.now() - started)}`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  if (total.failed > 0 || total.passed === 0) process.exitCode = 1;
}

await runScript(main);
