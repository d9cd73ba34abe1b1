import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Anchor, Task } from '../auction/task';
import { readSettings } from '../config/settings';
import { chooseCheck } from '../tasks/chooseCheck';
import { confirmedChecks, rememberedCheck, withConfirmed } from '../tasks/confirmedChecks';
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

/** How a way in asks for the check. Whoever asks for one by `wanted` only proposes it. */
export interface CheckQuestion {
  readonly wanted?: readonly string[];
  readonly signal?: AbortSignal;
  /** Asks also where the person's earlier choice would do. */
  readonly again?: boolean;
}

/**
 * Which check must pass; `undefined` means the task has none. Asked once: what the person confirmed for this folder is not
 * asked about again while the very same command is on offer. A task without a check is asked about each time.
 */
export async function confirmedCheck(
  services: Services,
  folder: vscode.WorkspaceFolder,
  anchors: readonly Anchor[],
  { wanted, signal, again = false }: CheckQuestion = {},
): Promise<readonly string[] | undefined | 'cancelled'> {
  if (signal?.aborted === true) return 'cancelled';
  const candidates =
    wanted === undefined ? await candidatesFor(folder, anchors) : [{ argv: wanted, source: requested }];
  const confirmed = confirmedChecks(services.context.globalState);
  const known = confirmed.of(folder.uri.toString());
  // What the person wrote into the settings is the question, whatever else the project offers.
  const configured = candidates.filter(({ source }) => source === fromSettings);
  const remembered = again ? undefined : rememberedCheck(configured.length > 0 ? configured : candidates, known);
  if (remembered !== undefined) return remembered;
  const choice = await chooseCheck(withConfirmed(candidates, known), await services.confinement(), signal);
  if (choice.kind === 'cancelled') return 'cancelled';
  if (choice.kind === 'noCheck') {
    if (again) await confirmed.forget(folder.uri.toString());
    return undefined;
  }
  await confirmed.remember(folder.uri.toString(), choice.argv, candidates);
  return choice.argv;
}

const requested = 'as requested';
const fromSettings = 'from your settings';

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
  return configured === undefined ? detected : [{ argv: configured, source: fromSettings }, ...detected];
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
