import * as vscode from 'vscode';
import { commandText } from '../base/commandText';
import { UserFacingError } from '../base/userFacingError';
import { visibleText } from '../base/visibleText';
import type { ChangedCommand } from '../run/runPorts';
import { type CheckGrant, noGrant } from '../sandbox/checkGrant';
import type { AuctionOrder } from './auction';
import type { Services } from './services';

const runIt = 'Run It';

/** What the click on the task's command allows, used up by this run. Throws a `UserFacingError` when a needed one is missing. */
export async function consentTo(services: Services, { folder, task }: AuctionOrder): Promise<CheckGrant> {
  if (task.check === undefined) return noGrant;
  await needClick(services, folder, task.check);
  return services.consents.take(folder.uri.toString(), task.check) ?? noGrant;
}

/**
 * A confined check needs no click; without confinement a missing one is asked for here, on the exact command, and then
 * covers the task. Throws a `UserFacingError` when it is not given.
 */
export async function needClick(
  services: Services,
  folder: vscode.WorkspaceFolder,
  argv: readonly string[],
): Promise<void> {
  const { consents } = services;
  const place = folder.uri.toString();
  const probed = await services.confinement();
  if (probed.kind === 'confined' || consents.has(place, argv)) return;
  const command = commandText(argv);
  const detail = `${command}\n\nIt runs in a copy of ${visibleText(folder.uri.fsPath)} and can do what you can do. ${probed.reason}`;
  if (!(await isClicked('Run this check for this task?', detail))) {
    throw new UserFacingError(
      `Nothing was run: ${command} runs unconfined here, and that needs your click. Run this again and press ${runIt}, or choose No check.`,
    );
  }
  consents.give(place, argv, noGrant);
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
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, runIt)) === runIt;
}
