import * as vscode from 'vscode';
import { noticeText } from '../base/noticeText';

const memoryKey = 'gavel.consentedOrigins';

/**
 * Asks, once per origin and workspace, whether its models may see this workspace's text. An auction shows the task to
 * every bidder and judge, so the question comes before the first byte. With `localOnly` the answer is no, unasked.
 */
export function consentDesk(
  state: vscode.Memento,
  localOnly: () => Promise<boolean>,
): (origin: string) => Promise<boolean> {
  const asking = new Map<string, Promise<boolean>>();
  return async (origin) => {
    if (await localOnly()) return false;
    if (state.get<readonly string[]>(memoryKey, []).includes(origin)) return true;
    const answer = asking.get(origin) ?? ask(state, origin).finally(() => asking.delete(origin));
    asking.set(origin, answer);
    return answer;
  };
}

async function ask(state: vscode.Memento, origin: string): Promise<boolean> {
  const allow = 'Allow for This Workspace';
  const workspace = vscode.workspace.name ?? 'this workspace';
  const answer = await vscode.window.showWarningMessage(
    noticeText(`Show code from ${workspace} to ${new URL(origin).host}?`),
    {
      modal: true,
      detail:
        'Every bidder and judge at this address sees the task, the code you selected, the files your check names and the list of file names; the winner may read further files. Secret files are never sent.',
    },
    allow,
  );
  if (answer !== allow) return false;
  await state.update(memoryKey, [...new Set([...state.get<readonly string[]>(memoryKey, []), origin])]);
  return true;
}
