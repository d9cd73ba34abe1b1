import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hostileValuesAreIgnored } from '../support/hostileValues';

/** A `.code-workspace` file with two folders is open: two more places that a repository can fill. */
describe('host/workspaceValues, two folders', () => {
  it('runs in the workspace file', () => {
    assert.ok(vscode.workspace.workspaceFile?.path.endsWith('two.code-workspace'));
    assert.deepEqual(
      vscode.workspace.workspaceFolders?.map(({ name }) => name),
      ['first', 'second'],
    );
  });

  hostileValuesAreIgnored([
    {
      name: 'a .code-workspace file',
      write: async (settings) => {
        const file = vscode.workspace.workspaceFile;
        assert.ok(file);
        const folders = [{ path: 'first' }, { path: 'second' }];
        await vscode.workspace.fs.writeFile(file, Buffer.from(JSON.stringify({ folders, settings })));
      },
      read: ({ workspaceValue }) => workspaceValue,
    },
    {
      name: 'the settings of both folders',
      write: async (values) => {
        for (const { uri } of [...(vscode.workspace.workspaceFolders ?? [])].reverse()) {
          const file = vscode.Uri.joinPath(uri, '.vscode/settings.json');
          await vscode.workspace.fs.writeFile(file, Buffer.from(JSON.stringify(values)));
        }
      },
      read: ({ workspaceFolderValue }) => workspaceFolderValue,
    },
  ]);
});
