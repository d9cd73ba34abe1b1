import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CommitOutcome, commitOnBranch } from '../../../src/review/commitOnBranch';
import { hashTree, temporaryWorkspace, type TemporaryWorkspace } from '../sandbox/temporaryWorkspace';

describe('review/commitOnBranch', () => {
  let place: TemporaryWorkspace;
  beforeEach(async () => {
    place = await temporaryWorkspace();
    place.write('a.txt', 'a\n');
    place.write('gone.txt', 'g\n');
    place.write('other.txt', 'o\n');
    place.git('init', '-q');
    place.git('config', 'user.name', 'Person');
    place.git('config', 'user.email', 'person@example.invalid');
    place.git('add', '.');
    place.git('commit', '-qm', 'first');
  });
  afterEach(() => place.remove());

  function commit(paths: readonly string[], branch = 'gavel/work'): Promise<CommitOutcome> {
    const { signal } = new AbortController();
    return commitOnBranch({ workspaceRoot: place.root, paths, branch, message: 'Subject\n\nBody\n', signal });
  }

  async function reason(paths: readonly string[], branch?: string): Promise<string> {
    const outcome = await commit(paths, branch);
    assert.equal(outcome.kind, 'refused');
    return outcome.reason;
  }

  it('commits only the accepted files on a new branch, and leaves everything else staged or unstaged as it was', async () => {
    place.write('other.txt', 'staged\n');
    place.git('add', 'other.txt');
    place.write('other.txt', 'staged, then edited\n');
    place.write('untracked.txt', 'mine\n');
    place.write('a.txt', 'A\n');
    place.write('new/n.txt', 'n\n');
    rmSync(join(place.root, 'gone.txt'));
    const main = place.git('rev-parse', 'main');
    const outcome = await commit(['a.txt', 'new/n.txt', 'gone.txt']);
    assert.equal(outcome.kind, 'committed', JSON.stringify(outcome));
    assert.equal(place.git('symbolic-ref', 'HEAD').trim(), 'refs/heads/gavel/work');
    assert.equal(place.git('rev-parse', 'main'), main);
    assert.equal(place.git('rev-parse', 'HEAD^'), main);
    assert.equal(place.git('show', '--name-status', '--format=', 'HEAD'), 'M\ta.txt\nD\tgone.txt\nA\tnew/n.txt\n');
    assert.equal(
      place.git('log', '-1', '--format=%an <%ae>%n%B').trim(),
      'Person <person@example.invalid>\nSubject\n\nBody',
    );
    assert.equal(place.git('status', '--porcelain'), 'MM other.txt\n?? untracked.txt\n');
    assert.equal(place.git('show', ':other.txt'), 'staged\n');
    assert.equal(place.git('show', 'HEAD:other.txt'), 'o\n');
  });

  it('cases 68 and 69: no hook, filter, signer or other program of the repository runs', async () => {
    const payload = `#!/bin/sh\ntouch ${place.marker}\n`;
    for (const hook of [
      'pre-commit',
      'commit-msg',
      'post-commit',
      'post-checkout',
      'reference-transaction',
      'post-index-change',
      'prepare-commit-msg',
    ]) {
      writeFileSync(join(place.root, '.git/hooks', hook), payload);
      chmodSync(join(place.root, '.git/hooks', hook), 0o755);
    }
    place.git('config', 'core.fsmonitor', `touch ${place.marker}`);
    place.git('config', 'commit.gpgSign', 'true');
    place.git('config', 'gpg.program', join(place.root, '.git/hooks/pre-commit'));
    place.git('config', 'core.editor', `touch ${place.marker}`);
    place.git('config', 'filter.evil.clean', `touch ${place.marker}; cat`);
    rmSync(place.marker, { force: true });
    place.write('a.txt', 'A\n');
    assert.equal((await commit(['a.txt'])).kind, 'committed');
    assert.equal(existsSync(place.marker), false);
    place.write('.gitattributes', '*.txt filter=evil\n');
    place.write('a.txt', 'AA\n');
    const before = hashTree(place.root);
    assert.match(await reason(['a.txt'], 'second'), /a\.txt goes through a git filter/u);
    assert.equal(existsSync(place.marker), false);
    assert.equal(hashTree(place.root), before);
  });

  it('refuses with a reason and changes nothing', async () => {
    place.write('a.txt', 'A\n');
    place.git('branch', 'taken');
    const refusals: readonly (readonly [string, () => void, RegExp, () => void])[] = [
      ['taken', () => undefined, /exists already/u, () => undefined],
      ['a..b', () => undefined, /no name for a branch/u, () => undefined],
      ['-d', () => undefined, /no name for a branch/u, () => undefined],
      [
        'merging',
        () => place.write('.git/MERGE_HEAD', ''),
        /under way/u,
        () => rmSync(join(place.root, '.git/MERGE_HEAD')),
      ],
      [
        'locked',
        () => place.write('.git/index.lock', ''),
        /holds the index/u,
        () => rmSync(join(place.root, '.git/index.lock')),
      ],
    ];
    for (const [branch, arrange, expected, tidy] of refusals) {
      arrange();
      const [head, status] = [place.git('rev-parse', 'HEAD'), readFileSync(join(place.root, '.git/index'))];
      assert.match(await reason(['a.txt'], branch), expected);
      tidy();
      assert.equal(place.git('rev-parse', 'HEAD'), head);
      assert.deepEqual(readFileSync(join(place.root, '.git/index')), status);
      assert.equal(place.git('for-each-ref', '--format=%(refname)'), 'refs/heads/main\nrefs/heads/taken\n');
    }
    place.write('other.txt', 'one\n');
    place.git('add', 'other.txt');
    place.write('other.txt', 'two\n');
    assert.match(await reason(['other.txt']), /another version staged/u);
    assert.match(await reason([]), /no accepted file/u);
    place.write('a.txt', 'a\n');
    assert.match(await reason(['a.txt']), /already committed/u);
  });

  it('case 104: says why without git, without a commit, and in a linked work tree', async () => {
    rmSync(join(place.root, '.git'), { recursive: true });
    assert.match(await reason(['a.txt']), /no ordinary git repository/u);
    place.git('init', '-q');
    assert.match(await reason(['a.txt']), /no commit yet/u);
    rmSync(join(place.root, '.git'), { recursive: true });
    place.write('.git', `gitdir: ${place.outside}\n`);
    assert.match(await reason(['a.txt']), /no ordinary git repository/u);
  });

  it('case 69: no filter runs whose rule stands in HEAD alone, or is uncovered by what is committed', async () => {
    place.git('config', 'filter.evil.clean', `touch ${place.marker}; cat`);
    place.write('.gitattributes', '*.txt filter=evil\n');
    place.write('sub/.gitattributes', '*.txt -filter\n');
    place.write('sub/s.txt', 's\n');
    place.git('add', '.gitattributes', 'sub');
    place.git('commit', '-qm', 'rules');
    rmSync(join(place.root, 'sub/.gitattributes'));
    place.write('sub/s.txt', 'S\n');
    rmSync(place.marker, { force: true });
    assert.match(await reason(['sub/.gitattributes', 'sub/s.txt']), /sub\/s\.txt goes through a git filter/u);
    assert.equal(existsSync(place.marker), false);
    rmSync(join(place.root, '.gitattributes'));
    place.git('rm', '-q', '--cached', '.gitattributes');
    rmSync(place.marker, { force: true });
    place.write('a.txt', 'A\n');
    const before = place.git('for-each-ref');
    assert.match(await reason(['a.txt']), /a\.txt goes through a git filter/u);
    assert.equal(existsSync(place.marker), false);
    assert.equal(place.git('for-each-ref'), before);
  });

  it('case 68: refuses while a configuration names a hook', async () => {
    place.write('a.txt', 'A\n');
    place.git('config', 'hook.evil.event', 'reference-transaction');
    place.git('config', 'hook.evil.command', `touch ${place.marker}`);
    assert.match(await reason(['a.txt']), /configuration sets hook\.evil\.\w+, and a commit from here runs no hook/u);
    assert.equal(existsSync(place.marker), false);
    place.git('config', '--remove-section', 'hook.evil');
    assert.equal((await commit(['a.txt'])).kind, 'committed');
  });

  it('case 104: writes nothing outside through a link in the git folder', async () => {
    place.write('a.txt', 'A\n');
    place.git('branch', 'gavel/other');
    const loose = place.git('rev-parse', 'HEAD').slice(0, 2);
    for (const name of [
      'HEAD',
      'index',
      'objects',
      `objects/${loose}`,
      'refs',
      'refs/heads',
      'refs/heads/gavel',
      'logs',
      'logs/HEAD',
      'logs/refs/heads',
      'logs/refs/heads/gavel',
    ]) {
      const [inside, elsewhere] = [join(place.root, '.git', name), join(place.outside, 'elsewhere')];
      renameSync(inside, elsewhere);
      symlinkSync(elsewhere, inside);
      const before = hashTree(place.outside);
      const text = await reason(['a.txt']);
      // With a linked HEAD that leads out, git itself sees no repository.
      assert.ok(
        text.includes(`.git/${name} is a symbolic link`) || (name === 'HEAD' && /not a git repository/u.test(text)),
        `${name}: ${text}`,
      );
      assert.equal(hashTree(place.outside), before, name);
      rmSync(inside);
      renameSync(elsewhere, inside);
    }
    symlinkSync(join(place.outside, 'new'), join(place.root, '.git/logs/refs/heads/gavel/work'));
    assert.match(await reason(['a.txt']), /logs\/refs\/heads\/gavel\/work is a symbolic link/u);
    rmSync(join(place.root, '.git/logs/refs/heads/gavel/work'));
    assert.equal((await commit(['a.txt'])).kind, 'committed');
  });

  it('case 104: refuses when refs and objects are those of another repository', async () => {
    place.write('a.txt', 'A\n');
    const other = join(place.outside, 'other');
    place.git('clone', '-q', '.', other);
    place.git('-C', other, 'config', 'user.name', 'Other');
    place.git('-C', other, 'config', 'user.email', 'other@example.invalid');
    const before = hashTree(place.outside);
    place.write('.git/commondir', join(other, '.git'));
    assert.match(await reason(['a.txt']), /redirects/u);
    assert.equal(hashTree(place.outside), before);
  });
});
