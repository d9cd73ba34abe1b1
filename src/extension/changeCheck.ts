import * as vscode from 'vscode';
import { noticeText } from '../base/noticeText';
import type { Anchor } from '../auction/task';
import { commandText } from '../base/commandText';
import { UserFacingError } from '../base/userFacingError';
import { taskFromEditor } from '../tasks/editorTask';
import { runAgain } from './bidsPanel';
import { confirmedCheck } from './confirmedCheck';
import type { Services } from './services';

const again = 'Run Again';

/**
 * Asks anew which check must pass: for the task in the panel, else for the file in the editor. The answer counts from the
 * next auction on; a task that waits for its award, or is done, can be put to auction again with it.
 */
export async function changeCheck(services: Services): Promise<void> {
  const run = services.active.current;
  const { folder, anchors } =
    run === undefined ? placeInEditor() : { ...run, anchors: run.handle.state().task.anchors };
  const answer = await confirmedCheck(services, folder, { anchors }, { again: true });
  if (answer === 'cancelled') return;
  const { check } = answer;
  const canRunAgain = run !== undefined && ['judged', 'done'].includes(run.handle.state().phase);
  const next =
    check === undefined
      ? `The next auction in ${folder.name} asks for its check.`
      : `The next auction in ${folder.name} uses "${commandText(check)}" where it is on offer again.`;
  const picked = await vscode.window.showInformationMessage(noticeText(next), ...(canRunAgain ? [again] : []));
  if (picked !== again || run !== services.active.current || run === undefined) return;
  await runAgain(run.handle);
  await run.again(answer);
}

function placeInEditor(): Pick<ReturnType<typeof taskFromEditor>, 'folder'> & { anchors: readonly Anchor[] } {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const [only] = folders;
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined && only !== undefined && folders.length === 1) return { folder: only, anchors: [] };
  if (editor === undefined && folders.length > 1) {
    throw new UserFacingError('Several folders are open: open a file of the one whose check shall change.', {
      action: { title: 'Go to File', command: 'workbench.action.quickOpen' },
    });
  }
  const { folder, draft } = taskFromEditor(editor);
  return { folder, anchors: draft.anchors };
}
