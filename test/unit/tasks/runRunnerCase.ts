import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { CheckResult } from '../../../src/sandbox/check';
import { runCheck } from '../../../src/sandbox/runCheck';
import type { RunnerCase } from './runnerCases';

/** Writes the project of a case below `place`, gives it these packages, and runs the command as a check. */
export async function runRunnerCase(
  { name, files }: RunnerCase,
  argv: readonly string[],
  { place, packages }: { readonly place: string; readonly packages: string },
): Promise<CheckResult> {
  const folder = join(place, name.replace(/\W+/gu, '-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  for (const owner of ownersOfPackages(files)) symlinkSync(packages, join(folder, owner, 'node_modules'));
  const request = { argv, cwd: folder, workspaceRoot: folder, timeoutMs: 300_000, maxOutputBytes: 64 * 1024 };
  const path = process.env['PATH'] ?? '';
  process.env['PATH'] = [path, join(packages, '.bin')].join(delimiter); // pnpm is one of the packages
  try {
    const unconfined = { kind: 'unconfined', reason: 'a test' } as const;
    return await runCheck(request, { signal: new AbortController().signal }, unconfined);
  } finally {
    process.env['PATH'] = path;
  }
}

/** Whether the test of the case ran and no other. Runners show the lines around a failure; those are code, not words. */
export function ranAlone(output: string): boolean {
  const said = output
    .split('\n')
    .filter((line) => !/(?:throw new Error|raise Exception|panic!|t\.Fatal)\(/u.test(line))
    .join('\n');
  return said.includes('the one') && !said.includes('another');
}

/** The root, where it has a manifest; else the one package below. */
function ownersOfPackages(files: RunnerCase['files']): readonly string[] {
  const manifests = Object.keys(files).filter((path) => path.endsWith('package.json'));
  return manifests.includes('package.json') ? ['.'] : manifests.map(dirname);
}
