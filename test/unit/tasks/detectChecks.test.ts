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
});
