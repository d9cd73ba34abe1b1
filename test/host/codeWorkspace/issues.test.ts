import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { FaultServer } from '../../unit/models/faultServer';
import { type GithubServer, startGithubServer } from '../../unit/tasks/github/githubServer';
import { noticesDuring, replaced, setUserSetting } from '../support/gavel';
import { scriptedEndpoint, startScriptedMarket } from '../support/scriptedMarket';

/** Which repository and which folder an issue is taken for, where there are none, two, or two folders. */
describe('host/issues, two folders', function () {
  this.timeout(60_000);
  let github: GithubServer;
  let market: FaultServer;
  before(async () => {
    market = await startScriptedMarket([]);
    github = await startGithubServer({
      'octo/first': { issues: [{ number: 5, title: 'Of the first', body: 'One.' }] },
      'octo/second': { issues: [{ number: 5, title: 'Of the second', body: 'Two.' }] },
      'octo/other': { issues: [{ number: 5, title: 'Elsewhere', body: 'Three.' }] },
    });
    await setUserSetting('github.apiUrl', github.apiUrl);
    await setUserSetting('endpoints', [scriptedEndpoint(market.baseUrl)]);
  });
  afterEach(() => {
    for (const name of ['first', 'second'])
      rmSync(path.join(folderPath(name), '.git'), { recursive: true, force: true });
  });
  after(async () => {
    await setUserSetting('github.apiUrl', undefined);
    await setUserSetting('endpoints', undefined);
    await Promise.all([github.close(), market.close()]);
  });

  function folderPath(name: string): string {
    const folder = vscode.workspace.workspaceFolders?.find((one) => one.name === name);
    assert.ok(folder);
    return folder.uri.fsPath;
  }

  function addRemote(folder: string, remote: string, repository: string): void {
    const git = (...args: readonly string[]): Buffer => execFileSync('git', args, { cwd: folderPath(folder) });
    git('init', '-q');
    git('remote', 'add', remote, `http://${github.webHost}/${repository}.git`);
  }

  interface Answered {
    /** Labels of the repositories on offer; empty when it was not asked. */
    readonly repositories: readonly string[];
    readonly words: string;
    /** Where the check would run, as the question for it says. */
    readonly place: string;
  }

  /** Types an address, takes a repository where it is asked for, and stops at the question for the check. */
  async function paste(address: string, repository = ''): Promise<Answered> {
    const found = { repositories: [] as string[], words: '', place: '' };
    const undo = [
      replaced(vscode.window, 'showInputBox', () => (options) => {
        const { title = '', value = '' } = options as vscode.InputBoxOptions;
        if (title === 'Auction GitHub Issue') return Promise.resolve(address);
        found.words = value;
        return Promise.resolve(value);
      }),
      replaced(vscode.window, 'showQuickPick', () => (items, options) => {
        const { title, placeHolder = '' } = options as vscode.QuickPickOptions;
        const offered = items as readonly vscode.QuickPickItem[];
        if (title === 'Issues of which repository?') {
          found.repositories = offered.map(({ label, description }) => `${label} in ${description ?? ''}`);
          return Promise.resolve(offered.find(({ label }) => label === repository));
        }
        found.place = placeHolder;
        return Promise.resolve(undefined);
      }),
    ];
    try {
      await vscode.commands.executeCommand('gavel.auctionIssue', 'paste');
    } finally {
      for (const restore of undo) restore();
    }
    return found;
  }

  it('without a remote says so', async () => {
    const notices = await noticesDuring(() => vscode.commands.executeCommand('gavel.auctionIssue'));
    assert.match(notices.join(), /No folder of this workspace has a remote at 127\.0\.0\.1:\d+/u);
    assert.match((await noticesDuring(() => paste('5'))).join(), /has a remote at/u);
    assert.equal(github.requests.length, 0);
  });

  it('asks which of several remotes is meant, origin first, and works in its folder', async () => {
    addRemote('first', 'upstream', 'octo/other');
    addRemote('first', 'origin', 'octo/first');
    addRemote('second', 'origin', 'octo/second');
    const { repositories, words, place } = await paste('#5', 'octo/second');
    assert.deepEqual(repositories, ['octo/first in first', 'octo/other in first', 'octo/second in second']);
    assert.equal(words, 'Resolve issue #5 of octo/second, quoted below.');
    assert.ok(place.includes(folderPath('second')), place);
  });

  it('an address that names the repository of a folder goes there without a question', async () => {
    addRemote('first', 'origin', 'octo/first');
    addRemote('second', 'origin', 'octo/second');
    const { repositories, place } = await paste(`http://${github.webHost}/octo/second/issues/5`);
    assert.deepEqual(repositories, []);
    assert.ok(place.includes(folderPath('second')), place);
  });

  it('an issue of a repository that no folder has is not even read before the person says where', async () => {
    addRemote('first', 'origin', 'octo/first');
    const before = github.requests.length;
    const notices = await noticesDuring(() => paste('octo/other#5'));
    assert.match(notices.join(), /The issue belongs to octo\/other, and no open folder does/u);
    assert.equal(github.requests.length, before);
  });
});
