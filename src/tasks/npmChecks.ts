import { basename } from 'node:path';
import * as z from 'zod/mini';
import { visibleText } from '../base/visibleText';
import type { DetectedCheck, ProjectFacts } from './detectChecks';
import { testFilesOf } from './detectChecks';

const manifestSchema = z.object({ scripts: z.optional(z.record(z.string(), z.unknown())) });

/** Runners that take a test file behind their command, and how they are called for one. */
const narrowRunners: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^node\s+(?:\S+\s+)*--test\b/u, ['node', '--test']],
  [/(?:^|\s|&&\s*)vitest\b/u, ['npx', '--no-install', 'vitest', 'run']],
  [/(?:^|\s|&&\s*)jest\b/u, ['npx', '--no-install', 'jest']],
  [/(?:^|\s|&&\s*)mocha\b/u, ['npx', '--no-install', 'mocha']],
];

/** The test script of `package.json` by the package manager of the lock file, and its runner for the tests beside an anchor. */
export async function npmChecks(facts: ProjectFacts): Promise<readonly DetectedCheck[]> {
  const script = testScript(await facts.readText('package.json'));
  if (script === undefined) return [];
  const runner = narrowRunners.find(([pattern]) => pattern.test(script))?.[1];
  // Options of the script, a loader for one, would be lost: only the plain runner is narrowed.
  const plain = runner !== undefined && !/--import|--loader|--require|(?:^|\s)-r\s|--experimental/u.test(script);
  const own = plain ? testFilesOf(facts) : [];
  return [
    ...own.map((path) => ({ argv: [...(runner ?? []), path], source: `the tests beside ${basename(path)}` })),
    {
      argv: [packageManager(facts.files), 'test'],
      source: `package.json runs "${visibleText(script).replace(/\s+/gu, ' ')}"`,
    },
  ];
}

function testScript(manifest: string | undefined): string | undefined {
  try {
    const read = manifestSchema.safeParse(JSON.parse(manifest ?? ''));
    const script = read.data?.scripts?.['test'];
    return typeof script === 'string' && !/no test specified/u.test(script) ? script : undefined;
  } catch {
    return undefined;
  }
}

function packageManager(files: readonly string[]): string {
  if (files.includes('pnpm-lock.yaml')) return 'pnpm';
  return files.includes('yarn.lock') ? 'yarn' : 'npm';
}
