/**
 * npm run bench: builds the extension, measures it, and holds the figures against the bounds of the product.
 *
 *   npm run bench                                 all benches of test/bench, as one table
 *   npm run bench -- --only auction,bundle        only these
 *   npm run bench -- --json                       one JSON object a line: { bench, name, value, unit, bound?, holds }
 *
 * A bench is a file of test/bench that exports its `name`, which is the file's, and
 * `run(): Promise<{ name, value, unit, bound?, holds }[]>`. It is bundled like the extension and runs with the repository
 * as its working folder. Exit code 1 when a bound does not hold.
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runCommand } from './command.mjs';
import { ensureNodeModules, runScript } from './setup.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const source = path.join(root, 'test', 'bench');
const output = path.join(root, 'out', 'bench');

const { values: options } = parseArgs({ options: { only: { type: 'string' }, json: { type: 'boolean' } } });

/** Names of the benches to run, all or those of --only. */
function chosenBenches() {
  const names = fs
    .readdirSync(source)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.basename(name, '.ts'));
  const only = options.only?.split(',').filter((name) => name !== '') ?? names;
  const unknown = only.find((name) => !names.includes(name));
  if (unknown) throw new Error(`There is no bench ${unknown}; there are ${names.join(', ')}.`);
  return only;
}

async function buildAll(names) {
  const { code, output: text } = await runCommand([process.execPath, 'esbuild.js', '--production'], { cwd: root });
  if (code !== 0) throw new Error(`The extension could not be built:\n${text}`);
  fs.rmSync(output, { recursive: true, force: true });
  const { build } = await import('esbuild'); // installed only now
  await build({
    absWorkingDir: root,
    entryPoints: [...names.map((name) => `test/bench/${name}.ts`), 'test/bench/support/*.ts'],
    outdir: output,
    outbase: 'test',
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode', 'esbuild', 'playwright-core'],
    logLevel: 'warning',
  });
}

/** The rows of one bench; a bench that fails is a row that does not hold. */
async function measure(name) {
  try {
    const { run } = createRequire(import.meta.url)(path.join(output, 'bench', `${name}.js`));
    return await run();
  } catch (error) {
    console.error(error);
    return [{ name: `failed: ${error.message}`, value: NaN, unit: '', holds: false }];
  }
}

const shown = (value) => (Number.isInteger(value) ? String(value) : value.toPrecision(4));

function printLines(bench, rows) {
  for (const row of rows) console.log(JSON.stringify({ bench, ...row }));
}

/** All figures in one table. */
function printTable(measured) {
  const cells = measured.flatMap(([bench, rows]) =>
    rows.map(({ name, value, unit, bound, holds }) => [
      bench,
      name,
      `${shown(value)} ${unit}`,
      bound === undefined ? '' : `${shown(bound)} ${unit}`,
      holds ? (bound === undefined ? '' : 'holds') : 'DOES NOT HOLD',
    ]),
  );
  const lines = [['bench', 'what', 'measured', 'bound', ''], ...cells];
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  for (const line of lines) {
    const padded = line.map((cell, column) =>
      column === 2 || column === 3 ? cell.padStart(widths[column]) : cell.padEnd(widths[column]),
    );
    console.log(padded.join('   ').trimEnd());
  }
}

await runScript(async () => {
  const names = chosenBenches();
  await ensureNodeModules();
  await buildAll(names);
  process.chdir(root);
  const measured = [];
  for (const name of names) {
    const rows = await measure(name);
    measured.push([name, rows]);
    if (options.json) printLines(name, rows);
    else console.error(`measured ${name}`);
  }
  if (!options.json) printTable(measured);
  const held = measured.every(([, rows]) => rows.length > 0 && rows.every((row) => row.holds));
  process.exitCode = held ? 0 : 1;
});
