import { type NodePackage, nodePackageOf } from './nodePackage';
import { optionsOf, startOf } from './scriptOptions';
import { literalPattern, pathArgument, pathBelow, pathIsBelow, type TestCase, type TestRunner } from './testRunner';

/** Ours: more files whose path holds another's are hardly seen, and the name narrows too. */
const maxAlike = 8;
const isScript = /\.[cm]?[jt]sx?$/u;

/** How one of JavaScript's runners is recognised and called. */
interface NodeRunner {
  readonly name: string;
  /** The module that a test file imports from it. */
  readonly module: string;
  /** The word of a script that starts it; what stands behind are its options. */
  readonly word: string;
  /** What makes it run tests once. */
  readonly mode: readonly string[];
  /** The option that names another folder than the one it is started in as the project's root, where it has one. */
  readonly rootOption?: string;
  /** Arguments for the file and the names; `others` are the files of its package beside it. */
  readonly select: (test: TestCase, source: string, others: readonly string[]) => readonly string[];
}

const runners: readonly NodeRunner[] = [
  { name: 'node:test', module: 'node:test', word: 'node', mode: ['--test'], select: selectForNode },
  { name: 'vitest', module: 'vitest', word: 'vitest', mode: ['run'], rootOption: '--root', select: selectForVitest },
  {
    name: 'jest',
    module: '@jest/globals',
    word: 'jest',
    mode: [],
    rootOption: '--rootDir',
    select: (test) => ['--runTestsByPath', pathArgument(test.path), ...named(test, (pattern) => ['-t', `^${pattern}`])],
  },
  {
    name: 'mocha',
    module: 'mocha',
    word: 'mocha',
    mode: [],
    select: (test) => [pathArgument(test.path), ...named(test, (pattern) => ['--grep', `^${pattern}`])],
  },
];

/** node:test, vitest, jest and mocha, in the package of the test. */
export const nodeRunners: readonly TestRunner[] = runners.map((runner) => ({
  name: runner.name,
  argvFor: async (test, facts) => {
    const home = isScript.test(test.path) ? await nodePackageOf(test.path, facts) : undefined;
    if (home === undefined) return undefined;
    const source = (await facts.readText(test.path)) ?? '';
    if (runnerOf(source, home) !== runner) return undefined;
    // Without the project's own loader, node may not read TypeScript.
    if (runner.word === 'node' && /\.[cm]?tsx?$/u.test(test.path) && startOf(home.testScript, 'node') === undefined)
      return undefined;
    const options = optionsOf(home.testScript, runner.word);
    if (options === undefined) return undefined;
    if (home.start === undefined) return fromOutside(runner, home, options, { test, source });
    const inside = { ...test, path: pathBelow(home.folder, test.path) };
    const others = facts.files.filter((file) => file !== test.path && pathIsBelow(home.folder, file));
    const selected = runner.select(
      inside,
      source,
      others.map((file) => pathBelow(home.folder, file)),
    );
    // node's own options, a loader for one, stand before what it runs; those of the others behind.
    if (runner.word === 'node') return [...home.start, 'node', ...options, ...runner.mode, ...selected];
    const start = home.folder === '' ? ['npx', '--no-install'] : home.start;
    return [...start, runner.word, ...runner.mode, ...options, ...selected];
  },
}));

/** Started in the open folder for a package below it, which must be told; mocha cannot be, and the person is asked. */
function fromOutside(
  runner: NodeRunner,
  { folder }: NodePackage,
  options: readonly string[],
  { test, source }: { readonly test: TestCase; readonly source: string },
): readonly string[] | undefined {
  // Paths among the options count from the package.
  if (options.some((option) => /(?:^|=)\.{1,2}\//u.test(option))) return undefined;
  if (runner.word === 'node') return ['node', ...options, ...runner.mode, ...runner.select(test, source, [])];
  if (runner.rootOption === undefined) return undefined;
  const start = ['npm', '--prefix', folder, 'exec', '--no', '--', runner.word, ...runner.mode];
  return [...start, runner.rootOption, folder, ...options, ...runner.select(test, source, [])];
}

/** What the test file imports decides; else the project's test script, else what is installed, when that is one runner only. */
function runnerOf(source: string, { testScript, dependencies }: NodePackage): NodeRunner | undefined {
  const imported = runners.find(({ module }) =>
    ["'", '"'].some(
      (quote) => source.includes(`from ${quote}${module}${quote}`) || source.includes(`(${quote}${module}${quote}`),
    ),
  );
  if (imported !== undefined) return imported;
  // A runner we do not know: its own words would be wrong in another's.
  if (/['"](?:bun:test|@playwright\/test|ava|tap|uvu|cypress)['"]/u.test(source)) return undefined;
  const scripted = runners.find(({ word }) => startOf(testScript, word) !== undefined);
  if (scripted !== undefined) return scripted;
  // A script that starts something else has its reasons; what is installed says enough only where there is none.
  if (testScript !== '') return undefined;
  const present = runners.filter(({ word }) => word !== 'node' && dependencies.includes(word));
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

/** Vitest takes a path for a part of paths: files that hold this one's are left out, as far as they are few. */
function selectForVitest(test: TestCase, _source: string, others: readonly string[]): readonly string[] {
  const path = test.path.toLowerCase();
  const alike = others.filter((file) => isScript.test(file) && file.toLowerCase().includes(path)).slice(0, maxAlike);
  // Some versions put a blank before the first name.
  const name = named(test, (pattern) => ['-t', `^\\s*${pattern}`]);
  return [pathArgument(test.path), ...alike.map((file) => `--exclude=${file}`), ...name];
}

function named(test: TestCase, argument: (pattern: string) => readonly string[]): readonly string[] {
  if (test.names.length === 0) return [];
  return argument(`${literalPattern(test.names.join(' '))}${test.suite ? '(?: |$)' : '$'}`);
}
