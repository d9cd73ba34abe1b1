import assert from 'node:assert/strict';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readVisible } from '../../../src/sandbox/readVisible';
import type { TemporaryWorkspace } from './temporaryWorkspace';
import { temporaryWorkspace } from './temporaryWorkspace';

describe('sandbox/readVisible', () => {
  let place: TemporaryWorkspace;
  beforeEach(async () => {
    place = await temporaryWorkspace();
  });
  afterEach(() => place.remove());

  it('case 75: a visible link shows a visible file, and none that is ignored, secret or outside', async () => {
    place.write('a.ts', 'a');
    place.write('local.json', 'canary of an ignored file');
    place.write('.env', 'canary');
    writeFileSync(join(place.outside, 'x.txt'), 'canary');
    const links = { 'ok.md': 'a.ts', 'ignored.md': 'local.json', 'env.md': '.env', 'out.md': '../outside/x.txt' };
    for (const [name, target] of Object.entries(links)) symlinkSync(target, join(place.root, name));
    const visible = new Set(['a.ts', ...Object.keys(links)]);
    const read = async (path: string): Promise<string | undefined> =>
      (await readVisible(place.root, path, visible))?.bytes?.toString();
    assert.equal(await read('a.ts'), 'a');
    assert.equal(await read('ok.md'), 'a');
    for (const path of ['ignored.md', 'env.md', 'out.md', 'local.json'])
      assert.equal(await read(path), undefined, path);
  });
});
