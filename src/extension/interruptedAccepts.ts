import { realpath } from 'node:fs/promises';
import * as vscode from 'vscode';
import { noticeText } from '../base/noticeText';
import { visibleText } from '../base/visibleText';
import { editorApplyPort } from '../review/editorApplyVscode';
import { finishAccept, type InterruptedAccept, interruptedAccepts, keepAsItIs } from '../review/interruptedAccept';
import { undoAccept } from '../review/journal';
import { type Services, storagePaths } from './services';

/**
 * Asks about every accept into the open folders that a crash cut short, one after the other. Nothing is done unasked. Also
 * offers Undo Accept as the journals say: what the workspace remembers of it may have been lost in the crash.
 */
export async function askAboutInterruptedAccepts({ context, undoOffer }: Services): Promise<void> {
  if (!vscode.workspace.isTrusted) return;
  for (const { uri, name } of vscode.workspace.workspaceFolders ?? []) {
    if (uri.scheme !== 'file') continue;
    const root = await realpath(uri.fsPath);
    const port = editorApplyPort();
    const accepts = await interruptedAccepts(storagePaths(context).journals, port, root);
    for (const accept of accepts) await ask(accept, name);
  }
  await undoOffer.look();
}

async function ask(accept: InterruptedAccept, folder: string): Promise<void> {
  const { asBefore, asAccepted } = accept;
  const port = editorApplyPort();
  if (asBefore.length === 0) {
    await keepAsItIs(accept);
    void vscode.window.showInformationMessage(
      noticeText(
        `An accept in ${folder} was cut short after its last file: ${asAccepted.length} written. Undo Accept takes it back.`,
      ),
    );
    return;
  }
  const finish = 'Finish It';
  const undo = asAccepted.length === 0 ? 'Drop It' : 'Undo It';
  const pressed = await vscode.window.showWarningMessage(
    noticeText(`An accept in ${folder} was cut short. ${listed(accept)} Finish it, or put back what it wrote?`),
    finish,
    undo,
  );
  if (pressed === finish) {
    const refused = await finishAccept(accept, port);
    if (refused === undefined) tell(`Another window has decided about the accept in ${folder} already.`, []);
    else tell(`The accept in ${folder} is finished.`, refused);
  } else if (pressed === undo) {
    const outcome = await undoAccept(accept.journalFile, port);
    if (outcome.kind === 'nothing') tell(`Another window has decided about the accept in ${folder} already.`, []);
    else tell(`The accept in ${folder} is undone.`, outcome.refused);
  }
}

function listed({ asBefore, asAccepted, changedSince }: InterruptedAccept): string {
  const parts = [
    `Written: ${names(asAccepted)}.`,
    `Not written: ${names(asBefore)}.`,
    changedSince.length === 0 ? '' : `Changed since, left alone: ${names(changedSince)}.`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function names(paths: readonly string[]): string {
  if (paths.length === 0) return 'nothing';
  const shown = paths.slice(0, 5).map(visibleText).join(', ');
  return paths.length > 5 ? `${shown} and ${paths.length - 5} more` : shown;
}

function tell(done: string, refused: readonly { readonly path: string; readonly reason: string }[]): void {
  const kept = refused.map(({ path, reason }) => `${visibleText(path)}: ${reason}`).join('; ');
  if (kept === '') void vscode.window.showInformationMessage(noticeText(done));
  else void vscode.window.showWarningMessage(noticeText(`${done} Left as they are: ${kept}`));
}
