import assert from 'node:assert/strict';
import childProcess from 'node:child_process';
import fs from 'node:fs';
import fsPromises from 'node:fs/promises';
import * as vscode from 'vscode';
import { answer, type FaultServer, startFaultServer } from '../../unit/models/faultServer';
import { say } from '../support/chatView';
import { gavelApi, gavelExtension, noticesDuring, replaced, setUserSetting, workspaceFolder } from '../support/gavel';

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

describe('host/restricted', () => {
  let capture: FaultServer;
  before(async () => {
    capture = await startFaultServer(answer(200, '{}'));
    const models = [{ id: 'waiting-8b', price: { input: 1, output: 1 } }];
    await setUserSetting('endpoints', [{ id: 'capture', baseUrl: capture.baseUrl, models }]);
    await gavelExtension().activate();
  });
  after(async () => {
    await setUserSetting('endpoints', undefined);
    await capture.close();
  });

  it('case 67: every command refuses in words and runs nothing: no process, no file, no request, no terminal', async () => {
    const { contributes } = gavelExtension().packageJSON as Manifest;
    assert.ok(contributes.commands.length > 10);
    await vscode.window.showTextDocument(vscode.Uri.joinPath(workspaceFolder().uri, 'src/sum.js'));
    const watch = watchExtension();
    try {
      for (const { command } of contributes.commands) {
        const notices = await noticesDuring(() => vscode.commands.executeCommand(command));
        assert.equal(notices.length, 1, command);
        assert.match(notices[0] ?? '', /not trusted/u, command);
      }
    } finally {
      watch.stop();
    }
    assert.deepEqual(watch.calls, []);
    assert.equal(capture.requests.length, 0);
    assert.deepEqual(vscode.window.terminals, []);
  });

  it('case 67: the API refuses before it looks at the task', async () => {
    const api = await gavelApi();
    const watch = watchExtension();
    try {
      const anchors = [{ uri: vscode.Uri.joinPath(workspaceFolder().uri, 'src/sum.js') }];
      for (const award of ['review', 'automatic'] as const) {
        await assert.rejects(
          api.auctionTask({ text: 'Do it.', anchors, check: ['touch', 'x'], award }),
          /not trusted/u,
        );
      }
    } finally {
      watch.stop();
    }
    assert.deepEqual(watch.calls, []);
    assert.equal(capture.requests.length, 0);
    assert.deepEqual(vscode.window.terminals, []);
  });

  it('case 67: the chat and the tool for agents refuse in words before they look at the task', async () => {
    const watch = watchExtension();
    try {
      for (const command of ['auction', 'bids', 'explain', 'award'])
        assert.match(await say(`@gavel /${command} Do it`), /not trusted/u, command);
      const input = { task: 'Do it.', files: ['src/sum.js'] };
      const call = async (given: object): Promise<unknown> =>
        vscode.lm.invokeTool('gavel_auctionTask', { input: given, toolInvocationToken: undefined });
      for (const given of [input, {}]) await assert.rejects(call(given), /not trusted/u);
    } finally {
      watch.stop();
    }
    assert.deepEqual(watch.calls, []);
    assert.equal(capture.requests.length, 0);
    assert.deepEqual(vscode.window.terminals, []);
  });
});

/** Records what the extension's own code asks of processes and files; the rest of the host is let through unseen. */
function watchExtension(): { readonly calls: readonly string[]; stop(): void } {
  const calls: string[] = [];
  const modules: Readonly<Record<string, object>> = { childProcess, fs, fsPromises };
  const undo = Object.entries(modules).flatMap(([name, module]) =>
    Object.entries(module)
      .filter(([key, value]) => typeof value === 'function' && /^[a-z]/u.test(key))
      .map(([key]) =>
        replaced(module, key, (original) => (...args) => {
          if (isExtension(new Error().stack)) calls.push(`${name}.${key}`);
          return original(...args);
        }),
      ),
  );
  return {
    calls,
    stop: () => {
      for (const restore of undo) restore();
    },
  };
}

function isExtension(stack = ''): boolean {
  return /[\\/]dist[\\/](?:extension\.js|chunks)/u.test(stack);
}
