import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { walkFolder } from '../../../src/sandbox/walkFolder';
import type { TemporaryWorkspace } from './temporaryWorkspace';
import { temporaryWorkspace } from './temporaryWorkspace';

describe('sandbox/walkFolder', () => {
  let place: TemporaryWorkspace;
  const signal = new AbortController().signal;
  beforeEach(async () => {
    place = await temporaryWorkspace();
  });
  afterEach(() => place.remove());

  it('case 80: ignore rules made to be slow stall nothing, and still ignore what they name', async () => {
    place.write('.gitignore', '**/a/**/a/**/b\n*a*a*a*a*a*a*b\n!**/a/**/a/**/keep\n');
    const deep = 'a/'.repeat(400);
    mkdirSync(join(place.root, deep), { recursive: true });
    writeFileSync(join(place.root, deep, 'c'), '');
    place.write(`${'a'.repeat(250)}c`, '');
    place.write('x/a/y/a/z/b', '');
    const startedMs = performance.now();
    const { files } = await walkFolder(place.root, { useRules: true, signal });
    assert.ok(performance.now() - startedMs < 5_000);
    assert.ok(files.includes('.gitignore'));
    assert.equal(files.includes('x/a/y/a/z/b'), false);
  });

  it('a rule with the usual stars ignores what it says and no more', async () => {
    place.write('.gitignore', '**/*.local.*\nbuild*/**/*.o\n');
    for (const path of ['a.local.js', 'deep/b.local.ts', 'a.js', 'build1/x/y.o', 'build1/x/y.c']) place.write(path, '');
    const { files } = await walkFolder(place.root, { useRules: true, signal });
    assert.deepEqual([...files].sort(), ['.gitignore', 'a.js', 'build1/x/y.c']);
  });
});
