import assert from 'node:assert/strict';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { detectChecks } from '../../../src/tasks/detectChecks';

describe('tasks/detectChecks', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gavel-detect-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });
  const manifest = (text: string): Promise<void> => writeFile(join(folder, 'package.json'), text);

  it('offers the tests beside the file first, then the whole suite', async () => {
    await manifest('{"scripts":{"test":"node --test"}}');
    const found = await detectChecks(
      folder,
      ['src/slug.js'],
      ['src/slug.js', 'test/other.test.js', 'test/slug.test.js'],
    );
    assert.deepEqual(
      found.map(({ argv }) => argv),
      [
        ['node', '--test', 'test/slug.test.js'],
        ['npm', 'test'],
      ],
    );
  });

  it('uses the package manager of the lock file', async () => {
    await manifest('{"scripts":{"test":"vitest run"}}');
    assert.deepEqual((await detectChecks(folder, [], ['pnpm-lock.yaml']))[0]?.argv, ['pnpm', 'test']);
  });

  it('case 75: reads no manifest that is a link to a device, and shows no hidden text of one', async () => {
    await symlink('/dev/zero', join(folder, 'package.json'));
    assert.deepEqual(await detectChecks(folder, [], []), []);
    await rm(join(folder, 'package.json'));
    await manifest('{"scripts":{"test":"mocha \\u202e\\n # fine"}}');
    assert.equal((await detectChecks(folder, [], []))[0]?.source, 'package.json runs "mocha ⟨U+202E⟩ # fine"');
  });

  for (const [name, text] of [
    ['no manifest', undefined],
    ['a broken manifest', '{'],
    ['no test script', '{}'],
    ['npm’s placeholder', '{"scripts":{"test":"echo \\"Error: no test specified\\" && exit 1"}}'],
    ['a hostile manifest', '{"scripts":{"test":{"a":1}}}'],
  ] as const) {
    it(`finds nothing in a folder with ${name}`, async () => {
      if (text !== undefined) await manifest(text);
      assert.deepEqual(await detectChecks(folder, ['src/a.js'], ['test/a.test.js']), []);
    });
  }

  for (const [kind, contents, argv] of [
    [
      'vitest',
      { 'package.json': '{"scripts":{"test":"vitest run"}}' },
      ['npx', '--no-install', 'vitest', 'run', 'src/slug.test.ts'],
    ],
    ['jest', { 'package.json': '{"scripts":{"test":"jest"}}' }, ['npx', '--no-install', 'jest', 'src/slug.test.ts']],
    ['mocha', { 'package.json': '{"scripts":{"test":"mocha"}}' }, ['npx', '--no-install', 'mocha', 'src/slug.test.ts']],
    ['yarn', { 'package.json': '{"scripts":{"test":"x"}}', 'yarn.lock': '' }, ['yarn', 'test']],
    ['pytest', { 'pytest.ini': '' }, ['python3', '-m', 'pytest']],
    ['unittest', { 'test_slug.py': 'import unittest\n' }, ['python3', '-m', 'unittest', 'test_slug.py']],
    ['cargo', { 'Cargo.toml': '' }, ['cargo', 'test']],
    ['go', { 'go.mod': '' }, ['go', 'test', './...']],
    ['maven', { 'pom.xml': '', mvnw: '' }, ['./mvnw', '-q', '-o', 'test']],
    ['gradle', { 'build.gradle.kts': '' }, ['gradle', '--offline', 'test']],
    ['dotnet', { 'Slug.sln': '' }, ['dotnet', 'test']],
    ['make', { Makefile: 'CXX := g++\n\ntest: all\n\t./all\n' }, ['make', 'test']],
  ] as const) {
    it(`finds ${kind}`, async () => {
      for (const [name, text] of Object.entries(contents)) await writeFile(join(folder, name), text);
      const files = [...Object.keys(contents), 'src/slug.ts', 'src/slug.test.ts'];
      assert.deepEqual((await detectChecks(folder, ['src/slug.ts'], files))[0]?.argv, argv);
    });
  }

  it('offers every kind that a mixed project has, and no make target that is a variable', async () => {
    await writeFile(join(folder, 'Makefile'), 'test := 1\nall:\n');
    assert.deepEqual(await detectChecks(folder, [], ['Makefile']), []);
    await manifest('{"scripts":{"test":"node --test"}}');
    const found = await detectChecks(folder, [], ['Cargo.toml', 'package.json']);
    assert.deepEqual(
      found.map(({ argv }) => argv[0]),
      ['npm', 'cargo'],
    );
  });
});
