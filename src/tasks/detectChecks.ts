import { realpath } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import * as z from 'zod/mini';
import { visibleText } from '../base/visibleText';
import { authorize } from '../sandbox/gate';
import { readInside } from '../sandbox/insideFiles';

/** A check the project seems to have, and what it was seen in. Nothing is run to find it. */
export interface DetectedCheck {
  readonly argv: readonly string[];
  readonly source: string;
}

const manifestSchema = z.object({ scripts: z.optional(z.record(z.string(), z.unknown())) });

/**
 * Looks for the project's own test command, most specific first: a test file that belongs to an anchored file where the
 * runner can take one, then the whole suite. `files` are POSIX relative paths of the workspace.
 */
export async function detectChecks(
  folder: string,
  anchoredPaths: readonly string[],
  files: readonly string[],
): Promise<readonly DetectedCheck[]> {
  const testScript = await npmTestScript(folder);
  if (testScript === undefined) return [];
  const narrow = /^node\s+--test\b/u.test(testScript) ? testFilesOf(anchoredPaths, files) : [];
  return [
    ...narrow.map((path) => ({ argv: ['node', '--test', path], source: `the tests beside ${basename(path)}` })),
    {
      argv: [packageManager(files), 'test'],
      source: `package.json runs "${visibleText(testScript).replace(/\s+/gu, ' ')}"`,
    },
  ];
}

async function npmTestScript(folder: string): Promise<string | undefined> {
  try {
    // A repository may hold a link to a device under this name, and reading that would never end.
    const verdict = await authorize(folder, 'package.json', 'read');
    if (verdict.kind === 'denied') return undefined;
    const file = await readInside(await realpath(folder), verdict.absolutePath);
    const read = manifestSchema.safeParse(JSON.parse(file?.bytes.toString('utf8') ?? ''));
    const script = read.data?.scripts?.['test'];
    return typeof script === 'string' && !/no test specified/u.test(script) ? script : undefined;
  } catch {
    return undefined;
  }
}

/** Test files named after the anchored files: `src/x.js` and `test/x.test.js`, `src/x.spec.js`, … */
function testFilesOf(anchoredPaths: readonly string[], files: readonly string[]): readonly string[] {
  const stems = anchoredPaths.map((path) => basename(path, extname(path)));
  return files.filter((path) =>
    stems.some((stem) => [`${stem}.test`, `${stem}.spec`, `test-${stem}`].includes(basename(path, extname(path)))),
  );
}

function packageManager(files: readonly string[]): string {
  if (files.includes('pnpm-lock.yaml')) return 'pnpm';
  return files.includes('yarn.lock') ? 'yarn' : 'npm';
}
