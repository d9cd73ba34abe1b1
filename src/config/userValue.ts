import * as vscode from 'vscode';

/** The user's own value of a setting, unchecked: what a workspace, a folder or a machine says does not count. */
export function userValue(name: string): unknown {
  return vscode.workspace.getConfiguration('gavel').inspect(name)?.globalValue;
}
