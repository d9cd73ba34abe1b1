import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { findExecutable, safePathEntries } from '../../../src/sandbox/findExecutable';
import { listGitFiles, listRemoteUrls } from '../../../src/sandbox/git';
import type { TemporaryWorkspace } from './temporaryWorkspace';
import { git, temporaryWorkspace } from './temporaryWorkspace';

describe('sandbox/git', () => {
  let place: TemporaryWorkspace;
  let payload: string;
  const signal = new AbortController().signal;

  beforeEach(async () => {
    place = await temporaryWorkspace();
    payload = join(place.base, 'payload.sh');
    writeFileSync(payload, `#!/bin/sh\ntouch '${place.marker}'\n`);
    chmodSync(payload, 0o755);
    place.write('a.txt', 'a');
    place.git('init', '-q');
    place.git('add', '-A');
    place.git('commit', '-qm', 'a');
  });
  afterEach(() => place.remove());

  /** Makes git want to refresh its index, which is when fsmonitor and hooks would run. */
  function makeStale(): void {
    utimesSync(join(place.root, 'a.txt'), new Date(0), new Date(0));
  }

  it('case 68: runs nothing that the repository configures', async () => {
    const programs = ['core.fsmonitor', 'core.sshCommand', 'core.pager', 'core.editor', 'core.askPass', 'gpg.program'];
    const more = ['diff.external', 'diff.x.textconv', 'filter.x.clean', 'filter.x.smudge', 'filter.x.process'];
    for (const key of [...programs, ...more]) place.git('config', key, payload);
    place.git('config', 'credential.helper', `!${payload}`);
    place.git('config', 'alias.ls-files', `!${payload}`);
    place.git('config', 'alias.rev-parse', `!${payload}`);
    const included = join(place.base, 'included');
    writeFileSync(included, `[core]\n\tfsmonitor = ${payload}\n\thooksPath = ${place.base}\n`);
    place.git('config', 'include.path', included);
    writeFileSync(join(place.root, '.gitattributes'), '* filter=x diff=x\n');
    makeStale();
    const listing = await listGitFiles(place.root, signal);
    assert.equal(listing.kind, 'listed');
    place.git('config', 'alias.config', `!${payload}`);
    place.git('config', 'remote.origin.url', `ext::${payload}`);
    assert.deepEqual(await listRemoteUrls(place.root, signal), [`ext::${payload}`]);
    await (await place.sandbox()).dispose();
    assert.equal(existsSync(place.marker), false);
    // The trap is armed: plain git walks into it.
    place.git('ls-files', '-o');
    assert.equal(existsSync(place.marker), true);
  });

  it('lists the addresses of remotes, origin first, each once, and none that only an included file names', async () => {
    assert.deepEqual(await listRemoteUrls(place.root, signal), []);
    const included = join(place.base, 'included');
    writeFileSync(included, '[remote "planted"]\n\turl = https://example.com/planted\n');
    place.git('config', 'include.path', included);
    place.git('remote', 'add', 'fork', 'git@github.com:me/desk.git');
    place.git('remote', 'add', 'origin', 'https://github.com/octo/desk.git');
    place.git('remote', 'add', 'twin.x', 'https://github.com/octo/desk.git');
    assert.deepEqual(await listRemoteUrls(place.root, signal), [
      'https://github.com/octo/desk.git',
      'git@github.com:me/desk.git',
    ]);
    assert.deepEqual(await listRemoteUrls(place.outside, signal), []);
  });

  it('case 70: a forged index leads neither out of the workspace nor into git data', async () => {
    writeFileSync(join(place.outside, 'secret.txt'), 'canary');
    const honest = readFileSync(join(place.root, 'a.txt'));
    for (const path of ['../outside/secret.txt', 'src/../../outside/secret.txt', '.git/config', 'x/.GIT/config']) {
      writeFileSync(join(place.root, '.git', 'index'), forgedIndex(['a.txt', path]));
      const listing = await listGitFiles(place.root, signal);
      assert.deepEqual(listing.kind === 'listed' && listing.files, ['a.txt'], path);
      const tree = await place.sandbox();
      assert.deepEqual(tree.listFiles(), ['a.txt']);
      assert.deepEqual(readFileSync(join(tree.root, 'a.txt')), honest);
      assert.equal(existsSync(join(tree.root, '.git')), false, path);
      await tree.dispose();
    }
    // The forgery is one that git believes.
    assert.match(place.git('ls-files'), /\.GIT\/config/u);
  });

  it('case 69: runs no hooks', async () => {
    for (const hook of [
      'post-checkout',
      'post-index-change',
      'reference-transaction',
      'pre-commit',
      'fsmonitor-watchman',
    ]) {
      writeFileSync(join(place.root, '.git', 'hooks', hook), `#!/bin/sh\ntouch '${place.marker}'\n`);
      chmodSync(join(place.root, '.git', 'hooks', hook), 0o755);
    }
    makeStale();
    const tree = await place.sandbox();
    await tree.writeFile('a.txt', Buffer.from('b'));
    await tree.dispose();
    assert.equal(existsSync(place.marker), false);
    place.git('status');
    assert.equal(existsSync(place.marker), true, 'the trap was armed');
  });

  it('case 68: fetches nothing from a promisor remote whose address is a program', async () => {
    place.write('.gitignore', 'x\n');
    place.git('add', '-A');
    place.git('commit', '-qm', 'rules');
    const blob = place.git('rev-parse', 'HEAD:.gitignore').trim();
    place.git('update-index', '--skip-worktree', '.gitignore');
    await rm(join(place.root, '.gitignore'));
    await rm(join(place.root, '.git', 'objects', blob.slice(0, 2), blob.slice(2)));
    place.git('config', 'core.repositoryFormatVersion', '1');
    place.git('config', 'extensions.partialClone', 'origin');
    place.git('config', 'remote.origin.promisor', 'true');
    place.git('config', 'remote.origin.url', `ext::${payload}`);
    place.git('config', 'protocol.ext.allow', 'always');
    // Only an untracked file makes git read the rules.
    place.write('untracked.txt', 'u');
    await listGitFiles(place.root, signal);
    assert.equal(existsSync(place.marker), false);
    assert.ok((await place.sandbox()).listFiles().includes('a.txt'));
    try {
      place.git('ls-files', '-o', '--exclude-standard');
    } catch {
      // It fails after the payload has run.
    }
    assert.equal(existsSync(place.marker), true, 'the trap was armed');
  });

  it('case 68: notices a redirected work tree and does without git', async () => {
    place.git('config', 'core.worktree', place.outside);
    writeFileSync(join(place.outside, 'secret'), 'x');
    assert.equal((await listGitFiles(place.root, signal)).kind, 'noGit');
    assert.deepEqual((await place.sandbox()).listFiles(), ['a.txt']);
    place.git('config', 'core.worktree', place.base);
    assert.equal((await listGitFiles(place.root, signal)).kind, 'noGit', 'also to a folder above');
  });

  it('case 70: a .git that is a file, a link, or a nested bare repository is not followed', async () => {
    const bare = join(place.root, 'sub', 'bare');
    mkdirSync(bare, { recursive: true });
    git(bare, ['init', '-q', '--bare']);
    git(bare, ['config', 'core.fsmonitor', payload]);
    assert.equal((await listGitFiles(bare, signal)).kind, 'noGit', 'git refuses to stand in a bare repository');
    renameSync(join(place.root, '.git'), join(place.outside, 'real.git'));
    symlinkSync(join(place.outside, 'real.git'), join(place.root, '.git'));
    assert.equal((await listGitFiles(place.root, signal)).kind, 'noGit');
    await rm(join(place.root, '.git'));
    writeFileSync(join(place.root, '.git'), `gitdir: ${join(place.outside, 'real.git')}\n`);
    assert.equal((await listGitFiles(place.root, signal)).kind, 'noGit');
    assert.equal(existsSync(place.marker), false);
  });

  it('case 71: uses no program from the workspace or from a relative PATH entry', async () => {
    mkdirSync(join(place.root, 'bin'));
    for (const name of ['git', 'bwrap', 'node', 'rg']) {
      for (const folder of [place.root, join(place.root, 'bin')]) {
        writeFileSync(join(folder, name), `#!/bin/sh\ntouch '${place.marker}'\n`);
        chmodSync(join(folder, name), 0o755);
      }
    }
    symlinkSync(join(place.root, 'bin', 'rg'), join(place.outside, 'rg'));
    symlinkSync(join(place.root, 'bin'), join(place.base, 'alias'));
    const real = process.env['PATH'] ?? '';
    const hostile = ['', '.', 'bin', './bin', place.root, join(place.root, 'bin'), join(place.base, 'alias')].join(
      delimiter,
    );
    const found = await findExecutable('git', [place.root], `${hostile}${delimiter}${real}`);
    assert.ok(found !== undefined && !found.startsWith(place.base));
    assert.equal(await findExecutable('rg', [place.root], place.outside), undefined, 'a link back into the workspace');
    assert.deepEqual(await safePathEntries([place.root], hostile), []);
    assert.equal(await findExecutable('../bin/git', [], place.root), undefined);
    process.env['PATH'] = `${hostile}${delimiter}${real}`;
    try {
      assert.equal((await listGitFiles(place.root, signal)).kind, 'listed');
    } finally {
      process.env['PATH'] = real;
    }
    assert.equal(existsSync(place.marker), false);
  });

  it('leaves out what the machine and other repositories configure', async () => {
    place.write('b.log', 'b');
    const home = join(place.base, 'home');
    mkdirSync(home);
    writeFileSync(join(home, '.gitconfig'), `[core]\n\texcludesFile = ${join(home, 'ignore')}\n`);
    writeFileSync(join(home, 'ignore'), '*.log\n');
    const before = process.env['HOME'];
    process.env['HOME'] = home;
    try {
      const listing = await listGitFiles(place.root, signal);
      assert.ok(listing.kind === 'listed' && listing.files.includes('b.log'));
    } finally {
      process.env['HOME'] = before;
    }
  });

  it('an ignored folder of a larger repository is listed by its own rules', async () => {
    place.write('.gitignore', 'inner\n');
    place.write('inner/x.ts', 'x');
    const tree = await place.sandbox({ workspaceRoot: join(place.root, 'inner') });
    assert.deepEqual(tree.listFiles(), ['x.ts']);
  });
});

/** An index of version 2 with entries for these paths, as no git command would write it. */
function forgedIndex(paths: readonly string[]): Buffer {
  const entries = [...paths].sort().map((path) => {
    const name = Buffer.from(path);
    const entry = Buffer.alloc(Math.floor((62 + name.length + 8) / 8) * 8);
    entry.writeUInt32BE(0o100644, 24);
    createHash('sha1').update('blob 1\0a').digest().copy(entry, 40);
    entry.writeUInt16BE(name.length, 60);
    name.copy(entry, 62);
    return entry;
  });
  const head = Buffer.from([...Buffer.from('DIRC'), 0, 0, 0, 2, 0, 0, 0, entries.length]);
  const body = Buffer.concat([head, ...entries]);
  return Buffer.concat([body, createHash('sha1').update(body).digest()]);
}
