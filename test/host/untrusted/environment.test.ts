import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('host/environment', () => {
  it('runs in a workspace that is not trusted', () => {
    assert.equal(vscode.workspace.isTrusted, false);
  });
});
