import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CommitOutcome, commitOnBranch } from '../../../src/review/commitOnBranch';
import { git, hashTree, temporaryWorkspace, type TemporaryWorkspace } from '../sandbox/temporaryWorkspace';

/** Every kind of program that a configuration can name, and every command that a commit from here uses, as an alias. */
const programs = [
  'core.fsmonitor core.editor core.pager core.sshCommand core.askPass core.gitProxy core.alternateRefsCommand',
  'sequence.editor interactive.diffFilter gpg.program gpg.ssh.program gpg.x509.program gpg.ssh.defaultKeyCommand',
  'diff.external diff.x.command diff.x.textconv merge.x.driver filter.x.clean filter.x.smudge filter.x.process',
  'credential.helper trailer.x.command trailer.x.cmd uploadpack.packObjectsHook pager.diff pager.config',
  ...['rev-parse', 'config', 'check-attr', 'check-ref-format', 'show-ref', 'diff-index', 'diff-files', 'read-tree'].map(
    (command) => `alias.${command}`,
  ),
  ...['update-index', 'ls-files', 'write-tree', 'commit-tree', 'update-ref', 'symbolic-ref'].map(
    (command) => `alias.${command}`,
  ),
].flatMap((keys) => keys.split(' '));

const hooks = [
  'pre-commit prepare-commit-msg commit-msg post-commit pre-merge-commit post-checkout post-index-change',
  'reference-transaction post-rewrite pre-auto-gc fsmonitor-watchman post-update update post-merge pre-push',
].flatMap((names) => names.split(' '));

describe('review/commitOnBranch, in a repository full of traps', () => {
  let place: TemporaryWorkspace;
  let payload: string;
  let environment: NodeJS.ProcessEnv;

  beforeEach(async () => {
    environment = { ...process.env };
    place = await temporaryWorkspace();
    payload = join(place.base, 'payload.sh');
    executable(payload, 'cat');
    place.write('a.txt', 'a\n');
    place.git('init', '-q', '--template=');
    place.git('add', '.');
    place.git('commit', '-qm', 'first');
    place.git('config', 'user.name', 'Person');
    place.git('config', 'user.email', 'person@example.invalid');
    place.write('a.txt', 'A\n');
  });
  afterEach(() => {
    process.env = environment;
    return place.remove();
  });

  function executable(file: string, then = ''): void {
    writeFileSync(file, `#!/bin/sh\ntouch '${place.marker}'\n${then}\n`);
    chmodSync(file, 0o755);
  }

  function armHooks(folder: string): void {
    mkdirSync(folder, { recursive: true });
    for (const hook of hooks) executable(join(folder, hook));
  }

  function commit(root = place.root): Promise<CommitOutcome> {
    const { signal } = new AbortController();
    return commitOnBranch({
      workspaceRoot: root,
      paths: ['a.txt'],
      branch: 'gavel/work',
      message: 'Subject\n',
      signal,
    });
  }

  async function assertCommitted(): Promise<void> {
    const outcome = await commit();
    assert.equal(outcome.kind, 'committed', JSON.stringify(outcome));
    assert.equal(existsSync(place.marker), false, 'nothing of it ran');
    const made = git(place.root, ['-c', 'core.fsmonitor=false', 'cat-file', '-p', 'refs/heads/gavel/work']);
    assert.match(made, /^author Person <person@example\.invalid> /mu);
    assert.doesNotMatch(made, /gpgsig/u);
    assert.equal(git(place.root, ['cat-file', '-p', 'refs/heads/gavel/work:a.txt']), 'A\n');
  }

  it('cases 68 and 69: none of the programs, aliases, hooks and signers of the repository runs', async () => {
    for (const key of programs) place.git('config', key, key.startsWith('alias.') ? `!${payload}` : payload);
    for (const key of ['commit.gpgSign', 'tag.gpgSign', 'user.signingKey', 'rebase.autoStash', 'gc.auto'])
      place.git('config', key, '1');
    place.git('config', 'core.hooksPath', join(place.base, 'hooks'));
    armHooks(join(place.base, 'hooks'));
    armHooks(join(place.root, '.git/hooks'));
    const included = join(place.base, 'included');
    writeFileSync(included, `[core]\n\tfsmonitor = ${payload}\n\thooksPath = ${join(place.base, 'hooks')}\n`);
    place.git('config', 'include.path', included);
    place.git('config', `includeIf.gitdir:${place.root}/.path`, included);
    rmSync(place.marker, { force: true });
    await assertCommitted();
    place.git('status');
    assert.equal(existsSync(place.marker), true, 'the traps were armed');
  });

  it('case 68: what the person’s own configuration names does not run either, and it still says who commits', async () => {
    const home = join(place.base, 'home');
    armHooks(join(home, 'hooks'));
    writeFileSync(join(home, 'included'), `[core]\n\tfsmonitor = ${payload}\n`);
    writeFileSync(
      join(home, '.gitconfig'),
      `[user]\n\tname = Person\n\temail = person@example.invalid\n[core]\n\thooksPath = ${join(home, 'hooks')}\n` +
        `\tfsmonitor = ${payload}\n\teditor = ${payload}\n[commit]\n\tgpgSign = true\n[gpg]\n\tprogram = ${payload}\n` +
        `[include]\n\tpath = ${join(home, 'included')}\n`,
    );
    place.git('config', '--remove-section', 'user');
    process.env['HOME'] = home;
    delete process.env['XDG_CONFIG_HOME'];
    await assertCommitted();
  });

  it('case 68: an attributes file of the person’s own counts too: its filter is a program', async () => {
    const home = join(place.base, 'home');
    mkdirSync(home);
    writeFileSync(join(home, 'attributes'), '*.txt filter=x\n');
    writeFileSync(
      join(home, '.gitconfig'),
      `[core]\n\tattributesFile = ${join(home, 'attributes')}\n[filter "x"]\n\tclean = ${payload}\n`,
    );
    process.env['HOME'] = home;
    const before = hashTree(place.root);
    const outcome = await commit();
    assert.match(outcome.kind === 'refused' ? outcome.reason : '', /a\.txt goes through a git filter, a program/u);
    assert.equal(existsSync(place.marker), false);
    assert.equal(hashTree(place.root), before);
  });

  it('case 68: GIT_ variables of the editor lead neither to another repository nor to a program', async () => {
    const other = join(place.outside, 'other');
    mkdirSync(other);
    git(other, ['init', '-q', '--template=']);
    const before = hashTree(place.outside);
    const variables: Readonly<Record<string, string>> = {
      GIT_DIR: join(other, '.git'),
      GIT_WORK_TREE: other,
      GIT_INDEX_FILE: join(other, '.git/index'),
      GIT_OBJECT_DIRECTORY: join(other, '.git/objects'),
      GIT_ALTERNATE_OBJECT_DIRECTORIES: join(other, '.git/objects'),
      GIT_COMMON_DIR: join(other, '.git'),
      GIT_NAMESPACE: 'elsewhere',
      GIT_EXEC_PATH: place.base,
      GIT_EDITOR: payload,
      GIT_EXTERNAL_DIFF: payload,
      GIT_SSH_COMMAND: payload,
      GIT_ASKPASS: payload,
      GIT_PAGER: payload,
      GIT_TRACE: join(place.outside, 'trace'),
      GIT_CONFIG_PARAMETERS: `'core.fsmonitor=${payload}'`,
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'core.fsmonitor',
      GIT_CONFIG_VALUE_0: payload,
      GIT_CONFIG_GLOBAL: join(place.outside, 'none'),
      GIT_AUTHOR_NAME: 'Somebody',
    };
    Object.assign(process.env, variables);
    await assertCommitted();
    assert.equal(hashTree(place.outside), before, 'the other repository is as it was');
    assert.deepEqual(readdirSync(place.outside), ['other']);
  });

  it('cases 68 and 70: a redirected work tree and a bare repository are refused, and nothing runs', async () => {
    const bare = join(place.root, 'bare');
    mkdirSync(bare);
    git(bare, ['init', '-q', '--bare']);
    git(bare, ['config', 'core.fsmonitor', payload]);
    armHooks(join(bare, 'hooks'));
    writeFileSync(join(bare, 'a.txt'), 'A\n');
    const inBare = await commit(bare);
    assert.match(inBare.kind === 'refused' ? inBare.reason : '', /bare|redirects/u);
    place.git('config', 'core.fsmonitor', payload);
    place.git('config', 'core.worktree', place.outside);
    writeFileSync(join(place.outside, 'a.txt'), 'outside\n');
    const before = hashTree(join(place.root, '.git'));
    const redirected = await commit();
    assert.match(redirected.kind === 'refused' ? redirected.reason : '', /redirects its work tree/u);
    assert.equal(hashTree(join(place.root, '.git')), before);
    assert.equal(existsSync(place.marker), false);
  });

  it('case 68: fetches nothing from a promisor remote whose address is a program', async () => {
    const blob = git(place.root, ['rev-parse', 'HEAD:a.txt']).trim();
    rmSync(join(place.root, '.git/objects', blob.slice(0, 2), blob.slice(2)));
    executable(payload);
    const settings: Readonly<Record<string, string>> = {
      'core.repositoryFormatVersion': '1',
      'extensions.partialClone': 'origin',
      'remote.origin.promisor': 'true',
      'remote.origin.url': `ext::${payload}`,
      'protocol.ext.allow': 'always',
    };
    for (const [key, value] of Object.entries(settings)) place.git('config', key, value);
    await assertCommitted();
    try {
      git(place.root, ['cat-file', '-p', blob]);
    } catch {
      // It fails after the payload has run.
    }
    assert.equal(existsSync(place.marker), true, 'the trap was armed');
  });

  it('case 74: files whatever they are called are committed under their names, and other files are not meant', async () => {
    const names = ['$(touch marker)', '`x`', '-rf', '--all', '[a].txt', '*', 'ü/日本 語', '"><img onerror>', "it's; x"];
    for (const name of names) place.write(name, `${name}\n`);
    place.write('staged.txt', 'one\n');
    place.git('add', 'staged.txt');
    place.write('staged.txt', 'two\n');
    const { signal } = new AbortController();
    const request = { workspaceRoot: place.root, paths: names, branch: 'gavel/work', message: 'Subject\n', signal };
    const outcome = await commitOnBranch(request);
    assert.equal(outcome.kind, 'committed', JSON.stringify(outcome));
    const listed = place.git('diff-tree', '-r', '-z', '--name-only', 'main', 'gavel/work');
    assert.deepEqual(listed.split('\0').filter(Boolean).sort(), [...names].sort());
    assert.equal(existsSync(join(place.root, 'marker')), false);
  });
});
