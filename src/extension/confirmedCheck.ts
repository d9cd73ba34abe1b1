import type * as vscode from 'vscode';
import { readSettings } from '../config/settings';
import { checkStamp } from '../tasks/checkStamp';
import { chooseCheck } from '../tasks/chooseCheck';
import { confirmedChecks, rememberedCheck, withConfirmed } from '../tasks/confirmedChecks';
import { type DetectedCheck, detectChecks } from '../tasks/detectChecks';
import type { TaskDraft } from '../tasks/taskDraft';
import type { ClickedCheck } from './checkClick';
import type { Services } from './services';
import { visibleFiles } from './workspaceFiles';

/** How the check is asked for. */
export interface CheckQuestion {
  readonly signal?: AbortSignal | undefined;
  /** Asks also where the person's earlier choice would do. */
  readonly again?: boolean;
}

/**
 * Which check must pass. Asked once: what the person confirmed for this folder is not asked about again while the very same
 * command is on offer and runs the same as then. A task without a check is asked about each time. A check that the draft
 * suggests is only offered: nothing runs that the person did not pick.
 */
export async function confirmedCheck(
  services: Services,
  folder: vscode.WorkspaceFolder,
  draft: Pick<TaskDraft, 'anchors' | 'suggestedCheck'>,
  { signal, again = false }: CheckQuestion = {},
): Promise<ClickedCheck | 'cancelled'> {
  if (signal?.aborted === true) return 'cancelled';
  const candidates = draft.suggestedCheck === undefined ? await candidatesFor(folder, draft) : [draft.suggestedCheck];
  const confirmed = confirmedChecks(services.context.globalState);
  const known = confirmed.of(folder.uri.toString());
  // What the person wrote into the settings is the question, whatever else the project offers.
  const configured = candidates.filter(({ source }) => source === fromSettings);
  const stampOf = (argv: readonly string[]): Promise<string> => checkStamp(folder.uri.fsPath, argv);
  const offered = configured.length > 0 ? configured : candidates;
  const remembered = again ? undefined : await rememberedCheck(offered, known, stampOf);
  if (remembered !== undefined) return { check: remembered };
  const choice = await chooseCheck(withConfirmed(candidates, known), await services.confinement(), {
    signal,
    folder: folder.uri.fsPath,
  });
  if (choice.kind === 'cancelled') return 'cancelled';
  if (choice.kind === 'noCheck') {
    if (again) await confirmed.forget(folder.uri.toString());
    return { check: undefined };
  }
  const { argv, grant } = choice;
  await confirmed.remember(folder.uri.toString(), { argv, stamp: await stampOf(argv) }, candidates);
  return { check: argv, grant };
}

const fromSettings = 'from your settings';

async function candidatesFor(
  folder: vscode.WorkspaceFolder,
  { anchors }: Pick<TaskDraft, 'anchors'>,
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
