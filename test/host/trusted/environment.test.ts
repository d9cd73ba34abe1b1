import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('host/environment', () => {
  it('runs in a trusted copy of the fixture, with the extension under test', () => {
    const folder = vscode.workspace.workspaceFolders?.[0];
    assert.equal(folder?.name, 'workspace');
    assert.ok(!folder.uri.fsPath.includes('media'));
    assert.equal(vscode.workspace.isTrusted, true);
    assert.ok(vscode.extensions.getExtension('gavel.gavel'));
  });

  it('refuses proposed API that is not declared, as stock VS Code does', () => {
    const register: unknown = Reflect.get(vscode.workspace, 'registerTimelineProvider');
    assert.ok(typeof register === 'function');
    assert.throws(() => {
      Reflect.apply(register, vscode.workspace, ['*', {}]);
    }, /proposal/);
  });
});
