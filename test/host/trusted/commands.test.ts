import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { gavelExtension } from '../support/gavel';

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

describe('host/commands', () => {
  it('activates after startup without being asked, with no error', async () => {
    await gavelExtension().activate();
    assert.ok(gavelExtension().isActive);
  });

  it('every command of package.json is registered, and no other', async () => {
    await gavelExtension().activate();
    const { contributes } = gavelExtension().packageJSON as Manifest;
    const registered = (await vscode.commands.getCommands(true)).filter((id) => /^gavel\.[^.]+$/u.test(id));
    assert.deepEqual(registered.sort(), contributes.commands.map(({ command }) => command).sort());
  });

  it('the API has version 1 and refuses another', async () => {
    const exports = await gavelExtension().activate();
    assert.equal(typeof exports.getAPI(1).auctionTask, 'function');
    const two = 2 as 1; // as a caller in plain JavaScript might ask
    assert.throws(() => exports.getAPI(two), /no API version 2/u);
  });
});
