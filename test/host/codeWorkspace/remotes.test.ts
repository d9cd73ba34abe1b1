import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { type GithubServer, startGithubServer } from '../../unit/tasks/github/githubServer';
import { noticesDuring, replaced, setUserSetting } from '../support/gavel';

type Row = vscode.QuickPickItem;

/** Real repositories in a workspace of two folders; their configuration would run a program whenever git let it. */
describe('host/remotes, two folders', function () {
  this.timeout(60_000);
  let github: GithubServer;
  const folders: string[] = [];
  before(async () => {
    github = await startGithubServer({ 'octo/three': { issues: [{ number: 7, title: 'Seven', body: 'Seven.' }] } });
    await setUserSetting('github.apiUrl', github.apiUrl);
    folders.push(...(vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath));
  });
  afterEach(() => {
    for (const folder of folders) rmSync(join(folder, '.git'), { recursive: true, force: true });
  });
  after(async () => {
    await setUserSetting('github.apiUrl', undefined);
    await github.close();
  });

  /** A repository with these remotes, by name. */
  function repository(folder: string, remotes: Readonly<Record<string, string>>): void {
    const git = (...args: readonly string[]): void => {
      execFileSync('git', args, { cwd: folder });
    };
    git('init', '-q');
    for (const [name, url] of Object.entries(remotes)) git('remote', 'add', name, url);
    const payload = `touch ${join(folder, 'marker')}`;
    for (const key of ['core.fsmonitor', 'core.sshCommand', 'core.pager', 'credential.helper', 'alias.config'])
      git('config', key, key === 'credential.helper' || key === 'alias.config' ? `!${payload}` : payload);
  }

  /** What the person is offered when they auction an issue, of which they take `chosen`; and what they are told. */
  async function auctionIssue(
    chosen: (rows: readonly Row[]) => Row | undefined,
    argument?: unknown,
  ): Promise<{ readonly rows: readonly Row[]; readonly notices: readonly string[] }> {
    const rows: Row[] = [];
    const undo = replaced(vscode.window, 'showQuickPick', () => (items) => {
      rows.push(...(items as readonly Row[]));
      return Promise.resolve(chosen(items as readonly Row[]));
    });
    try {
      const run = (): Thenable<unknown> => vscode.commands.executeCommand('gavel.auctionIssue', argument);
      const notices = await noticesDuring(run);
      for (const folder of folders) assert.ok(!existsSync(join(folder, 'marker')), 'nothing of a repository runs');
      return { rows, notices };
    } finally {
      undo();
    }
  }

  const host = (): string => github.webHost;
  const bare = (): string => github.webHost.replace(/:\d+$/u, '');

  it('tells that no folder has a remote there: none at all, elsewhere, or no address of a repository', async () => {
    const none = /No folder of this workspace has a remote at 127\.0\.0\.1:\d+/u;
    assert.match((await auctionIssue(() => undefined)).notices.join(), none);
    repository(folders[0] ?? '', { origin: 'https://gitlab.example/octo/desk.git', local: '/srv/desk.git' });
    repository(folders[1] ?? '', { origin: `https://${host()}.evil.example/a/b`, deep: `https://${host()}/a/b/c` });
    assert.match((await auctionIssue(() => undefined)).notices.join(), none);
    assert.equal(github.requests.length, 0);
  });

  it('asks which one of several is meant, whatever form their addresses have, and shows no password', async () => {
    repository(folders[0] ?? '', {
      upstream: `git@${bare()}:octo/two.git`,
      origin: `ssh://git@${bare()}:2222/octo/one.git/`,
      again: `https://${host()}/OCTO/One`,
    });
    repository(folders[1] ?? '', { origin: `https://me:hunter2@${host()}/octo/three.git` });
    const { rows } = await auctionIssue(() => undefined);
    assert.deepEqual(
      rows.map(({ label, description }) => [label, description]),
      [
        ['octo/one', 'first'],
        ['octo/two', 'first'],
        ['octo/three', 'second'],
      ],
    );
    assert.equal(github.requests.length, 0, 'a person who stops has asked nothing');
    github.interrupt({ status: 500 });
    const picked = await auctionIssue((items) => items.find(({ label }) => label === 'octo/three'));
    assert.match(picked.notices.join(), /failed with status 500/u);
    assert.ok(github.requests.every(({ path }) => path.startsWith('/api/v3/repos/octo/three/issues?')));
    assert.ok(github.requests.every(({ headers }) => headers.authorization === undefined));
    assert.doesNotMatch(JSON.stringify([rows, picked.notices]), /hunter2/u);
  });

  it('takes the only one without a question, in the second folder too', async () => {
    repository(folders[1] ?? '', { origin: `git@${bare()}:octo/three.git` });
    github.interrupt({ status: 500 });
    const before = github.requests.length;
    const { rows, notices } = await auctionIssue(() => undefined);
    assert.deepEqual(rows, []);
    assert.match(notices.join(), /failed with status 500/u);
    assert.match(github.requests[before]?.path ?? '', /\/repos\/octo\/three\/issues/u);
  });
});
