import { realpath } from 'node:fs/promises';
import * as vscode from 'vscode';
import { acceptedCount, type RunState } from '../run/runState';
import { storagePaths } from './services';

/** Where the workspace remembers it from window to window. */
const key = 'gavel.canUndo';

/**
 * Whether Undo Accept is offered: remembered by the workspace, so that a new window knows it without looking at a disk; true from
 * an accept on, and after an undo as the journals say.
 */
export class UndoOffer {
  private offered = false;

  constructor(private readonly context: vscode.ExtensionContext) {}

  /** Offers what an earlier window of this workspace left. */
  begin(): void {
    if (this.context.workspaceState.get(key) === true) this.show(true);
  }

  /** Follows the auction that is shown. */
  follow(state: RunState | undefined): void {
    if (state === undefined) return;
    const accepted = state.end === undefined ? acceptedCount(state) > 0 : state.end.canUndo;
    if (accepted && !this.offered) void this.remember(true);
  }

  /** Asks the journals whether something is left to undo in an open folder, and in which the latest; that folder. */
  async look(): Promise<vscode.WorkspaceFolder | undefined> {
    const { latestUndoable } = await import('../review/journal');
    const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
    const roots = await Promise.all(folders.map(({ uri }) => realpath(uri.fsPath)));
    const latest = await latestUndoable(storagePaths(this.context).journals, roots);
    await this.remember(latest !== undefined);
    return latest === undefined ? undefined : folders[roots.indexOf(latest)];
  }

  private async remember(canUndo: boolean): Promise<void> {
    this.show(canUndo);
    await this.context.workspaceState.update(key, canUndo);
  }

  private show(canUndo: boolean): void {
    this.offered = canUndo;
    void vscode.commands.executeCommand('setContext', 'gavel.canUndo', canUndo);
  }
}
