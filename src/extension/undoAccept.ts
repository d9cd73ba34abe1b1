import { realpath } from 'node:fs/promises';
import * as vscode from 'vscode';
import { noticeText } from '../base/noticeText';
import { UserFacingError } from '../base/userFacingError';
import { visibleText } from '../base/visibleText';
import { editorApplyPort } from '../review/editorApplyVscode';
import { undoLatestAccept, type UndoOutcome } from '../review/journal';
import { type Services, storagePaths } from './services';

/** Undoes everything that was accepted of the latest run: in the folder of the auction that is shown, else in any open one. */
export async function undoAccept({ context, active, undoOffer }: Services): Promise<void> {
  const shown = active.current;
  const folder = shown?.folder ?? (await undoOffer.look()) ?? vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined)
    throw new UserFacingError('No folder is open: open the folder whose accepted change you want to undo.');
  let outcome: UndoOutcome = { kind: 'nothing' };
  const undo = async (): Promise<readonly string[]> => {
    outcome = await undoLatestAccept(
      storagePaths(context).journals,
      editorApplyPort(),
      await realpath(folder.uri.fsPath),
    );
    return outcome.kind === 'undone' && outcome.runId === shown?.handle.runId ? outcome.restored : [];
  };
  if (shown === undefined) await undo();
  else await shown.handle.undo(undo);
  await undoOffer.look();
  tell(outcome, folder.name);
}

function tell(outcome: UndoOutcome, folder: string): void {
  if (outcome.kind === 'nothing') throw new UserFacingError(`There is no accepted change to undo in ${folder}.`);
  const kept = outcome.refused.map(({ path, reason }) => `${visibleText(path)}: ${reason}`).join('; ');
  const count = outcome.restored.length;
  const done = `Undone: ${count} ${count === 1 ? 'file is' : 'files are'} as before the accept.`;
  if (kept === '') void vscode.window.showInformationMessage(noticeText(done));
  else void vscode.window.showWarningMessage(noticeText(`${done} Left as they are: ${kept}`));
}
