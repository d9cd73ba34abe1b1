import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import fc from 'fast-check';
import { authorize } from '../../../src/sandbox/gate';
import { isInside } from '../../../src/sandbox/resolveInside';
import type { GateOperation } from '../../../src/sandbox/sandboxTree';
import type { TemporaryWorkspace } from './temporaryWorkspace';
import { temporaryWorkspace } from './temporaryWorkspace';

const operations: readonly GateOperation[] = ['read', 'write', 'delete'];

describe('sandbox/gate', () => {
  let place: TemporaryWorkspace;

  beforeEach(async () => {
    place = await temporaryWorkspace();
    place.write('src/a.ts', 'a');
  });
  afterEach(() => place.remove());

  async function expectDenied(path: string, operation: GateOperation = 'write'): Promise<string> {
    const verdict = await authorize(place.root, path, operation);
    assert.equal(verdict.kind, 'denied', `${JSON.stringify(path)} must be denied for ${operation}`);
    return verdict.reason;
  }

  it('case 33: refuses every path that is not a plain relative one', async () => {
    const refused = [
      ...['../x', 'src/../../x', '/etc/passwd', '//host/share', '~/.ssh/x', '~root/x', 'file:///etc/passwd'],
      ...[
        '\\\\host\\share',
        'C:x',
        'C:/x',
        'c:\\x',
        'http://x/y',
        'src%2f..%2fx',
        '%2e%2e/x',
        '..%5cx',
        '',
        '.',
        './',
        '..',
      ],
      ...['../workspace-evil/x', '../workspace/src/a.ts', 'src/..', 'src\\a.ts'],
    ];
    for (const path of refused) for (const operation of operations) await expectDenied(path, operation);
  });

  it('case 33: passes a name that only begins with dots', async () => {
    const verdict = await authorize(place.root, '..foo/ok', 'write');
    assert.deepEqual(verdict, {
      kind: 'allowed',
      path: '..foo/ok',
      absolutePath: join(place.root, '..foo', 'ok'),
      sensitive: false,
    });
    assert.equal((await authorize(place.root, './src//x/../a.ts', 'read')).kind, 'allowed');
  });

  it('case 33: does not take a sibling with the same beginning for the root', async () => {
    mkdirSync(`${place.root}-evil`);
    writeFileSync(join(`${place.root}-evil`, 'x'), 'evil');
    symlinkSync(`${place.root}-evil`, join(place.root, 'link'));
    await expectDenied('link/x', 'read');
  });

  it('case 34: refuses links that lead outside, whatever stands at their end', async () => {
    writeFileSync(join(place.outside, 'canary'), 'outside');
    symlinkSync(join(place.outside, 'canary'), join(place.root, 'file'));
    symlinkSync(place.outside, join(place.root, 'folder'));
    symlinkSync(join(place.outside, 'missing'), join(place.root, 'dangling'));
    symlinkSync('folder', join(place.root, 'chain'));
    symlinkSync('loop', join(place.root, 'loop'));
    symlinkSync('..', join(place.root, 'parent'));
    symlinkSync('.', join(place.root, 'self'));
    symlinkSync('missing-here', join(place.root, 'danglingInside'));
    const paths = [
      'file',
      'folder/canary',
      'folder/new',
      'folder/new/deeper',
      'dangling',
      'dangling/x',
      'chain/new',
      'parent',
      'parent/x',
      'self',
    ];
    for (const path of [...paths, 'loop', 'loop/x', 'danglingInside']) {
      for (const operation of operations) await expectDenied(path, operation);
    }
    assert.match(await expectDenied('file'), /outside\/canary/u, 'the reason shows the real target');
  });

  it('case 34: follows a link that stays inside, and judges where it leads', async () => {
    place.write('.env', 'KEY=1');
    mkdirSync(join(place.root, '.git'));
    symlinkSync('../src/a.ts', join(place.root, 'src', 'alias'));
    symlinkSync('.env', join(place.root, 'notes.md'));
    symlinkSync('.git', join(place.root, 'data'));
    const verdict = await authorize(place.root, 'src/alias', 'write');
    assert.equal(verdict.kind === 'allowed' && verdict.absolutePath, join(place.root, 'src', 'a.ts'));
    await expectDenied('notes.md', 'read');
    await expectDenied('data/config', 'write');
    assert.match(await expectDenied('src/alias', 'delete'), /links are not deleted/u);
  });

  it('case 36: refuses names that mean something else on some system', async () => {
    const names = [
      'a\0b',
      'a.ts:x',
      'CON',
      'con.txt',
      'NUL.txt',
      'aux',
      'COM1',
      'lpt9.log',
      'COM¹',
      'a.',
      'a ',
      'dir./x',
    ];
    const more = ['PROGRA~1', 'GIT~1/config', '\\\\?\\C:\\x', 'a'.repeat(4096), 'a\nb', 'a\rb', 'a\u0085b', '\ud800'];
    for (const path of [...names, ...more]) await expectDenied(path);
    for (const path of ['console.ts', 'nullable.ts', 'communication/com.ts', 'file~', 'a b.ts', 'ü/日本.ts']) {
      assert.equal((await authorize(place.root, path, 'write')).kind, 'allowed', path);
    }
  });

  it('case 39: denies when the check itself throws', async () => {
    const failing = (): never => {
      throw new Error('injected');
    };
    const verdict = await authorize(place.root, 'src/a.ts', 'read', failing);
    assert.equal(verdict.kind, 'denied');
    assert.equal((await authorize(join(place.base, 'no-root'), 'a', 'read')).kind, 'denied');
    assert.equal((await authorize(place.root, undefined as unknown as string, 'read')).kind, 'denied');
    await expectDenied('src/a.ts/below');
  });

  it('case 74: passes names that only a shell would stumble over', async () => {
    for (const path of ['$(touch marker)', '`x`', '-rf', '"><img onerror>', '%00', 'ש-עברית.md', 'é'.repeat(120)]) {
      assert.equal((await authorize(place.root, path, 'write')).kind, 'allowed', path);
    }
    assert.equal(existsSync(place.marker), false);
  });

  it('property: nothing that passes lies outside the root, with links of every kind around', async () => {
    mkdirSync(join(place.root, 'deep', 'er'), { recursive: true });
    symlinkSync('../..', join(place.root, 'deep', 'up'));
    symlinkSync(place.outside, join(place.root, 'out'));
    symlinkSync('deep/er', join(place.root, 'in'));
    symlinkSync('/', join(place.root, 'deep', 'slash'));
    const name = fc.constantFrom(
      ...[
        '..',
        '.',
        '',
        'src',
        'deep',
        'er',
        'up',
        'out',
        'in',
        'slash',
        'a.ts',
        'new',
        '..x',
        '~',
        '\\',
        'C:',
        '%2e%2e',
        'etc',
      ],
    );
    const path = fc
      .array(fc.oneof(name, fc.string({ maxLength: 4 })), { maxLength: 7 })
      .map((names) => names.join('/'));
    await fc.assert(
      fc.asyncProperty(path, fc.constantFrom(...operations), async (candidate, operation) => {
        const verdict = await authorize(place.root, candidate, operation);
        if (verdict.kind === 'denied') return;
        assert.ok(verdict.absolutePath.startsWith(place.root + sep), candidate);
        let existing = verdict.absolutePath;
        while (!existsSync(existing)) existing = dirname(existing);
        assert.ok(isInside(place.root, realpathSync(existing)), candidate);
      }),
      { numRuns: 500 },
    );
    assert.deepEqual(readdirSync(place.outside), []);
  });
});
