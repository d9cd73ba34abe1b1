import { join } from 'node:path';
import * as vscode from 'vscode';
import { UserFacingError } from '../base/userFacingError';
import { copyPracticeWorkspace } from '../practice/practiceWorkspace';
import { storagePaths } from './services';

/** True for the folder that Start Practice Market made: there, and only there, scripted bidders answer. */
export function isPracticeFolder(context: vscode.ExtensionContext, folder: vscode.WorkspaceFolder): boolean {
  return folder.uri.scheme === 'file' && folder.uri.fsPath === storagePaths(context).practice;
}

/** Opens the sample workspace, made on the first use; in it every auction goes to the scripted market. */
export async function openPractice(context: vscode.ExtensionContext): Promise<void> {
  const { practice } = storagePaths(context);
  const outcome = await copyPracticeWorkspace(context.extensionPath, practice);
  if (outcome.kind === 'failed') throw new UserFacingError(outcome.message);
  const open = vscode.workspace.workspaceFolders?.some((folder) => isPracticeFolder(context, folder)) ?? false;
  if (!open) {
    await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(practice));
    return;
  }
  const readme = await vscode.workspace.openTextDocument(vscode.Uri.file(join(practice, 'README.md')));
  await vscode.window.showTextDocument(readme);
}
