import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkForTest } from '../../../src/tasks/checkForTest';
import { literalPattern, type TestCase } from '../../../src/tasks/runners/testRunner';

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

  it('asks where it cannot know: other runners, two runners, scripts of unknown words, packages below the root', async () => {
    const unknown: readonly Files[] = [
      { 'package.json': script('vitest'), 'a.test.js': "import { test } from '@playwright/test';" },
      { 'package.json': JSON.stringify({ devDependencies: { jest: '1', mocha: '1' } }), 'a.test.js': '' },
      { 'package.json': script('node run-tests.js', { devDependencies: { jest: '1' } }), 'a.test.js': '' },
      { 'package.json': script('jest --unheard of'), 'a.test.js': '' },
      { 'package.json': 'no JSON', 'a.test.js': '' },
      { 'a.test.js': '' },
    ];
    for (const files of unknown) assert.equal(await argvOf(files, { path: 'a.test.js', names: ['x'] }), undefined);
    const below = {
      'package.json': script('jest'),
      'packages/a/package.json': script('jest'),
      'packages/a/a.test.js': '',
    };
    assert.equal(await argvOf(below, { path: 'packages/a/a.test.js', names: ['x'] }), undefined);
    assert.equal(await argvOf({ 'a.cs': '' }, { path: 'a.cs', names: ['x'] }), undefined);
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
      ...['python3', '-m', 'unittest', 'test_a.py', '-k', 'TestA.test_b'],
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
      'cargo',
      'test',
      'tests::adds',
    ]);
    assert.deepEqual(await argvOf(files, { path: 'tests/whole.rs', names: ['adds'] }), [
      ...['cargo', 'test', '--test', 'whole', 'adds'],
    ]);
    assert.deepEqual((await argvOf(files, { path: 'sub/src/lib.rs' }))?.slice(2), [
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

describe('tasks/checkForTest, for real', function () {
  this.timeout(60_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'gavel-runner-'));
    symlinkSync(join(__dirname, '../../../node_modules'), join(folder, 'node_modules'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** A name nobody should give a test, and that every pattern has to survive. */
  const wild = 'adds (a|b) $1 [x-y] {2} a.b*c+d? ^start\\end / "quoted" \'single\' é 名';

  async function run(files: Files, test: TestCase): Promise<string> {
    for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
    const [program = '', ...args] = (await argvOf(files, test)) ?? assert.fail('the runner is known');
    const { stdout, stderr, error } = spawnSync(program, args, { cwd: folder, encoding: 'utf8', timeout: 50_000 });
    assert.equal(error, undefined);
    return stdout + stderr;
  }

  const body = (call: string): string =>
    `describe('outer', () => { ${call}(${JSON.stringify(wild)}, () => { throw new Error('the one') }); ${call}('other', () => { throw new Error('another') }); });
     ${call}('top', () => { throw new Error('another') });`;

  it('node:test runs the named test and no other', async () => {
    const files = {
      'package.json': '{}',
      'n.test.js': `const { describe, it } = require('node:test');\n${body('it')}`,
    };
    const output = await run(files, { path: 'n.test.js', names: ['outer', wild], suite: false });
    assert.match(output, /the one/u);
    assert.doesNotMatch(output, /another/u);
  });

  it('node:test: a subtest is run by the test around it, never skipped as a pass', async () => {
    const text = `require('node:test').test('around', async (t) => { await t.test('sub', () => { throw new Error('the one') }); });`;
    const output = await run(
      { 'package.json': '{}', 's.test.js': text },
      { path: 's.test.js', names: ['around', 'sub'], suite: false },
    );
    assert.match(output, /the one/u);
  });

  it('mocha runs the named test and no other', async () => {
    const files = { 'package.json': script('mocha'), 'm.test.js': body('it') };
    const output = await run(files, { path: 'm.test.js', names: ['outer', wild], suite: false });
    assert.match(output, /the one/u);
    assert.doesNotMatch(output, /another/u);
  });

  it('unittest runs the named test and no other', async () => {
    const text =
      "import unittest\nclass TestA(unittest.TestCase):\n  def test_a(self): raise Exception('the one')\n  def test_b(self): raise Exception('another')\n";
    const output = await run({ 'test_u.py': text }, { path: 'test_u.py', names: ['TestA', 'test_a'], suite: false });
    assert.match(output, /the one/u);
    assert.doesNotMatch(output, /another/u);
  });

  it('a literal pattern matches its text alone, whatever it holds', () => {
    for (const text of [wild, 'a\nb\tc\rd\u0000', '(?=x)', '\\d', '[', 'a{1,2}', '$&', '/x/']) {
      assert.match(text, new RegExp(`^${literalPattern(text)}$`, 'u'));
      assert.doesNotMatch(`${text}x`, new RegExp(`^${literalPattern(text)}$`, 'u'));
    }
  });
});
