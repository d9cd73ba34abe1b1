import assert from 'node:assert/strict';
import type { ChangeFlag } from '../../../src/review/change';
import { proposeChanges } from '../../../src/review/proposeChanges';

function propose(
  path: string,
  base: string | Buffer | undefined,
  current: string | Buffer | undefined,
  sensitive = false,
) {
  const bytes = (text: string | Buffer | undefined): Buffer | undefined =>
    text === undefined ? undefined : Buffer.from(text);
  return proposeChanges([{ path, base: bytes(base), current: bytes(current), sensitive }])[0];
}

function flags(
  path: string,
  base: string | Buffer | undefined,
  current: string | Buffer | undefined,
): readonly ChangeFlag[] {
  return propose(path, base, current)?.flags ?? [];
}

describe('review/proposeChanges', () => {
  it('says what happened to each file and counts its lines', () => {
    const modified = propose('a.ts', 'one\ntwo\nthree\n', 'one\n2\nthree\nfour\n');
    assert.deepEqual(
      [modified?.kind, modified?.additions, modified?.deletions, modified?.flags],
      ['modified', 2, 1, []],
    );
    const created = propose('a.ts', undefined, 'one\ntwo');
    assert.deepEqual([created?.kind, created?.additions, created?.deletions], ['created', 2, 0]);
    const deleted = propose('a.ts', 'one\n', undefined);
    assert.deepEqual([deleted?.kind, deleted?.additions, deleted?.deletions], ['deleted', 0, 1]);
    assert.equal(propose('a.ts', 'same', 'same'), undefined);
    assert.deepEqual(proposeChanges([]), []);
  });

  it('case 98: a changed line end is a changed line', () => {
    const change = propose('a.ts', 'one\r\ntwo\r\n', 'one\r\ntwo\n');
    assert.deepEqual([change?.additions, change?.deletions, change?.flags], [1, 1, []]);
  });

  it('case 100: bytes that are not UTF-8 text have no line diff', () => {
    for (const bytes of [
      Buffer.from([0xff, 0xfe, 0x41, 0]),
      Buffer.from([0xe9]),
      Buffer.from('a\0b'),
      Buffer.from([0xed, 0xa0, 0x80]),
    ]) {
      const change = propose('a.dat', 'text', bytes);
      assert.deepEqual([change?.flags, change?.additions], [['binary'], 0]);
    }
  });

  it('a rewritten file of many lines is proposed in bounded time', () => {
    const lines = (word: string): string =>
      Array.from({ length: 8000 }, (_, index) => `${word} ${index * 7919}\n`).join('');
    const started = performance.now();
    const change = propose('big.ts', lines('old'), lines('new'));
    assert.ok(performance.now() - started < 3000);
    assert.deepEqual([change?.additions, change?.deletions], [8000, 8000]);
  });

  it('case 40: flags what changes what tools execute', () => {
    const run = [
      'Makefile',
      'pyproject.toml',
      'tests/conftest.py',
      'jest.config.js',
      'vitest.config.mts',
      'package-lock.json',
    ];
    const more = [
      'yarn.lock',
      'setup.py',
      'build.gradle',
      'scripts/deploy.sh',
      'Dockerfile',
      '.eslintrc.cjs',
      'Cargo.toml',
      'x.pth',
      'binding.gyp',
      'gradle/wrapper/gradle-wrapper.properties',
      'node_modules/dep/index.js',
    ];
    for (const path of [...run, ...more]) assert.ok(flags(path, 'a\n', 'b\n').includes('runsCode'), path);
    for (const path of ['src/a.ts', 'README.md', 'makefile.md', 'src/gradle.ts'])
      assert.deepEqual(flags(path, 'a\n', 'b\n'), [], path);
  });

  it('case 40: judges package.json by its fields', () => {
    const base = { name: 'x', version: '1.0.0', scripts: { test: 'mocha', build: 'tsc' }, bin: './a.js' };
    const change = (more: object): readonly ChangeFlag[] =>
      flags('pkg/package.json', JSON.stringify(base), JSON.stringify({ ...base, ...more }));
    assert.deepEqual(change({ version: '1.0.1', description: 'd' }), []);
    assert.deepEqual(change({ scripts: { ...base.scripts, postinstall: 'x' } }), ['runsCode']);
    assert.deepEqual(change({ scripts: { ...base.scripts, test: 'exit 0' } }), ['runsCode', 'testChanged']);
    assert.deepEqual(change({ bin: './b.js' }), ['runsCode']);
    assert.deepEqual(change({ dependencies: { x: '1' } }), ['runsCode']);
    assert.deepEqual(change({ jest: { testPathIgnorePatterns: ['.'] } }), ['runsCode', 'testChanged']);
    assert.ok(flags('package.json', '{}', '{ broken').includes('runsCode'));
    assert.ok(flags('package.json', '{}', Buffer.from([0xff])).includes('runsCode'));
    assert.deepEqual(flags('package.json', undefined, '{"name":"x"}'), []);
  });

  it('case 141: flags tests, their data and their runner, also when deleted', () => {
    const tests = [
      'test/a.js',
      'src/__tests__/a.ts',
      'src/a.test.ts',
      'a.spec.js',
      'tests/test_a.py',
      'test_a.py',
      'pkg/a_test.go',
    ];
    const more = [
      'src/FooTest.java',
      'spec/a_spec.rb',
      '.mocharc.json',
      'pytest.ini',
      'src/__snapshots__/a.snap',
      'conftest.py',
    ];
    for (const path of [...tests, ...more]) {
      assert.ok(flags(path, 'a\n', 'b\n').includes('testChanged'), path);
      assert.ok(flags(path, 'a\n', undefined).includes('testChanged'), path);
    }
    for (const path of ['src/contest.ts', 'src/latest.ts', 'src/attestation.py', 'src/protest.js']) {
      assert.ok(!flags(path, 'a\n', 'b\n').includes('testChanged'), path);
    }
  });

  it('case 52: flags hidden text in added lines only, and no language', () => {
    for (const text of ['a\u202eb', 'x\u200by', '\u{e0041}', 'a\u2028b', '\u2066x', 'esc\u001b[31m']) {
      assert.deepEqual(flags('a.ts', '', `const a = 1; // ${text}\n`), ['hiddenText'], JSON.stringify(text));
    }
    assert.deepEqual(flags('a.ts', 'old \u202e line\nx\n', 'old \u202e line\ny\n'), [], 'it was there before');
    assert.deepEqual(flags('a.ts', '', '日本語 é עברית 👩‍💻\r\n\tx\r\n'), []);
    assert.deepEqual(flags('a.ts', '\ufefffirst\nx\n', '\ufeffchanged\nx\n'), [], 'a byte order mark that was there');
    assert.deepEqual(flags('a.ts', 'first\nx\n', '\ufeffchanged\nx\n'), ['hiddenText'], 'one that was added');
  });

  it('case 37: passes on what the gate called sensitive', () => {
    assert.deepEqual(propose('.vscode/settings.json', '{}', '{"a":1}', true)?.flags, ['sensitive']);
  });
});
