/**
 * Runs the host tests: node test/host/runHostTests.mjs [--launches <table.mjs>] [name of a launch …]
 *
 * Exit code 0 only when every launch started, ended by itself, ran at least one test, and no test failed.
 * GAVEL_GREP=<text> runs only tests with that text in the title; GAVEL_VSCODE=offline|desktop chooses the VS Code.
 */
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureHostVsCode } from '../../scripts/setup.mjs';

const { values, positionals } = parseArgs({ options: { launches: { type: 'string' } }, allowPositionals: true });
const table = values.launches
  ? pathToFileURL(path.resolve(values.launches)).href
  : new URL('launches.mjs', import.meta.url).href;
const { launches } = await import(table);
const unknown = positionals.find((name) => !launches.some((launch) => launch.name === name));
if (unknown)
  throw new Error(`There is no launch ${unknown}; there are ${launches.map((launch) => launch.name).join(', ')}.`);

const vscode = await ensureHostVsCode();
const { interrupted, runLaunch } = await import('./hostLaunch.mjs'); // its packages are installed only now
const total = { passed: 0, failed: 0 };
for (const launch of launches) {
  if (positionals.length > 0 && !positionals.includes(launch.name)) continue;
  console.log(`launch ${launch.name} (${vscode} VS Code)`);
  const failure = (error) => ({ passed: 0, failed: 1, problem: error.message });
  const { passed, failed, problem } = await runLaunch(launch, vscode).catch(failure); // the other launches still run
  if (problem) console.log(`launch ${launch.name} FAILED: ${problem}`);
  total.passed += passed;
  total.failed += failed;
  if (problem === interrupted) break;
}
const report = process.env.GAVEL_TEST_REPORT;
if (report) fs.writeFileSync(report, JSON.stringify({ state: 'ended', ...total }));
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
