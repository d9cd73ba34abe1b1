/**
 * npm run bench:replay and bench:paper: bundles one program of test/bench and runs it with the arguments given.
 *
 *   npm run bench:replay -- --data <folder> [--pool a,b,c,d] [--json]
 *   npm run bench:replay -- --data <folder> --learn [--json]    only the methods that learn from their own awards: dear, so not in the usual run
 *   npm run bench:paper [-- --json]
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureNodeModules, runScript } from './setup.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const [name, ...programArguments] = process.argv.slice(2);

await runScript(async () => {
  await ensureNodeModules();
  const { build } = await import('esbuild'); // installed only now
  const outfile = path.join(root, 'out', 'bench', `${name}.cjs`);
  await build({
    absWorkingDir: root,
    entryPoints: [`test/bench/${name}/main.ts`],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'warning',
  });
  const child = spawn(process.execPath, [outfile, ...programArguments], { stdio: 'inherit' });
  process.exitCode = await new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)));
});
