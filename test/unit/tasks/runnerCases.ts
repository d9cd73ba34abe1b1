import { checkForTest } from '../../../src/tasks/checkForTest';
import type { TestCase } from '../../../src/tasks/runners/testRunner';

/** What a case needs on the machine beside node and git. `packages`: vitest, jest, mocha and pnpm in `node_modules`. */
export type RunnerTool = 'packages' | 'python' | 'pytest' | 'go' | 'cargo';

/** A small project, and one test of it as a test explorer names it. The test fails with `the one`, all others with `another`. */
export interface RunnerCase {
  readonly name: string;
  readonly tool: RunnerTool;
  readonly files: Readonly<Record<string, string>>;
  readonly test: TestCase;
  /** A check of this test must fail with `the one` alone, or say that there is no such test. */
  readonly expected: 'failed' | 'noTests';
}

/** The command for the test of a case. */
export async function argvOfCase({ files, test }: RunnerCase): Promise<readonly string[] | undefined> {
  const facts = { files: Object.keys(files), readText: (path: string) => Promise.resolve(files[path]) };
  return (await checkForTest(test, facts))?.argv;
}

/** A name nobody should give a test, and that every pattern and every shell in between has to survive. */
export const wildName = 'adds (a|b) $1 [x-y] {2} a.b*c+d? ^start\\end / "quoted" \'single\' `tick` %PATH% !x é 名';

const json = (value: unknown): string => `${JSON.stringify(value)}\n`;

/** A suite with the test, one whose name begins with its name, and one of the same name outside. */
const scriptBody = (test: string): string => {
  const name = JSON.stringify(wildName);
  return [
    `describe('outer suite', () => {`,
    `  ${test}(${name}, () => { throw new Error('the one'); });`,
    `  ${test}(${name} + ' too', () => { throw new Error('another'); });`,
    `  ${test}('other', () => { throw new Error('another'); });`,
    `});`,
    `describe('second', () => { ${test}('other', () => { throw new Error('another'); }); });`,
    '',
  ].join('\n');
};

const wild = { names: ['outer suite', wildName], suite: false };
const gone = { names: ['outer suite', 'has been renamed'], suite: false };

/** One script runner: in the root, as a suite, gone, in a member of an npm workspace and of pnpm's, in a package alone. */
function scriptCases(
  name: string,
  { file, head, script }: { readonly file: string; readonly head: string; readonly script: string },
  { alone }: { readonly alone: boolean } = { alone: true },
): readonly RunnerCase[] {
  const own = json({ name: 'part', private: true, scripts: { test: script } });
  const other = json({ name: 'other', private: true, scripts: { test: script } });
  const text = head + scriptBody(name === 'node:test' || name === 'mocha' ? 'it' : 'test');
  const one = (what: string, test: TestCase, files: RunnerCase['files'], expected: RunnerCase['expected']) => ({
    ...{ name: `${name}, ${what}`, tool: 'packages' as const, files, test, expected },
  });
  const root = { 'package.json': own, [file]: text };
  const below = { 'parts/a b/package.json': own, [`parts/a b/${file}`]: text };
  const elsewhere = { [`parts/other/${file}`]: head + scriptBody('it').replaceAll('the one', 'another') };
  const path = `parts/a b/${file}`;
  const workspace = {
    'package.json': json({ private: true, workspaces: ['parts/*'] }),
    'parts/other/package.json': other,
  };
  const pnpm = { 'package.json': json({ private: true }), 'pnpm-workspace.yaml': 'packages:\n  - parts/*\n' };
  return [
    one('a name with everything', { path: file, ...wild }, root, 'failed'),
    one('a test that has gone', { path: file, ...gone }, root, 'noTests'),
    one('member of an npm workspace', { path, ...wild }, { ...workspace, ...below, ...elsewhere }, 'failed'),
    one('member of a pnpm workspace', { path, ...wild }, { ...pnpm, ...below }, 'failed'),
    ...(alone ? [one('a package of its own below', { path, ...wild }, below, 'failed')] : []),
  ];
}

const nodeCases: readonly RunnerCase[] = [
  ...scriptCases('node:test', {
    file: 'test/n.test.js',
    head: `const { describe, it } = require('node:test');\n`,
    script: 'node --test',
  }),
  {
    name: 'node:test, a subtest',
    tool: 'packages',
    files: {
      'package.json': json({}),
      's.test.js': `const { test } = require('node:test');\ntest('around', async (t) => { await t.test('sub', () => { throw new Error('the one'); }); });\ntest('other', () => { throw new Error('another'); });\n`,
    },
    test: { path: 's.test.js', names: ['around', 'sub'], suite: false },
    expected: 'failed',
  },
  ...scriptCases('vitest', {
    file: 'test/v.test.js',
    head: `import { describe, test } from 'vitest';\n`,
    script: 'vitest --coverage',
  }),
  {
    name: 'vitest, a path that is part of a longer one',
    tool: 'packages',
    files: {
      'package.json': json({ scripts: { test: 'vitest' } }),
      'test/v.test.js': `import { test } from 'vitest';\ntest('same', () => { throw new Error('the one'); });\n`,
      'more/test/v.test.js': `import { test } from 'vitest';\ntest('same', () => { throw new Error('another'); });\n`,
    },
    test: { path: 'test/v.test.js', names: ['same'], suite: false },
    expected: 'failed',
  },
  ...scriptCases('jest', { file: 'test/j.test.js', head: '', script: 'jest --ci' }),
  ...scriptCases('mocha', { file: 'test/m.test.js', head: '', script: 'mocha' }, { alone: false }),
];

const pytest = (name: string, names: readonly string[], text: string, more: Partial<RunnerCase> = {}): RunnerCase => ({
  ...{ name: `pytest, ${name}`, tool: 'pytest' as const, expected: 'failed' as const },
  files: { 'pytest.ini': '[pytest]\n', 'tests/unit/test_a.py': text },
  test: { path: 'tests/unit/test_a.py', names, suite: false },
  ...more,
});

const parametrised = (ids: string): string =>
  [
    'import pytest',
    `@pytest.mark.parametrize("value", ${ids})`,
    'def test_a(value):',
    '    raise Exception("the one" if value == "x y::z/[1]" else "another")',
    'def test_ab():',
    '    raise Exception("another")',
    '',
  ].join('\n');

const methods = [
  'class TestA:',
  '    def test_a(self): raise Exception("the one")',
  '    def test_ab(self): raise Exception("another")',
  'class TestAB:',
  '    def test_a(self): raise Exception("another")',
  '',
].join('\n');

const pythonCases: readonly RunnerCase[] = [
  pytest('a method', ['TestA', 'test_a'], methods),
  pytest('a method that has gone', ['TestA', 'test_gone'], methods, { expected: 'noTests' }),
  pytest('a parametrised case', ['test_a', '[x y::z/[1]]'], parametrised('["x y::z/[1]", "q", \'"\']')),
  pytest('a parametrised case in one name', ['test_a[x y::z/[1]]'], parametrised('["x y::z/[1]", "q"]')),
  pytest(
    'a folder with a blank',
    ['test_a'],
    'def test_a(): raise Exception("the one")\ndef test_ab(): raise Exception("another")\n',
    {
      test: { path: 'tests/my unit/test_a.py', names: ['test_a'], suite: false },
      files: {
        'conftest.py': '',
        'tests/my unit/test_a.py':
          'def test_a(): raise Exception("the one")\ndef test_ab(): raise Exception("another")\n',
      },
    },
  ),
  ...(['test_a', 'test_gone'] as const).map((name): RunnerCase => ({
    name: `unittest, ${name === 'test_a' ? 'a method' : 'a method that has gone'}`,
    tool: 'python',
    files: {
      'tests/__init__.py': '',
      'tests/test_u.py': `import unittest\n${methods.replaceAll(/class (\w+)/gu, 'class $1(unittest.TestCase)')}`,
    },
    test: { path: 'tests/test_u.py', names: ['TestA', name], suite: false },
    expected: name === 'test_a' ? 'failed' : 'noTests',
  })),
];

const goTest = `package sum

import "testing"

func TestSum(t *testing.T) {
	t.Run("two plus (two) [x] \\"q\\" $1", func(t *testing.T) {
		t.Run("fast", func(t *testing.T) { t.Fatal("the one") })
		t.Run("faster", func(t *testing.T) { t.Fatal("another") })
	})
	t.Run("other", func(t *testing.T) { t.Fatal("another") })
}

func TestSumAll(t *testing.T) { t.Fatal("another") }
`;
const goNames = ['TestSum', 'two plus (two) [x] "q" $1', 'fast'];
const goCase = (name: string, more: Partial<RunnerCase>): RunnerCase => ({
  ...{ name: `go, ${name}`, tool: 'go' as const, expected: 'failed' as const },
  files: { 'go.mod': 'module example.invalid/sum\n\ngo 1.19\n', 'pkg/sum/sum_test.go': goTest },
  test: { path: 'pkg/sum/sum_test.go', names: goNames, suite: false },
  ...more,
});

const goCases: readonly RunnerCase[] = [
  goCase('a subtest', {}),
  goCase('a test that has gone', {
    test: { path: 'pkg/sum/sum_test.go', names: ['TestGone'], suite: false },
    expected: 'noTests',
  }),
  goCase('a module of a workspace', {
    files: {
      'go.work': 'go 1.19\n\nuse (\n\t./a\n\t./b\n)\n',
      'a/go.mod': 'module example.invalid/a\n\ngo 1.19\n',
      'a/sum_test.go': goTest,
      'b/go.mod': 'module example.invalid/b\n\ngo 1.19\n',
      'b/b_test.go': goTest.replaceAll('the one', 'another'),
    },
    test: { path: 'a/sum_test.go', names: goNames, suite: false },
  }),
];

const rustModule = `#[cfg(test)]
mod tests {
    #[test]
    fn adds() { panic!("the one") }
    #[test]
    fn adds_more() { panic!("another") }
}
`;
const crate = '[package]\nname = "sum"\nversion = "0.1.0"\nedition = "2021"\n';
const cargoCase = (
  name: string,
  path: string,
  names: readonly string[],
  more: Partial<RunnerCase> = {},
): RunnerCase => ({
  ...{ name: `cargo, ${name}`, tool: 'cargo' as const, expected: 'failed' as const },
  files: {
    'Cargo.toml': crate,
    'src/lib.rs': rustModule.replaceAll('the one', path === 'src/lib.rs' ? 'the one' : 'another').concat('mod deep;\n'),
    'src/deep/mod.rs': 'mod inner;\n',
    'src/deep/inner.rs': rustModule.replaceAll('the one', path === 'src/deep/inner.rs' ? 'the one' : 'another'),
    'src/main.rs': `fn main() {}\n${rustModule.replaceAll('the one', 'another')}`,
    'tests/whole.rs': '#[test]\nfn adds() { panic!("the one") }\n#[test]\nfn adds_more() { panic!("another") }\n',
  },
  test: { path, names, suite: false },
  ...more,
});

const cargoCases: readonly RunnerCase[] = [
  cargoCase('a test of the library', 'src/lib.rs', ['tests', 'adds']),
  cargoCase('a test of a module in a file', 'src/deep/inner.rs', ['tests', 'adds']),
  cargoCase('a test file of its own', 'tests/whole.rs', ['adds']),
  cargoCase('a test that has gone', 'src/lib.rs', ['tests', 'gone'], { expected: 'noTests' }),
  cargoCase('a member of a workspace', 'parts/sum/src/lib.rs', ['tests', 'adds'], {
    files: {
      'Cargo.toml': '[workspace]\nmembers = ["parts/sum", "parts/other"]\n',
      'parts/sum/Cargo.toml': crate,
      'parts/sum/src/lib.rs': rustModule,
      'parts/other/Cargo.toml': crate.replace('sum', 'other'),
      'parts/other/src/lib.rs': rustModule.replaceAll('the one', 'another'),
    },
  }),
];

/** Every mapping of the table, with what is hard about it. */
export const runnerCases: readonly RunnerCase[] = [...nodeCases, ...pythonCases, ...goCases, ...cargoCases];

/** Where the answer of the real runner to a case is kept, relative to the repository. */
export function recordingOf({ name }: RunnerCase): string {
  return `test/fixtures/runners/${name.toLowerCase().replace(/[^a-z0-9]+/gu, '-')}.json`;
}

/** What a real runner answered. */
export interface RunnerRecording {
  readonly argv: readonly string[];
  readonly exitCode: number;
  readonly output: string;
}
