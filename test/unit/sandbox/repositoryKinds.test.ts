import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createSandbox } from '../../../src/sandbox/createSandbox';
import type { CopyProgress, SandboxRequest, SandboxTree } from '../../../src/sandbox/sandboxTree';
import type { TemporaryWorkspace } from './temporaryWorkspace';
import { git, hashTree, temporaryWorkspace } from './temporaryWorkspace';

const mebibyte = 1024 * 1024;

/** Repositories of every make, made by real git: the copy holds the bytes of the disk, and the original is left as it is. */
describe('sandbox: kinds of repositories', function () {
  this.timeout(60_000);
  let place: TemporaryWorkspace;
  beforeEach(async () => {
    place = await temporaryWorkspace();
  });
  afterEach(() => place.remove());

  function commitAll(message = 'all'): void {
    if (!existsSync(join(place.root, '.git'))) place.git('init', '-q');
    place.git('add', '-A');
    place.git('commit', '-qm', message);
  }

  /** Copies, compares every file byte for byte, and sees that the original with its `.git` is as before. */
  async function copiedWhole(more: Partial<SandboxRequest> = {}, except: readonly string[] = []): Promise<SandboxTree> {
    const root = more.workspaceRoot ?? place.root;
    const before = hashTree(root);
    const tree = await place.sandbox(more);
    assert.equal(hashTree(root), before, 'the original is untouched');
    const expected = contentsOf(root);
    for (const path of except) assert.ok(expected.delete(path), `${path} is in the original`);
    assert.deepEqual(contentsOf(tree.root), expected);
    return tree;
  }

  it('LFS: pointers and real files are copied as they are, and no filter runs', async () => {
    const filter = `touch '${place.marker}'; cat`;
    place.write('.gitattributes', '*.bin filter=lfs diff=lfs merge=lfs -text\n');
    const pointer =
      'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n';
    place.write('pointer.bin', pointer);
    place.write('real.bin', Buffer.alloc(200_000, 7));
    commitAll();
    for (const key of ['clean', 'smudge']) place.git('config', `filter.lfs.${key}`, filter);
    // As after a change of time only: a git that compares would have to run the filter.
    place.write('real.bin', Buffer.alloc(200_000, 7));
    const tree = await copiedWhole();
    assert.equal(readFileSync(join(tree.root, 'pointer.bin'), 'utf8'), pointer);
    assert.equal(existsSync(place.marker), false);
    place.git('status');
    assert.ok(existsSync(place.marker), 'the filter would have run');
  });

  it('case 104: submodules with changes, nested repositories in each other, each with rules of its own', async () => {
    const library = join(place.base, 'library');
    mkdirSync(library);
    writeFileSync(join(library, 'lib.ts'), 'lib');
    git(library, ['init', '-q']);
    git(library, ['add', '-A']);
    git(library, ['commit', '-qm', 'lib']);
    place.write('main.ts', 'main');
    commitAll();
    place.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library, 'vendored');
    commitAll('submodule');
    place.write('vendored/lib.ts', 'changed, not committed');
    place.write('vendored/new.ts', 'untracked');
    place.write('nested/.gitignore', 'ignored.log\n');
    place.write('nested/ignored.log', 'x'.repeat(9 * mebibyte));
    place.write('nested/deeper/file.ts', 'deep');
    git(join(place.root, 'nested'), ['init', '-q']);
    git(join(place.root, 'nested/deeper'), ['init', '-q']);
    const tree = await copiedWhole({}, ['nested/ignored.log']);
    for (const path of ['vendored/lib.ts', 'nested/deeper/file.ts']) assert.ok(tree.listFiles().includes(path), path);
    assert.equal(existsSync(join(tree.root, 'vendored/.git')), false);
  });

  it('symlinks: inside, to folders, in a circle, dangling, out of the workspace', async () => {
    place.write('src/a.ts', 'a');
    const links: Readonly<Record<string, string>> = {
      inside: 'src/a.ts',
      toFolder: 'src',
      'src/up': '..',
      dangling: 'nowhere',
      self: 'self',
      ping: 'pong',
      pong: 'ping',
      out: '../outside',
      absoluteOut: '/etc/passwd',
      intoGit: '.git/config',
    };
    for (const [path, target] of Object.entries(links)) symlinkSync(target, join(place.root, path));
    commitAll();
    const left = ['dangling', 'self', 'ping', 'pong', 'out', 'absoluteOut', 'intoGit'];
    const tree = await copiedWhole({}, left);
    assert.equal((await tree.readFile('toFolder/a.ts')).kind, 'ok');
    for (const path of left) assert.notEqual((await tree.readFile(path)).kind, 'ok', path);
  });

  it('case 104: a sparse checkout, a shallow clone and a clone whose bare origin lies beside it', async () => {
    for (const folder of ['one', 'two', 'three']) place.write(`${folder}/file.ts`, folder);
    commitAll('first');
    place.write('one/file.ts', 'second');
    commitAll('second');
    const origin = join(place.base, 'origin.git');
    git(place.base, ['clone', '-q', '--bare', place.root, origin]);
    const originBefore = hashTree(origin);
    const [shallow, sparse] = [join(place.base, 'shallow'), join(place.base, 'sparse')];
    git(place.base, ['clone', '-q', '--depth', '1', `file://${origin}`, shallow]);
    git(place.base, ['clone', '-q', '--no-checkout', origin, sparse]);
    git(sparse, ['sparse-checkout', 'set', 'one']);
    git(sparse, ['checkout', '-q', 'main']);
    assert.ok(existsSync(join(shallow, '.git/shallow')));
    await copiedWhole({ workspaceRoot: shallow });
    const tree = await copiedWhole({ workspaceRoot: sparse });
    assert.deepEqual(tree.listFiles(), ['one/file.ts']);
    assert.equal(hashTree(origin), originBefore);
  });

  it('case 104: a bare repository as the workspace, and one inside it, are files like others', async () => {
    place.write('a.ts', 'a');
    git(place.base, ['init', '-q', '--bare', join(place.root, 'mirror.git')]);
    await copiedWhole();
    const bare = join(place.root, 'mirror.git');
    const tree = await copiedWhole({ workspaceRoot: bare });
    assert.ok(existsSync(join(tree.root, 'HEAD')));
  });

  it('case 104: a linked worktree, whose .git is a file, with its branch checked out elsewhere too', async () => {
    place.write('.gitignore', 'node_modules\n*.log\n');
    place.write('a.ts', 'a');
    commitAll();
    const linked = join(place.base, 'linked');
    place.git('worktree', 'add', '-q', '-f', linked, 'main');
    assert.ok(lstatSync(join(linked, '.git')).isFile());
    writeFileSync(join(linked, 'a.ts'), 'dirty');
    writeFileSync(join(linked, 'new.ts'), 'new');
    mkdirSync(join(linked, 'node_modules'));
    writeFileSync(join(linked, 'node_modules/dep.js'), 'dep');
    const mainBefore = hashTree(place.root);
    await copiedWhole({ workspaceRoot: linked });
    assert.equal(hashTree(place.root), mainBefore);
  });

  it('case 104: an unborn and a detached HEAD, in the middle of merge, rebase, cherry-pick and bisect', async () => {
    place.write('a.txt', 'one\n');
    place.git('init', '-q');
    await copiedWhole();
    commitAll('one');
    place.git('checkout', '-q', '-b', 'side');
    place.write('a.txt', 'side\n');
    commitAll('side');
    place.git('checkout', '-q', 'main');
    place.write('a.txt', 'main\n');
    commitAll('main');
    place.git('checkout', '-q', '--detach');
    await copiedWhole();
    place.git('checkout', '-q', 'main');
    for (const [begin, abort] of [
      [
        ['merge', 'side'],
        ['merge', '--abort'],
      ],
      [
        ['rebase', 'side'],
        ['rebase', '--abort'],
      ],
      [
        ['cherry-pick', 'side'],
        ['cherry-pick', '--abort'],
      ],
    ] as const) {
      assert.throws(() => place.git(...begin));
      const tree = await copiedWhole();
      assert.match(readFileSync(join(tree.root, 'a.txt'), 'utf8'), /<{7}/u, begin[0]);
      place.git(...abort);
    }
    place.git('bisect', 'start', 'main', 'main~1');
    await copiedWhole();
  });

  it('case 100: a file of 50 MB and a line of 20 MB are copied whole; a model is told that one is too large', async () => {
    place.write('data/large.txt', Buffer.alloc(50 * mebibyte, 'line of text\n'));
    place.write('data/line.txt', Buffer.alloc(20 * mebibyte, 'x'));
    place.write('data/picture.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0xff]));
    place.git('init', '-q');
    const tree = await copiedWhole();
    const read = await tree.readFile('data/large.txt');
    assert.match(read.kind === 'failed' ? read.reason : '', /larger than 32 MiB/u);
    const written = await tree.writeFile('data/large.txt', Buffer.from('x'));
    assert.equal(written.kind, 'failed', 'what cannot be read back is not changed either');
  });

  it('case 101: a folder nobody may write in is copied as one that the work can use, with its files as they are', async () => {
    place.write('locked/file.txt', 'x');
    chmodSync(join(place.root, 'locked/file.txt'), 0o444);
    chmodSync(join(place.root, 'locked'), 0o555);
    const tree = await copiedWhole();
    assert.equal((await tree.writeFile('locked/new.txt', Buffer.from('new'))).kind, 'ok');
    assert.equal(lstatSync(join(tree.root, 'locked/file.txt')).mode & 0o777, 0o444);
    await tree.dispose();
    assert.deepEqual(readdirSync(place.sandboxes), []);
    chmodSync(join(place.root, 'locked'), 0o755);
  });

  it('case 101: a disk that fills up while copying, and one that is read-only, end in a sentence and leave nothing', async function () {
    mkdirSync(place.sandboxes);
    const mount = (options: string): boolean =>
      spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', place.sandboxes]).status === 0;
    const unmount = (): unknown => spawnSync('umount', [place.sandboxes]);
    for (let index = 0; index < 100; index += 1) place.write(`f/${index}.txt`, 'x');
    const before = hashTree(place.root);
    // Files can run out as well as bytes; the bytes that are free are asked about beforehand.
    if (!mount('size=2g,nr_inodes=40')) this.skip();
    try {
      const outcome = await copyTo(place.sandboxes);
      assert.match(outcome, /^The workspace could not be copied: the disk is full\. .*“Run the Auction Again”/u);
      assert.deepEqual(readdirSync(place.sandboxes), []);
    } finally {
      unmount();
    }
    for (const [options, expected] of [
      ['size=1m', /needs 0 MiB, and the disk has 1 MiB left/u],
      ['ro', /the disk is read-only/u],
    ] as const) {
      assert.ok(mount(options));
      try {
        assert.match(await copyTo(place.sandboxes), expected);
        assert.deepEqual(readdirSync(place.sandboxes), []);
      } finally {
        unmount();
      }
    }
    assert.equal(hashTree(place.root), before);
  });

  async function copyTo(sandboxesFolder: string): Promise<string> {
    const signal = new AbortController().signal;
    const outcome = await createSandbox({ workspaceRoot: place.root, sandboxesFolder, openBuffers: new Map(), signal });
    return outcome.kind === 'failed' ? outcome.message : outcome.kind;
  }

  it('case 131: of 100,000 files the copy says how far it is, and is gone at once when it is cancelled', async () => {
    const count = 100_000;
    for (let folder = 0; folder < count / 1_000; folder += 1) {
      const first = `d${folder}/0.txt`;
      place.write(first, 'x');
      // Many names of one file are made faster than many files, and are copied like them.
      for (let file = 1; file < 1_000; file += 1) {
        linkSync(join(place.root, first), join(place.root, `d${folder}`, `${file}.txt`));
      }
    }
    const stop = new AbortController();
    const seen: CopyProgress[] = [];
    const outcome = await createSandbox({
      ...{ workspaceRoot: place.root, sandboxesFolder: place.sandboxes, openBuffers: new Map<string, Buffer>() },
      signal: stop.signal,
      onProgress: (progress) => {
        seen.push(progress);
        if (progress.copiedFiles >= 500) stop.abort();
      },
    });
    assert.equal(outcome.kind, 'cancelled');
    assert.ok(seen.every(({ totalFiles }) => totalFiles === count) && (seen.at(-1)?.copiedFiles ?? count) < 5_000);
    assert.deepEqual(readdirSync(place.sandboxes), []);
  });
});

/** Everything below a folder but git's own data: bytes or the text of links, with modes and times. */
function contentsOf(root: string): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      if (entry.name === '.git') continue;
      const path = join(folder, entry.name);
      const status = lstatSync(join(root, path));
      if (entry.isDirectory()) visit(path);
      else if (entry.isSymbolicLink()) found.set(path, `-> ${readlinkSync(join(root, path))}`);
      else
        found.set(
          path,
          `${(status.mode & 0o777).toString(8)} ${Math.round(status.mtimeMs)} ${readFileSync(join(root, path)).toString('latin1')}`,
        );
    }
  };
  visit('');
  return found;
}
