/** Builds the tests of one launch, starts VS Code with them, and reads the verdict. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { quietSettings, writeUserSettings } from './offline/lib.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../..');
const minute = 60_000;

/** The `problem` of a launch that a person ended. */
export const interrupted = 'interrupted';

/** Shown to nobody: the prompt would wait for a person, and the tests would run behind it. */
const restrictedSettings = {
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
};

/**
 * Compiles the tests of `launch` and the runner into `out/host/<name>`, and returns that folder. Each test file is a
 * bundle of its own; `vscode` and `mocha` stay imports. Throws when the glob matches no test.
 */
async function buildTests(launch) {
  const folder = path.join(root, 'out', 'host', launch.name);
  fs.rmSync(folder, { recursive: true, force: true });
  const result = await build({
    absWorkingDir: root,
    entryPoints: ['test/host/index.ts', launch.tests],
    outdir: folder,
    outbase: 'test/host',
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode', 'mocha'],
    metafile: true,
    logLevel: 'warning',
  });
  const tests = Object.keys(result.metafile.outputs).filter((file) => file.endsWith('.test.js'));
  if (tests.length === 0) throw new Error(`The launch ${launch.name} has no tests: nothing matches ${launch.tests}.`);
  return folder;
}

/**
 * Runs one launch of the table (see `launches.mjs`) in `vscode`, 'desktop' or 'offline'.
 * Returns `{ passed, failed, problem? }`; a crash, a limit or an unfinished run is a `problem` and counts as failed.
 */
export async function runLaunch(launch, vscode) {
  const tests = await buildTests(launch);
  const temporary = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gavel-host-')));
  try {
    const report = path.join(temporary, 'report.json');
    const options = electronOptions(launch, { vscode, tests, temporary, report });
    const problem = await runInGroup(launch, { vscode, options, report });
    const { state, passed = 0, failed = 0 } = readReport(report);
    if (state === 'ended' && !problem && passed + failed > 0) return { passed, failed };
    const why = problem ?? (state === 'ended' ? 'not one test ran' : 'VS Code ended before the tests did');
    return { passed, failed: Math.max(failed, 1), ...(failed > 0 ? {} : { problem: why }) };
  } finally {
    fs.rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
  }
}

function electronOptions(launch, { vscode, tests, temporary, report }) {
  const restricted = launch.trust === 'restricted';
  const userDataDir = path.join(temporary, 'data');
  writeUserSettings(userDataDir, { ...quietSettings, ...(restricted ? restrictedSettings : {}), ...launch.settings });
  const extensionsDir = path.join(temporary, 'extensions');
  const launchArgs = [`--user-data-dir=${userDataDir}`, `--extensions-dir=${extensionsDir}`];
  for (const folder of launch.extensions ?? [])
    fs.cpSync(path.resolve(root, folder), path.join(extensionsDir, path.basename(folder)), { recursive: true });
  if (launch.workspace) launchArgs.unshift(path.join(copyWorkspace(launch.workspace, temporary), launch.open ?? ''));
  return {
    ...(vscode === 'offline' ? { vscodeExecutablePath: path.join(here, 'offline', 'code') } : {}),
    extensionDevelopmentPath: path.resolve(root, launch.extension ?? '.'),
    extensionTestsPath: path.join(tests, 'index.js'),
    launchArgs: [...launchArgs, ...(launch.args ?? [])],
    extensionTestsEnv: {
      GAVEL_HOST_TESTS: tests,
      GAVEL_TEST_REPORT: report,
      GAVEL_MOCHA_REPORTER: path.join(root, 'scripts', 'mochaReporter.cjs'),
      ...launch.env,
    },
    restricted,
  };
}

function copyWorkspace(fixture, temporary) {
  const copy = path.join(temporary, 'workspace', path.basename(fixture));
  fs.cpSync(path.resolve(root, fixture), copy, { recursive: true });
  return copy;
}

/** Resolves, when the whole process group has ended, to what went wrong, or undefined. */
async function runInGroup(launch, { vscode, options, report }) {
  const command = [process.execPath, path.join(here, 'testElectron.mjs'), JSON.stringify(options)];
  const needsDisplay = vscode === 'desktop' && process.platform === 'linux' && !process.env.DISPLAY;
  if (needsDisplay) command.unshift('xvfb-run', '-a');
  const child = spawn(command[0], command.slice(1), {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  });
  let problem;
  const limit = (milliseconds, isOver, text) =>
    setTimeout(() => {
      if (!isOver()) return;
      problem ??= `${text} within ${milliseconds} ms`;
      endGroup(child);
    }, milliseconds);
  const startLimitMs = launch.startLimitMs ?? 5 * minute;
  const runLimitMs = launch.runLimitMs ?? 15 * minute;
  const timers = [
    limit(startLimitMs, () => readReport(report).state === 'none', 'the tests did not start'),
    limit(runLimitMs, () => true, 'the tests did not end'),
  ];
  const stop = () => {
    problem ??= interrupted;
    endGroup(child);
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop);
  const [code] = await once(child, 'exit');
  for (const signal of ['SIGINT', 'SIGTERM']) process.removeListener(signal, stop);
  timers.forEach(clearTimeout);
  return problem ?? (code === 0 ? undefined : `VS Code ended with exit code ${code}`);
}

function endGroup(child) {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F']);
    return;
  }
  const kill = (signal) => {
    try {
      process.kill(-child.pid, signal);
    } catch {
      // it has ended meanwhile
    }
  };
  kill('SIGTERM');
  setTimeout(() => kill('SIGKILL'), 20_000).unref();
}

function readReport(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return { state: 'none' };
  }
}
