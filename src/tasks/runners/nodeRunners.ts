import * as z from 'zod/mini';
import { readCommand } from '../argumentVector';
import { literalPattern, nearestFolderWith, pathArgument, type TestCase, type TestRunner } from './testRunner';

const isScript = /\.[cm]?[jt]sx?$/u;

const manifestSchema = z.object({
  scripts: z.optional(z.record(z.string(), z.unknown())),
  dependencies: z.optional(z.record(z.string(), z.unknown())),
  devDependencies: z.optional(z.record(z.string(), z.unknown())),
});

/** How one of JavaScript's runners is recognised and called. */
interface NodeRunner {
  readonly name: string;
  /** The module that a test file imports from it. */
  readonly module: string;
  /** The word of a script that starts it; what stands behind are its options. */
  readonly word: string;
  readonly command: readonly string[];
  /** Arguments for the file and the names. */
  readonly select: (test: TestCase, source: string) => readonly string[];
}

const runners: readonly NodeRunner[] = [
  { name: 'node:test', module: 'node:test', word: 'node', command: ['node', '--test'], select: selectForNode },
  {
    name: 'vitest',
    module: 'vitest',
    word: 'vitest',
    command: ['npx', '--no-install', 'vitest', 'run'],
    // Some versions put a blank before the first name.
    select: (test) => [pathArgument(test.path), ...named(test, (pattern) => ['-t', `^\\s*${pattern}`])],
  },
  {
    name: 'jest',
    module: '@jest/globals',
    word: 'jest',
    command: ['npx', '--no-install', 'jest'],
    select: (test) => ['--runTestsByPath', pathArgument(test.path), ...named(test, (pattern) => ['-t', `^${pattern}`])],
  },
  {
    name: 'mocha',
    module: 'mocha',
    word: 'mocha',
    command: ['npx', '--no-install', 'mocha'],
    select: (test) => [pathArgument(test.path), ...named(test, (pattern) => ['--grep', `^${pattern}`])],
  },
];

/** node:test, vitest, jest and mocha, in the package at the root of the folder. */
export const nodeRunners: readonly TestRunner[] = runners.map((runner) => ({
  name: runner.name,
  argvFor: async (test, facts) => {
    if (!isScript.test(test.path) || nearestFolderWith('package.json', test.path, facts.files) !== '') return undefined;
    const [source = '', manifest = ''] = await Promise.all([facts.readText(test.path), facts.readText('package.json')]);
    const script = testScript(manifest);
    if (runnerOf(source, script, manifest) !== runner) return undefined;
    // Without the project's own loader, node may not read TypeScript.
    if (runner.word === 'node' && /\.[cm]?tsx?$/u.test(test.path) && startOf(script, 'node') === undefined)
      return undefined;
    const options = optionsOf(script, runner);
    if (options === undefined) return undefined;
    const [program = '', ...rest] = runner.command;
    // node's own options, a loader for one, stand before what it runs; those of the others behind.
    const command = runner.word === 'node' ? [program, ...options, ...rest] : [...runner.command, ...options];
    return [...command, ...runner.select(test, source)];
  },
}));

/** What the test file imports decides; else the project's test script, else what is installed, when that is one runner only. */
function runnerOf(source: string, script: string, manifest: string): NodeRunner | undefined {
  const imported = runners.find(({ module }) =>
    ["'", '"'].some(
      (quote) => source.includes(`from ${quote}${module}${quote}`) || source.includes(`(${quote}${module}${quote}`),
    ),
  );
  if (imported !== undefined) return imported;
  // A runner we do not know: its own words would be wrong in another's.
  if (/['"](?:bun:test|@playwright\/test|ava|tap|uvu|cypress)['"]/u.test(source)) return undefined;
  const scripted = runners.find(({ word }) => startOf(script, word) !== undefined);
  if (scripted !== undefined) return scripted;
  // A script that starts something else has its reasons; what is installed says enough only where there is none.
  if (script !== '') return undefined;
  const installed = installedPackages(manifest);
  const present = runners.filter(({ word }) => word !== 'node' && installed.includes(word));
  return present.length === 1 ? present[0] : undefined;
}

/** node:test knows a subtest of `t.test` only by running the test around it, and would call what it skipped a pass. */
function selectForNode(test: TestCase, source: string): readonly string[] {
  const [outermost] = test.names;
  const last = test.names.at(-1);
  if (outermost === undefined || last === undefined) return [pathArgument(test.path)];
  const nested = test.names.length > 1;
  const subtests = nested && /\b\w+\.(?:test|it)\s*\(/u.test(source);
  // Older versions compare the own name, newer ones the names of all suites as well.
  const names = subtests ? [outermost] : nested ? [test.names.join(' '), last] : [last];
  const pattern = names.map(literalPattern).join('|');
  return [`--test-name-pattern=^(?:${pattern})$`, pathArgument(test.path)];
}

function named(test: TestCase, argument: (pattern: string) => readonly string[]): readonly string[] {
  if (test.names.length === 0) return [];
  return argument(`${literalPattern(test.names.join(' '))}${test.suite ? '(?: |$)' : '$'}`);
}

/** Words of a test script from the runner's own on, without what leads there (`cross-env A=1`, `npm run build &&`). */
function startOf(script: string, word: string): readonly string[] | undefined {
  const last = script.split('&&').at(-1) ?? '';
  const read = readCommand(last);
  if (read.kind === 'refused') return undefined;
  const start = read.argv.findIndex((part) => part === word || part.endsWith(`/.bin/${word}`));
  if (start < 0 || (word === 'node' && !read.argv.includes('--test'))) return undefined;
  return read.argv.slice(start + 1);
}

/** Options that take their value as the next word. */
const withValue =
  /^(?:--import|--loader|--experimental-loader|--require|-r|--conditions|-C|--env-file|--config|-c|--spec|--extension|--timeout|-t|--test-?[nN]ame-?[pP]attern|--grep|-g|--project|--environment|--reporter|-R|--test-reporter|--test-reporter-destination|--ui|-u)$/u;
/** Options that take none. */
const alone =
  /^(?:--test|--run|--recursive|--ci|--bail|-b|--exit|--forbid-only|--check-leaks|--passWithNoTests|--silent|--verbose|--runInBand|-i|--watch(?:All)?|-w|--coverage|--enable-source-maps|--experimental-.*|--no-.*)$/u;
/** What a person's own run wants and a check of one test does not: watching, coverage, reports, other tests. */
const unwanted =
  /^(?:--test|--run|--watch(?:All)?|-w|--coverage|--experimental-test-coverage|(?:--reporter|-R|--test-reporter|--spec|--test-name-pattern|--testNamePattern|--grep|-g|-t).*)$/u;

/** The options of the project's script, without files; `undefined` when it cannot be told which words are whose. */
function optionsOf(script: string, { word }: NodeRunner): readonly string[] | undefined {
  const words = startOf(script, word) ?? [];
  const options: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const option = words[index] ?? '';
    if (!option.startsWith('-')) continue;
    const next = words[index + 1];
    const takes = withValue.test(option);
    const clear = takes || option.includes('=') || alone.test(option) || next === undefined || next.startsWith('-');
    if (!clear) return undefined;
    if (takes) index += 1;
    if (!unwanted.test(option)) options.push(option, ...(takes && next !== undefined ? [next] : []));
  }
  return options;
}

function testScript(manifest: string): string {
  const script = readManifest(manifest)?.scripts?.['test'];
  return typeof script === 'string' ? script : '';
}

function installedPackages(manifest: string): readonly string[] {
  const read = readManifest(manifest);
  return [...Object.keys(read?.dependencies ?? {}), ...Object.keys(read?.devDependencies ?? {})];
}

function readManifest(manifest: string): z.infer<typeof manifestSchema> | undefined {
  try {
    return manifestSchema.safeParse(JSON.parse(manifest)).data;
  } catch {
    return undefined;
  }
}
