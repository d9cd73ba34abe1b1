import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createSandbox } from '../../../src/sandbox/createSandbox';
import type { TemporaryWorkspace } from './temporaryWorkspace';
import { hashTree, temporaryWorkspace } from './temporaryWorkspace';

describe('sandbox/createSandbox', () => {
  let place: TemporaryWorkspace;
  beforeEach(async () => {
    place = await temporaryWorkspace();
  });
  afterEach(() => place.remove());

  function commitAll(): void {
    place.git('init', '-q');
    place.git('add', '-A');
    place.git('commit', '-q', '-m', 'first');
  }

  it('case 107: copies the working tree as it is: dirty, untracked and deleted files', async () => {
    place.write('src/a.ts', 'committed\n');
    place.write('src/gone.ts', 'x');
    commitAll();
    place.write('src/a.ts', 'dirty\r\n');
    place.write('notes/new.md', Buffer.from([0xff, 0xfe, 0x00]));
    place.git('rm', '-q', 'src/gone.ts');
    const tree = await place.sandbox();
    assert.deepEqual(tree.listFiles(), ['notes/new.md', 'src/a.ts']);
    assert.equal(readFileSync(join(tree.root, 'src/a.ts'), 'utf8'), 'dirty\r\n');
    assert.deepEqual(readFileSync(join(tree.root, 'notes/new.md')), Buffer.from([0xff, 0xfe, 0x00]));
    assert.equal(existsSync(join(tree.root, '.git')), false);
    assert.equal(tree.fileCount, 2);
    assert.equal(statSync(join(tree.root, '..')).mode & 0o777, 0o700);
    await tree.dispose();
    assert.deepEqual(readdirSync(place.sandboxes), []);
  });

  it('case 90: unsaved editors win over the disk, and editors on git data stay out', async () => {
    place.write('a.ts', 'disk');
    commitAll();
    const openBuffers = new Map([
      ['a.ts', Buffer.from('unsaved')],
      ['untitled/b.ts', Buffer.from('new')],
      ['.git/COMMIT_EDITMSG', Buffer.from('x')],
      ['../outside/c', Buffer.from('x')],
    ]);
    const tree = await place.sandbox({ openBuffers });
    assert.equal(readFileSync(join(tree.root, 'a.ts'), 'utf8'), 'unsaved');
    assert.deepEqual(tree.listFiles(), ['a.ts', 'untitled/b.ts']);
    assert.deepEqual(readdirSync(place.outside), []);
    await tree.writeFile('a.ts', Buffer.from('agent'));
    const touched = await tree.touched();
    assert.equal(touched[0]?.base?.toString(), 'unsaved');
  });

  it('case 101: keeps modes and times, and case 106: copies dependencies for the check without showing them', async () => {
    place.write('run.sh', '#!/bin/sh\n');
    chmodSync(join(place.root, 'run.sh'), 0o755);
    place.write('package.json', '{}');
    place.write('.gitignore', 'node_modules\n.env.test\ndist\n');
    place.write('node_modules/dep/index.js', 'module.exports = 1');
    place.write('packages/p/node_modules/inner/index.js', '1');
    place.write('.env.test', 'A=1');
    place.write('dist/out.js', 'built');
    mkdirSync(join(place.root, 'node_modules', '.bin'));
    symlinkSync('../dep/index.js', join(place.root, 'node_modules', '.bin', 'dep'));
    commitAll();
    const tree = await place.sandbox();
    const original = statSync(join(place.root, 'run.sh'));
    const copy = statSync(join(tree.root, 'run.sh'));
    assert.equal(copy.mode & 0o777, 0o755);
    assert.equal(Math.round(copy.mtimeMs), Math.round(original.mtimeMs));
    assert.deepEqual(tree.listFiles(), ['.gitignore', 'package.json', 'run.sh']);
    assert.equal(readFileSync(join(tree.root, 'node_modules/.bin/dep'), 'utf8'), 'module.exports = 1');
    assert.ok(existsSync(join(tree.root, 'packages/p/node_modules/inner/index.js')));
    assert.ok(existsSync(join(tree.root, '.env.test')));
    assert.equal(existsSync(join(tree.root, 'dist')), false);
    assert.equal((await tree.readFile('node_modules/dep/index.js')).kind, 'ok');
    assert.equal((await tree.readFile('.env.test')).kind, 'denied');
    writeFileSync(join(tree.root, 'node_modules/dep/index.js'), 'changed in the copy');
    assert.equal(readFileSync(join(place.root, 'node_modules/dep/index.js'), 'utf8'), 'module.exports = 1');
  });

  it('case 106: an ignored settings file is there for the check and not for a model', async () => {
    place.write('.gitignore', 'local.json\n');
    place.write('local.json', '{"password":"x"}');
    for (const withGit of [false, true]) {
      if (withGit) commitAll();
      const tree = await place.sandbox();
      assert.ok(existsSync(join(tree.root, 'local.json')));
      assert.equal((await tree.readFile('local.json')).kind, 'denied');
      assert.deepEqual(tree.listFiles(), ['.gitignore']);
    }
  });

  it('case 75: copies links that stay inside, never one that leads out or to the original', async () => {
    place.write('docs/real.md', 'real');
    writeFileSync(join(place.outside, 'id'), 'SECRET');
    symlinkSync('real.md', join(place.root, 'docs', 'relative.md'));
    symlinkSync(join(place.root, 'docs', 'real.md'), join(place.root, 'absolute.md'));
    symlinkSync(join(place.outside, 'id'), join(place.root, 'docs', 'readme.md'));
    symlinkSync('../outside', join(place.root, 'folder'));
    symlinkSync('/proc/self/environ', join(place.root, 'environ'));
    symlinkSync('../workspace/docs/real.md', join(place.root, 'aroundTheCorner.md'));
    symlinkSync('nowhere', join(place.root, 'dangling'));
    for (const withGit of [false, true]) {
      if (withGit) commitAll();
      const tree = await place.sandbox();
      assert.equal(readlinkSync(join(tree.root, 'docs/relative.md')), 'real.md');
      assert.equal(readlinkSync(join(tree.root, 'absolute.md')), 'docs/real.md');
      for (const path of ['docs/readme.md', 'folder', 'environ', 'aroundTheCorner.md', 'dangling']) {
        assert.equal(lstatSync(join(tree.root, path), { throwIfNoEntry: false }), undefined, path);
      }
      writeFileSync(join(tree.root, 'absolute.md'), 'through the link');
      assert.equal(readFileSync(join(place.root, 'docs/real.md'), 'utf8'), 'real');
    }
  });

  it('case 75: does not read tracked files through a folder that became a link', async () => {
    place.write('data/secret.txt', 'own');
    commitAll();
    const moved = join(place.base, 'moved');
    mkdirSync(moved);
    writeFileSync(join(moved, 'secret.txt'), 'OUTSIDE');
    rmSync(join(place.root, 'data'), { recursive: true });
    symlinkSync(moved, join(place.root, 'data'));
    const tree = await place.sandbox();
    assert.equal(lstatSync(join(tree.root, 'data'), { throwIfNoEntry: false }), undefined);
    assert.deepEqual(tree.listFiles(), []);
  });

  it('case 104: copies without git, with an unborn HEAD, detached, mid-merge, and with a locked index', async () => {
    place.write('a.txt', 'one');
    place.write('.gitignore', '*.log\n!keep.log\n');
    place.write('sub/.gitignore', 'b.txt\n');
    place.write('sub/b.txt', 'ignored');
    place.write('sub/keep.log', 'kept');
    place.write('x.log', 'ignored');
    const expected = ['.gitignore', 'a.txt', 'sub/.gitignore', 'sub/keep.log'];
    assert.deepEqual((await place.sandbox()).listFiles(), expected, 'without git');
    place.git('init', '-q');
    assert.deepEqual((await place.sandbox()).listFiles(), expected, 'unborn HEAD');
    place.git('add', '-A');
    place.git('commit', '-q', '-m', 'one');
    place.git('checkout', '-q', '-b', 'side');
    place.write('a.txt', 'side');
    place.git('commit', '-qam', 'side');
    place.git('checkout', '-q', 'main');
    place.write('a.txt', 'main');
    place.git('commit', '-qam', 'main');
    assert.throws(() => place.git('merge', 'side'));
    writeFileSync(join(place.root, '.git', 'index.lock'), '');
    const before = hashTree(place.root);
    const tree = await place.sandbox();
    assert.deepEqual(tree.listFiles(), expected, 'mid-merge with a lock');
    assert.match(readFileSync(join(tree.root, 'a.txt'), 'utf8'), /<<<<<<</u);
    assert.equal(hashTree(place.root), before);
  });

  it('case 104: the repository and every file are byte-identical afterwards, times included', async () => {
    place.write('a.txt', 'one');
    place.write('b.txt', 'two');
    commitAll();
    place.write('a.txt', 'staged');
    place.git('add', 'a.txt');
    place.write('a.txt', 'dirty');
    place.write('b.txt', 'stashed');
    place.git('stash', '-q');
    place.write('c.txt', 'untracked');
    const before = hashTree(place.root);
    const tree = await place.sandbox();
    await tree.writeFile('a.txt', Buffer.from('agent'));
    await tree.deleteFile('b.txt');
    await tree.dispose();
    assert.equal(hashTree(place.root), before);
  });

  it('case 74: copies files whatever they are called', async () => {
    const names = ['$(touch marker)', '`x`', '-rf', 'a\nb', '"><img onerror>', '%00', 'é'.repeat(127), 'ש-עברית.md'];
    for (const name of names) place.write(name, name);
    commitAll();
    const tree = await place.sandbox();
    assert.deepEqual(readdirSync(tree.root).sort(), [...names].sort());
    for (const name of names) assert.equal(readFileSync(join(tree.root, name), 'utf8'), name);
    assert.ok(!tree.listFiles().includes('a\nb'), 'a name that no model may write is not listed');
    assert.equal(tree.listFiles().length, names.length - 1);
  });

  it('case 131: refuses what is too large, reports progress, and leaves nothing behind when cancelled', async () => {
    for (let index = 0; index < 600; index += 1) place.write(`f/${index}.txt`, 'x'.repeat(100));
    const request = {
      workspaceRoot: place.root,
      sandboxesFolder: place.sandboxes,
      openBuffers: new Map<string, Buffer>(),
    };
    const signal = new AbortController().signal;
    const tooLarge = await createSandbox({ ...request, signal, maxBytes: 1000 });
    assert.equal(tooLarge.kind, 'failed');
    assert.match(tooLarge.message, /too large to copy/u);
    assert.deepEqual(readdirSync(place.sandboxes), []);
    const controller = new AbortController();
    const cancelled = await createSandbox({
      ...request,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    assert.equal(cancelled.kind, 'cancelled');
    assert.deepEqual(readdirSync(place.sandboxes), []);
    const counts: number[] = [];
    await place.sandbox({ onProgress: ({ copiedFiles }) => counts.push(copiedFiles) });
    assert.deepEqual([counts.at(-1), counts.length > 1], [600, true]);
  });

  it('refuses a folder for sandboxes inside the workspace, also through a link', async () => {
    symlinkSync(place.root, join(place.base, 'alias'));
    for (const sandboxesFolder of [join(place.root, 'x', 'y'), join(place.base, 'alias', 'x')]) {
      const signal = new AbortController().signal;
      const outcome = await createSandbox({
        workspaceRoot: place.root,
        sandboxesFolder,
        openBuffers: new Map(),
        signal,
      });
      assert.equal(outcome.kind, 'failed');
      assert.match(outcome.message, /inside the workspace/u);
    }
    assert.deepEqual(readdirSync(place.root), []);
  });

  it('says what is wrong when the workspace is gone', async () => {
    const signal = new AbortController().signal;
    const request = {
      workspaceRoot: join(place.base, 'none'),
      sandboxesFolder: place.sandboxes,
      openBuffers: new Map<string, Buffer>(),
    };
    const outcome = await createSandbox({ ...request, signal });
    assert.match(outcome.kind === 'failed' ? outcome.message : '', /could not be copied/u);
  });
});
