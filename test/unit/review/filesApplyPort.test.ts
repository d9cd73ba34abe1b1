import assert from 'node:assert/strict';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { filesApplyPort } from '../../../src/review/filesApplyPort';
import type { TemporaryWorkspace } from '../sandbox/temporaryWorkspace';
import { temporaryWorkspace } from '../sandbox/temporaryWorkspace';

describe('review/filesApplyPort', () => {
  let place: TemporaryWorkspace;
  const port = filesApplyPort();
  beforeEach(async () => {
    place = await temporaryWorkspace();
    place.write('a.txt', 'now');
  });
  afterEach(() => place.remove());

  function write(path: string, bytes: string | undefined, expected: string | undefined) {
    const asBytes = (text: string | undefined): Buffer | undefined =>
      text === undefined ? undefined : Buffer.from(text);
    return port.write(join(place.root, path), asBytes(bytes), asBytes(expected));
  }

  it('case 92: writes, creates and deletes only what is as expected', async () => {
    for (const [path, bytes, expected] of [
      ['a.txt', 'new', 'before'],
      ['a.txt', 'new', undefined],
      ['a.txt', undefined, 'before'],
      ['missing.txt', 'new', 'before'],
    ] as const) {
      const outcome = await write(path, bytes, expected);
      assert.match(outcome.kind === 'refused' ? outcome.reason : '', /changed on the disk meanwhile/u);
    }
    assert.equal(readFileSync(join(place.root, 'a.txt'), 'utf8'), 'now');
    assert.deepEqual(await write('a.txt', 'new', 'now'), { kind: 'written', bytes: Buffer.from('new') });
    assert.deepEqual(await write('deep/er/b.txt', 'b', undefined), { kind: 'written', bytes: Buffer.from('b') });
    assert.deepEqual(await write('a.txt', undefined, 'new'), { kind: 'written', bytes: undefined });
    assert.deepEqual(await port.read(join(place.root, 'a.txt')), {
      bytes: undefined,
      openInEditor: false,
      dirty: false,
    });
  });

  it('case 34: follows no link, wherever it stands in the path', async () => {
    symlinkSync(place.outside, join(place.root, 'out'));
    symlinkSync(join(place.root, 'a.txt'), join(place.root, 'link.txt'));
    assert.equal((await write('out/x.txt', 'x', undefined)).kind, 'refused');
    assert.equal((await write('link.txt', 'x', 'now')).kind, 'refused');
    await assert.rejects(port.read(join(place.root, 'link.txt')));
    assert.equal(readFileSync(join(place.root, 'a.txt'), 'utf8'), 'now');
  });
});
