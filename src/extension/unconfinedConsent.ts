import * as vscode from 'vscode';
import { noticeText } from '../base/noticeText';
import { commandText } from '../base/commandText';
import { UserFacingError } from '../base/userFacingError';
import { visibleText } from '../base/visibleText';
import type { ChangedCommand } from '../run/runPorts';
import type { CheckGrant } from '../sandbox/checkGrant';
import { type ClickedCheck, grantOf } from './checkClick';
import type { Services } from './services';

const runIt = 'Run It';

/**
 * What the click on the task's command allows. A confined check needs no click; without confinement a missing one is asked
 * for here, on the exact command. Throws a `UserFacingError` when it is not given.
 */
export async function consentTo(
  services: Services,
  folder: vscode.WorkspaceFolder,
  clicked: ClickedCheck,
): Promise<CheckGrant> {
  return grantOf(clicked, await services.confinement(), async (argv, reason) => {
    const command = commandText(argv);
    const detail = `${command}\n\nIt runs in a copy of ${visibleText(folder.uri.fsPath)} and can do what you can do. ${reason}`;
    if (await isClicked('Run this check for this task?', detail)) return;
    throw new UserFacingError(
      `Nothing was run: ${command} runs unconfined here, and that needs your click. Run this again and press ${runIt}, or choose No check.`,
    );
  });
}

/** Asks about commands that changed work has given another meaning; each content once in a run. */
export function changedCommandDesk(): (question: ChangedCommand) => Promise<boolean> {
  const asked = new Map<string, Promise<boolean>>();
  return (question) => {
    const known = asked.get(question.contentId) ?? ask(question);
    asked.set(question.contentId, known);
    return known;
  };
}

async function ask({ argv, cwd, paths, signal }: ChangedCommand): Promise<boolean> {
  const detail = `${commandText(argv)}\n\nin ${visibleText(cwd)}\n\nChanged: ${visibleText(paths.slice(0, 10).join(', '))}. It runs unconfined and can do what you can do.`;
  const stopped = new Promise<boolean>((resolve) =>
    signal.addEventListener('abort', () => resolve(false), { once: true }),
  );
  return Promise.race([isClicked('The bidder changed what this command runs. Run it?', detail), stopped]);
}

async function isClicked(message: string, detail: string): Promise<boolean> {
  return (await vscode.window.showWarningMessage(noticeText(message), { modal: true, detail }, runIt)) === runIt;
}
