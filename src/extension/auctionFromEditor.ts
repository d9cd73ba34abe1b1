import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Anchor, Task } from '../auction/task';
import { readSettings } from '../config/settings';
import { chooseCheck } from '../tasks/chooseCheck';
import { confirmedChecks, withConfirmed } from '../tasks/confirmedChecks';
import { type DetectedCheck, detectChecks } from '../tasks/detectChecks';
import { taskFromEditor } from '../tasks/editorTask';
import { openAuction } from './auction';
import { configuredMarket } from './market';
import { isPracticeFolder } from './practice';
import type { Services } from './services';
import { visibleFiles } from './workspaceFiles';

/** The way in from an editor: selection or file, what to do with it, which check must pass. Escape at any step stops. */
export async function auctionFromEditor(services: Services): Promise<void> {
  services.active.assertFree();
  const { folder, anchor, suggestedText, wholeFile } = taskFromEditor(vscode.window.activeTextEditor);
  if (!isPracticeFolder(services.context, folder)) configuredMarket(readSettings(), services.facts);
  const text = await vscode.window.showInputBox({
    title: 'Auction This Task: what should be done?',
    prompt: wholeFile
      ? `Nothing is selected, so all of ${anchor.path} is the task.`
      : `The selected lines of ${anchor.path} go with it.`,
    value: suggestedText,
    ignoreFocusOut: true,
    validateInput: (typed) => (typed.trim() === '' ? 'Say in a few words what should be done.' : undefined),
  });
  if (text === undefined || text.trim() === '') return;
  const check = await confirmedCheck(services, folder, [anchor]);
  if (check === 'cancelled') return;
  await openAuction(services, { folder, task: taskOf(text, [anchor], check) });
}

/** Asks which check must pass; `undefined` means the task has none. Whoever asks for one by `wanted` only proposes it. */
export async function confirmedCheck(
  services: Services,
  folder: vscode.WorkspaceFolder,
  anchors: readonly Anchor[],
  { wanted, signal }: { readonly wanted?: readonly string[]; readonly signal?: AbortSignal } = {},
): Promise<readonly string[] | undefined | 'cancelled'> {
  const candidates =
    wanted === undefined ? await candidatesFor(folder, anchors) : [{ argv: wanted, source: 'as requested' }];
  const confirmed = confirmedChecks(services.context.globalState);
  const known = confirmed.of(folder.uri.toString());
  const choice = await chooseCheck(withConfirmed(candidates, known), await services.confinement(), signal);
  if (choice.kind === 'cancelled') return 'cancelled';
  if (choice.kind === 'noCheck') return undefined;
  await confirmed.remember(folder.uri.toString(), choice.argv);
  return choice.argv;
}

async function candidatesFor(
  folder: vscode.WorkspaceFolder,
  anchors: readonly Anchor[],
): Promise<readonly DetectedCheck[]> {
  const files = await visibleFiles(folder.uri.fsPath);
  const detected = await detectChecks(
    folder.uri.fsPath,
    anchors.map(({ path }) => path),
    files,
  );
  const configured = readSettings().checkCommands[folder.uri.toString()];
  return configured === undefined ? detected : [{ argv: configured, source: 'from your settings' }, ...detected];
}

/** A task; its title is the first line of its text, cut to what a heading holds. */
export function taskOf(text: string, anchors: readonly Anchor[], check: readonly string[] | undefined): Task {
  const [firstLine = ''] = text.trim().split('\n');
  return {
    id: randomUUID(),
    title: firstLine.length > 120 ? `${firstLine.slice(0, 119)}…` : firstLine,
    text: text.trim(),
    anchors,
    ...(check !== undefined && { check }),
  };
}
