import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkResult } from '../../../src/sandbox/checkResult';
import { checkForTest } from '../../../src/tasks/checkForTest';
import { literalPattern, type TestCase } from '../../../src/tasks/runners/testRunner';
import { argvOfCase, recordingOf, runnerCases, type RunnerRecording, wildName } from './runnerCases';
import { ranAlone, runRunnerCase } from './runRunnerCase';

type Files = Readonly<Record<string, string>>;

async function argvOf(
  files: Files,
  test: Partial<TestCase> & { readonly path: string },
): Promise<readonly string[] | undefined> {
  const check = await checkForTest(
    { names: [], suite: false, ...test },
    { files: Object.keys(files), readText: (path) => Promise.resolve(files[path]) },
  );
  return check?.argv;
}

const script = (test: string, more: object = {}): string => JSON.stringify({ scripts: { test }, ...more });

describe('tasks/checkForTest', () => {
  const names = ['sum (all)', 'adds $1 [x]'];

  it('node:test: by own name or by all names, with the options of the script in front', async () => {
    const files = {
      'package.json': script('node --import tsx --test test/*.ts'),
      'test/a.test.ts': "import 'node:test'",
    };
    assert.deepEqual(await argvOf(files, { path: 'test/a.test.ts', names }), [
      ...['node', '--import', 'tsx', '--test'],
      '--test-name-pattern=^(?:sum \\(all\\) adds \\$1 \\[x\\]|adds \\$1 \\[x\\])$',
      'test/a.test.ts',
    ]);
    assert.deepEqual(await argvOf(files, { path: 'test/a.test.ts' }), [
      'node',
      '--import',
      'tsx',
      '--test',
      'test/a.test.ts',
    ]);
  });

  it('node:test: TypeScript without a loader that is known is asked for', async () => {
    const files = { 'package.json': script('node run.js'), 'a.test.ts': "import test from 'node:test'" };
    assert.equal(await argvOf(files, { path: 'a.test.ts', names }), undefined);
  });

  it('vitest, jest and mocha: names joined by blanks, as a pattern that matches them alone', async () => {
    const pattern = 'sum \\(all\\) adds \\$1 \\[x\\]$';
    const cases: readonly (readonly [string, string, readonly string[]])[] = [
      [
        'vitest run --coverage',
        'vitest',
        ['npx', '--no-install', 'vitest', 'run', 'a.test.js', '-t', `^\\s*${pattern}`],
      ],
      [
        'jest --ci',
        'jest',
        ['npx', '--no-install', 'jest', '--ci', '--runTestsByPath', 'a.test.js', '-t', `^${pattern}`],
      ],
      [
        'cross-env A=1 mocha -r ts-node/register "test/**/*.js"',
        'mocha',
        ['npx', '--no-install', 'mocha', '-r', 'ts-node/register', 'a.test.js', '--grep', `^${pattern}`],
      ],
    ];
    for (const [test, name, argv] of cases) {
      const files = { 'package.json': script(test), 'a.test.js': 'test()' };
      assert.deepEqual(await argvOf(files, { path: 'a.test.js', names }), argv, name);
    }
  });

  it('a suite takes all tests below it', async () => {
    const files = { 'package.json': script('mocha'), 'a.test.js': '' };
    const argv = await argvOf(files, { path: 'a.test.js', names: ['sum'], suite: true });
    assert.deepEqual(argv?.slice(-2), ['--grep', '^sum(?: |$)']);
  });

  it('what the test file imports decides before the script', async () => {
    const files = { 'package.json': script('vitest'), 'a.test.js': "const test = require('node:test');" };
    assert.equal((await argvOf(files, { path: 'a.test.js', names: ['x'] }))?.[0], 'node');
    const installed = JSON.stringify({ devDependencies: { jest: '1' } });
    assert.equal((await argvOf({ 'package.json': installed, 'a.test.js': '' }, { path: 'a.test.js' }))?.[2], 'jest');
  });

  it('asks where it cannot know: other runners, two runners, scripts of unknown words, paths of another folder', async () => {
    const unknown: readonly Files[] = [
      { 'package.json': script('vitest'), 'a.test.js': "import { test } from '@playwright/test';" },
      { 'package.json': JSON.stringify({ devDependencies: { jest: '1', mocha: '1' } }), 'a.test.js': '' },
      { 'package.json': script('node run-tests.js', { devDependencies: { jest: '1' } }), 'a.test.js': '' },
      { 'package.json': script('jest --unheard of'), 'a.test.js': '' },
      { 'package.json': 'no JSON', 'a.test.js': '' },
      { 'a.test.js': '' },
    ];
    for (const files of unknown) assert.equal(await argvOf(files, { path: 'a.test.js', names: ['x'] }), undefined);
    // Nobody starts mocha in a package that belongs to no workspace, and a path in a script counts from its own folder.
    for (const [test, path] of [
      ['mocha', 'packages/a/a.test.js'],
      ['jest --config ./jest.config.js', 'packages/a/a.test.js'],
    ] as const) {
      const below = { 'package.json': script('jest'), 'packages/a/package.json': script(test), [path]: '' };
      assert.equal(await argvOf(below, { path, names: ['x'] }), undefined);
    }
    assert.equal(await argvOf({ 'a.cs': '' }, { path: 'a.cs', names: ['x'] }), undefined);
  });

  it('a package below: by the workspace that npm reads, taken back by a later glob, or by pnpm', async () => {
    const start = async (files: Files): Promise<unknown> =>
      (
        await argvOf(
          { ...files, 'apps/web/package.json': script('vitest'), 'apps/web/a.test.ts': '' },
          {
            path: 'apps/web/a.test.ts',
          },
        )
      )?.slice(0, 5);
    const root = (workspaces: unknown): Files => ({ 'package.json': JSON.stringify({ workspaces }) });
    const member = ['npm', 'exec', '--no', '--workspace=apps/web', '--'];
    const alone = ['npm', '--prefix', 'apps/web', 'exec', '--no'];
    for (const globs of [['apps/*'], ['./apps/web/'], ['**'], { packages: ['a*/w*b'] }, ['apps/**', '!apps/api']])
      assert.deepEqual(await start(root(globs)), member, JSON.stringify(globs));
    for (const globs of [['*'], ['apps'], ['apps/web/*'], ['apps/*', '!apps/web'], undefined, 7])
      assert.deepEqual(await start(root(globs)), alone, JSON.stringify(globs));
    assert.deepEqual(await start({ 'pnpm-lock.yaml': '' }), ['pnpm', '-C', 'apps/web', 'exec', 'vitest']);
  });

  it('pytest by node id, a case in brackets with its test; unittest by -k', async () => {
    const pytest = { 'conftest.py': '', 'tests/test_a.py': 'class TestA: ...' };
    assert.deepEqual(await argvOf(pytest, { path: 'tests/test_a.py', names: ['TestA', 'test_b', '[1-2 x]'] }), [
      ...['python3', '-m', 'pytest'],
      'tests/test_a.py::TestA::test_b[1-2 x]',
    ]);
    assert.equal(await argvOf(pytest, { path: 'tests/test_a.py', names: ['--pdb'] }), undefined);
    const unittest = { 'test_a.py': 'import unittest' };
    assert.deepEqual(await argvOf(unittest, { path: 'test_a.py', names: ['TestA', 'test_b'] }), [
      ...['python3', '-m', 'unittest', 'test_a.py', '-k', '*.TestA.test_b'],
    ]);
  });

  it('go: one anchored pattern for each level, in the module of the file', async () => {
    const files = { 'go.mod': '', 'pkg/sum/sum_test.go': '' };
    assert.deepEqual(await argvOf(files, { path: 'pkg/sum/sum_test.go', names: ['TestSum', 'two plus (two)/fast'] }), [
      ...['go', 'test', '-run', '^TestSum$/^two_plus_\\(two\\)$/^fast$', './pkg/sum'],
    ]);
    const nested = { 'tools/go.mod': '', 'tools/x_test.go': '' };
    assert.deepEqual(await argvOf(nested, { path: 'tools/x_test.go', names: ['TestX'] }), [
      ...['go', '-C', 'tools', 'test', '-run', '^TestX$', '.'],
    ]);
    assert.equal(await argvOf(files, { path: 'pkg/sum/sum_test.go', names: ['BenchmarkSum'] }), undefined);
  });

  it('cargo: the path of modules, and a file below tests as its own target', async () => {
    const files = {
      'Cargo.toml': '',
      'src/lib.rs': '',
      'tests/whole.rs': '',
      'sub/Cargo.toml': '',
      'sub/src/lib.rs': '',
    };
    assert.deepEqual(await argvOf(files, { path: 'src/lib.rs', names: ['tests', 'adds'] }), [
      ...['cargo', 'test', '--lib'],
      ...['tests::adds', '--', '--exact'],
    ]);
    assert.deepEqual(await argvOf(files, { path: 'tests/whole.rs', names: ['adds'] }), [
      ...['cargo', 'test', '--test', 'whole', 'adds', '--', '--exact'],
    ]);
    assert.deepEqual((await argvOf(files, { path: 'sub/src/lib.rs' }))?.slice(2, 4), [
      '--manifest-path',
      'sub/Cargo.toml',
    ]);
    assert.equal(await argvOf(files, { path: 'src/lib.rs', names: ['a test', '-- --nocapture'] }), undefined);
  });

  it('a file that looks like an option stays a file', async () => {
    const files = { 'package.json': script('mocha'), '--help.test.js': '' };
    assert.ok((await argvOf(files, { path: '--help.test.js' }))?.includes('./--help.test.js'));
  });
});

/** Cases whose runner is there wherever these tests run. */
const here = /^(?:node:test|mocha, (?:a |member of an npm)|unittest)/u;

describe('tasks/checkForTest, for real', function () {
  this.timeout(60_000);
  let place: string;
  before(() => {
    place = realpathSync(mkdtempSync(join(tmpdir(), 'gavel-runner-')));
  });
  after(() => rmSync(place, { recursive: true, force: true }));

  for (const one of runnerCases.filter(({ name }) => here.test(name) && !name.includes('pnpm'))) {
    it(`${one.name}: ${one.expected === 'failed' ? 'runs this test and no other' : 'says that there is none'}`, async () => {
      const argv = (await argvOfCase(one)) ?? assert.fail('the runner is known');
      const packages = join(__dirname, '../../../node_modules');
      const { verdict, output } = await runRunnerCase(one, argv, { place, packages });
      assert.equal(verdict, one.expected, output);
      assert.equal(ranAlone(output), one.expected === 'failed', output);
    });
  }

  for (const one of runnerCases) {
    it(`recorded: ${one.name}`, async () => {
      const { argv, exitCode, output } = JSON.parse(readFileSync(recordingOf(one), 'utf8')) as RunnerRecording;
      assert.deepEqual(await argvOfCase(one), argv, 'the command is still the one that was run for real');
      const facts = { argv, output, durationMs: 1, confined: false, timeoutMs: 1000 };
      const { verdict } = checkResult.ended(
        { cause: 'exited', exitCode, signalName: undefined, error: undefined },
        facts,
      );
      assert.deepEqual([verdict, ranAlone(output)], [one.expected, one.expected === 'failed']);
    });
  }

  it('a literal pattern matches its text alone, whatever it holds', () => {
    for (const text of [wildName, 'a\nb\tc\rd\u0000', '(?=x)', '\\d', '[', 'a{1,2}', '$&', '/x/']) {
      assert.match(text, new RegExp(`^${literalPattern(text)}$`, 'u'));
      assert.doesNotMatch(`${text}x`, new RegExp(`^${literalPattern(text)}$`, 'u'));
    }
  });
});
