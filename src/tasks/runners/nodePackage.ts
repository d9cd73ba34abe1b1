import ignore from 'ignore';
import * as z from 'zod/mini';
import { nearestFolderWith, type RunnerFacts } from './testRunner';

const manifestSchema = z.object({
  scripts: z.optional(z.record(z.string(), z.unknown())),
  dependencies: z.optional(z.record(z.string(), z.unknown())),
  devDependencies: z.optional(z.record(z.string(), z.unknown())),
  workspaces: z.optional(z.union([z.array(z.string()), z.object({ packages: z.array(z.string()) })])),
});

/** The package a test belongs to, as its files tell. */
export interface NodePackage {
  /** POSIX, relative to the folder that is open; `''` is that folder. */
  readonly folder: string;
  /** The script `test`; empty when there is none. */
  readonly testScript: string;
  /** Names of what it depends on. */
  readonly dependencies: readonly string[];
  /**
   * What starts a program from the open folder in the package's own one. `undefined`: nothing does, as the package is no
   * member of a workspace that npm or pnpm knows.
   */
  readonly start: readonly string[] | undefined;
}

/** The nearest package at or above a file; `undefined` when there is none. */
export async function nodePackageOf(path: string, { files, readText }: RunnerFacts): Promise<NodePackage | undefined> {
  const folder = nearestFolderWith('package.json', path, files);
  if (folder === undefined) return undefined;
  const own = readManifest(await readText(manifestIn(folder)));
  const script = own?.scripts?.['test'];
  return {
    folder,
    testScript: typeof script === 'string' ? script : '',
    dependencies: [...Object.keys(own?.dependencies ?? {}), ...Object.keys(own?.devDependencies ?? {})],
    start: folder === '' ? [] : await startIn(folder, { files, readText }),
  };
}

/** Longer ones are no globs of folders, and patterns are kept away from them. */
const maxGlobCharacters = 300;

async function startIn(folder: string, { files, readText }: RunnerFacts): Promise<readonly string[] | undefined> {
  if (files.includes('pnpm-workspace.yaml') || files.includes('pnpm-lock.yaml')) return ['pnpm', '-C', folder, 'exec'];
  const { workspaces = [] } = readManifest(await readText('package.json')) ?? {};
  const globs = 'packages' in workspaces ? workspaces.packages : workspaces;
  // As npm does it: the globs are of folders that hold a manifest. A later one that begins with `!` takes back.
  const patterns = globs
    .filter(({ length }) => length <= maxGlobCharacters)
    .map((glob) => glob.replace(/^(!?)(?:\.?\/)?(.*?)\/*$/u, '$1/$2/package.json'));
  return ignore().add(patterns).ignores(manifestIn(folder))
    ? ['npm', 'exec', '--no', `--workspace=${folder}`, '--']
    : undefined;
}

function manifestIn(folder: string): string {
  return folder === '' ? 'package.json' : `${folder}/package.json`;
}

function readManifest(text = ''): z.infer<typeof manifestSchema> | undefined {
  try {
    return manifestSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
