import * as vscode from 'vscode';
import { noticeText } from '../base/noticeText';
import type { FitProgram, FittedProfile } from '../auction/fit/fittedProfile';
import type { FitResult } from '../auction/fit/fitProfile';
import { UserFacingError } from '../base/userFacingError';
import { fitInThread } from '../memory/fitInThread';
import { exportProfiles } from '../memory/profileStore';
import { fitReport } from '../views/fitReport';
import { awardChanges } from './awardChanges';
import { readFitData } from './fitData';
import type { Services } from './services';

/** What the person may choose. */
interface Choice extends vscode.QuickPickItem {
  readonly run: () => Promise<void>;
}

/** Fits, compares, keeps, reverts and exports profiles, as the person chooses. */
export async function fitProfileCommand(services: Services): Promise<void> {
  const { profiles, problem } = await (await services.records()).profiles.read();
  if (problem !== undefined)
    void vscode.window.showWarningMessage(noticeText(`${problem} The built-in ones are in force.`));
  const chosen = await vscode.window.showQuickPick(choices(services, profiles), {
    title: 'Fit Scoring Profile',
    placeHolder: 'What is fitted is shown beside the built-in profile before anything is used',
    matchOnDetail: true,
  });
  await chosen?.run();
}

function choices(services: Services, kept: readonly FittedProfile[]): readonly Choice[] {
  return [
    {
      label: '$(graph-line) Learn the chances from your outcomes',
      detail: 'How often each bidder’s work is good on your tasks, from passed and failed checks, accepts and rejects',
      run: () => fit(services, 'outcomes'),
    },
    {
      label: '$(law) Fit the weights of the score',
      detail: 'The paper’s min-max program over your past bids, with the weights nearest to the built-in ones',
      run: () => fit(services, 'minMax'),
    },
    ...kept.map((profile) => ({
      label: `$(discard) Back to the built-in ${nameOf(profile.program)}`,
      detail: `In use since ${new Date(profile.fittedAtMs).toLocaleDateString()}, fitted on ${profile.taskCount} tasks`,
      run: () => revert(services, profile.program),
    })),
    ...(kept.length === 0
      ? []
      : [
          {
            label: '$(export) Export the fitted profiles',
            detail: 'As JSON, to a file of your choice',
            run: () => exportTo(kept),
          },
        ]),
  ];
}

async function fit(services: Services, program: FitProgram): Promise<void> {
  const data = await readFitData(services, program);
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: `Fitting the ${nameOf(program)}…`,
    cancellable: true,
  };
  const result = await vscode.window.withProgress(options, (_progress, token): Promise<FitResult | undefined> => {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    const thread = services.context.asAbsolutePath('dist/fitThread.js');
    return fitInThread(thread, data.request, controller.signal);
  });
  if (result === undefined) return;
  if (result.kind === 'refused') {
    void vscode.window.showInformationMessage(noticeText(`The built-in ${nameOf(program)} stay: ${result.reason}`));
    return;
  }
  const { changes, compared } = awardChanges(data, result.profile);
  await services.reports.show('Gavel scoring profile', fitReport(result.profile, changes, compared));
  await offer(services, result.profile);
}

/** Only what beat the built-in profile on held-out tasks can be used. */
async function offer(services: Services, profile: FittedProfile): Promise<void> {
  const use = 'Use It';
  const save = 'Export…';
  const name = nameOf(profile.program);
  const picked = profile.heldOut.beats
    ? await vscode.window.showInformationMessage(
        noticeText(
          `The fitted ${name} did better than the built-in ones on tasks they were not fitted on. Use them from now on?`,
        ),
        use,
        save,
      )
    : await vscode.window.showInformationMessage(
        noticeText(
          `The built-in ${name} stay: the fitted ones did not do better by more than two standard errors on tasks they were not fitted on.`,
        ),
        save,
      );
  if (picked === save) await exportTo([profile]);
  if (picked !== use) return;
  const outcome = await (await services.records()).profiles.keep(profile);
  if (outcome.kind === 'failed') throw new UserFacingError(`The profile could not be kept: ${outcome.message}.`);
  void vscode.window.showInformationMessage(
    noticeText(`The next auction uses the fitted ${name}. Run Fit Scoring Profile again to go back.`),
  );
}

async function revert(services: Services, program: FitProgram): Promise<void> {
  const outcome = await (await services.records()).profiles.forget(program);
  if (outcome.kind === 'failed') throw new UserFacingError(`The profile could not be reverted: ${outcome.message}.`);
  void vscode.window.showInformationMessage(noticeText(`The next auction uses the built-in ${nameOf(program)}.`));
}

async function exportTo(profiles: readonly FittedProfile[]): Promise<void> {
  const target = await vscode.window.showSaveDialog({
    title: 'Export the fitted profiles',
    filters: { JSON: ['json'] },
  });
  if (target === undefined) return;
  const outcome = await exportProfiles(target.fsPath, profiles);
  if (outcome.kind === 'failed') throw new UserFacingError(outcome.message);
  void vscode.window.showInformationMessage(noticeText(`Written to ${target.fsPath}.`));
}

/** Both are plural: "the weights stay", "the chances stay". */
function nameOf(program: FitProgram): string {
  return program === 'minMax' ? 'weights' : 'chances';
}
