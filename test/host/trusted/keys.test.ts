import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { FaultServer } from '../../unit/models/faultServer';
import { fileTask, noticesDuring, replaced, setUserSetting } from '../support/gavel';
import { confirmQuickPick, HostAuction } from '../support/hostAuction';
import { scriptedEndpoint, startScriptedMarket } from '../support/scriptedMarket';
import { resetWorkspace } from '../support/workspaceState';

const key = `canary-${randomBytes(12).toString('hex')}`;

/** Keys are typed by a person; here the input box answers in their place, everything behind it is real. */
describe('host/keys', () => {
  let first: FaultServer;
  let second: FaultServer;
  before(async () => {
    await resetWorkspace();
    first = await startScriptedMarket([]);
    second = await startScriptedMarket([]);
  });
  after(async () => {
    await useOrigin(first);
    await enterKey('');
    await setUserSetting('endpoints', undefined);
    await first.close();
    await second.close();
  });

  it('case 64: a key goes to the origin it was entered for, and nowhere else', async () => {
    await useOrigin(first);
    const notices = await noticesDuring(() => enterKey(key));
    assert.deepEqual(
      notices.filter((notice) => notice.includes(first.origin)).length,
      1,
      'the person is told which origin gets it',
    );
    await bidOnce();
    assert.ok(first.requests.length > 0);
    for (const { headers } of first.requests) assert.equal(headers.authorization, `Bearer ${key}`);

    await useOrigin(second);
    await bidOnce();
    assert.ok(second.requests.length > 0);
    for (const request of second.requests) assert.ok(!JSON.stringify(request).includes(key));
  });

  it('case 64: the same endpoint under another spelling of its host gets no key either', async () => {
    first.requests.length = 0;
    await setUserSetting('endpoints', [scriptedEndpoint(first.baseUrl.replace('127.0.0.1', 'localhost'))]);
    await bidOnce();
    for (const request of first.requests) assert.ok(!JSON.stringify(request).includes(key));
  });

  it('case 123: the key is in no settings file, no log, no state and no notice', async () => {
    const userData = join(dirname(process.env['GAVEL_TEST_REPORT'] ?? ''), 'data');
    const names = (await readdir(userData, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      // VS Code's own secret store: the browser's profile offline, the state database on the desktop.
      .filter((name) => !name.startsWith(join(userData, 'browser')) && !/state\.vscdb/u.test(name));
    assert.ok(names.some((name) => name.endsWith('settings.json')));
    assert.ok(names.some((name) => name.endsWith('ledger.jsonl')));
    for (const name of names) assert.ok(!(await readFile(name)).includes(key), name);
  });

  it('case 123: an empty entry deletes the key', async () => {
    await useOrigin(first);
    await enterKey('');
    first.requests.length = 0;
    await bidOnce();
    assert.ok(first.requests.length > 0);
    for (const request of first.requests) assert.ok(!JSON.stringify(request).includes(key));
  });
});

async function useOrigin(server: FaultServer): Promise<void> {
  await setUserSetting('endpoints', [scriptedEndpoint(server.baseUrl)]);
}

/** Runs `Gavel: Set API Key`: Enter chooses the only endpoint, then the key is typed. */
async function enterKey(typed: string): Promise<void> {
  const restore = replaced(vscode.window, 'showInputBox', () => (options) => {
    assert.equal((options as vscode.InputBoxOptions).password, true);
    return Promise.resolve(typed);
  });
  await confirmQuickPick(Promise.resolve(vscode.commands.executeCommand('gavel.setApiKey'))).finally(restore);
}

/** One auction as far as the bids. */
async function bidOnce(): Promise<void> {
  const auction = await HostAuction.start(fileTask('focusTime', 'formatFocusTime'));
  await auction.judged();
  await vscode.commands.executeCommand('gavel.cancel');
  assert.equal((await auction.result).state, 'cancelled');
}
