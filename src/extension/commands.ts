import * as vscode from 'vscode';
import { noticeText } from '../base/noticeText';
import { UserFacingError } from '../base/userFacingError';
import { visibleText } from '../base/visibleText';
import { needsOwnAccept } from '../review/change';
import { proposedAward } from '../run/economics';
import type { Choice } from '../run/review';
import { openUnits, type ReviewedChange } from '../run/reviewedChange';
import { awardIsOpen } from '../run/runState';
import type { RunHandle } from '../run/startRun';
import type { BidsView } from '../views/bidsView';
import type { ChangeRow } from '../views/changeRow';
import { openAllDiffs, openDiff } from '../views/changeDiffs';
import type { ChangesView } from '../views/changesView';
import type { ShownRun } from './activeRun';
import { chosenRow, type HunkRow, noFile, noHunk, rowToReview } from './chosenRow';
import type { CommandId } from './commandIds';
import type { Services } from './services';

/** What a command does; its arguments come from whoever ran it and are not trusted. */
export type CommandHandler = (argument: unknown, more: readonly unknown[]) => Promise<void> | void;

/**
 * One handler per command; the mapped type forgets none. What only a command needs is imported inside it: activation
 * must not wait for it.
 */
export function commandTable(
  services: Services,
  bids: BidsView,
  changes: ChangesView,
): { readonly [K in CommandId]: CommandHandler } {
  const { active, context } = services;
  const current = (): ShownRun => active.current ?? noAuction();
  const row = (argument: unknown): ChangeRow =>
    chosenRow(argument, changes.selection, current().handle.state().changes) ?? noFile();
  const hunk = (argument: unknown): HunkRow => {
    const { path, hunk: index } = row(argument);
    return index === undefined ? noHunk() : { path, hunks: [index] };
  };
  return {
    auctionTask: async () => (await import('./auctionFromEditor')).auctionFromEditor(services),
    auctionDiagnostic: async (argument) =>
      (await import('./auctionFromProblem')).auctionFromProblem(services, argument),
    auctionTodo: async (argument) => (await import('./auctionFromTodo')).auctionFromTodo(services, argument),
    auctionTestFailure: async (argument) => (await import('./auctionFromTest')).auctionFromFailure(services, argument),
    auctionTest: async (argument) => (await import('./auctionFromTest')).auctionFromTest(services, argument),
    auctionIssue: async (argument) => (await import('./auctionIssue')).auctionIssue(services, argument),
    auctionIssueText: async (argument) => (await import('./auctionFromText')).auctionFromIssueText(services, argument),
    auctionFiles: async (argument, more) =>
      (await import('./auctionFromText')).auctionFromFiles(services, [argument, ...more]),
    auctionText: async () => (await import('./auctionFromText')).auctionFromWords(services),
    showQueue: () => services.queue.show(),
    stopQueue: () => services.queue.stop(),
    award: (argument) => award(current().handle, argument),
    editPlan: async () => {
      const bidderId = proposedBidder(current().handle);
      await showBids();
      bids.editPlan(bidderId);
    },
    rerun: () => current().again(),
    rerunCheck: async () => (await import('./checkCommands')).rerunCheck(current()),
    stopCheck: () => services.terminal.stop(),
    allowMore: async () => (await import('./checkCommands')).allowMoreAndRerun(services, current()),
    cancel: () => current().handle.cancel(),
    changeCheck: async () => (await import('./changeCheck')).changeCheck(services),
    showBids,
    reviewChanges: (argument) => review(current(), rowToReview(argument, current().handle.state().changes)),
    acceptAll: () => accept(current().handle, 'all'),
    acceptChecked: () => accept(current().handle, 'all'),
    rejectAll: () => current().handle.reject('all'),
    acceptFile: (argument) => accept(current().handle, [row(argument).path]),
    rejectFile: (argument) => current().handle.reject([row(argument).path]),
    acceptHunk: (argument) => accept(current().handle, [hunk(argument)]),
    rejectHunk: (argument) => current().handle.reject([hunk(argument)]),
    acceptRow: () => accept(current().handle, [choiceOf(changes.selection ?? noFile())]),
    rejectRow: () => current().handle.reject([choiceOf(changes.selection ?? noFile())]),
    toggleChecked: (argument) => toggle(current().handle, row(argument)),
    undoAccept: async () => (await import('./undoAccept')).undoAccept(services),
    commitAccepted: async () => (await import('./commitAccepted')).commitAccepted(current()),
    manageBidders: async () => (await import('./bidderCommands')).manageBidders(services),
    checkBidders: async () => (await import('./bidderCommands')).checkBidders(services),
    setApiKey: async () => (await import('./setApiKey')).setApiKey(context.secrets),
    startPractice: async () => (await import('./practice')).openPractice(context),
    showLedger: async () => (await import('./ledgerCommands')).showLedger(services),
    exportLedger: async () => (await import('./ledgerCommands')).exportLedger(services),
    exportMemory: async () => (await import('./ledgerCommands')).exportMemory(services),
    fitProfile: async () => (await import('./fitProfileCommand')).fitProfileCommand(services),
    clearMemory: async () => (await import('./ledgerCommands')).clearMemory(services),
  };
}

async function showBids(): Promise<void> {
  await vscode.commands.executeCommand('gavel.bids.focus');
}

/** Awards to the bidder named by the argument, else to the winner. */
function award(handle: RunHandle, argument: unknown): void {
  const bidderId = typeof argument === 'string' ? argument : proposedBidder(handle);
  if (!handle.award(bidderId)) noAward();
}

/** Whom the rule proposes, while the award is open. */
function proposedBidder(handle: RunHandle): string {
  const state = handle.state();
  const decision = awardIsOpen(state) ? proposedAward(state) : undefined;
  return decision?.kind === 'award' ? decision.bidderId : noAward();
}

async function review({ handle, folder }: ShownRun, row: ChangeRow | undefined): Promise<void> {
  const state = handle.state();
  const [first, second] = state.changes;
  if (first === undefined)
    throw new UserFacingError('There are no changes to review yet: the winner has not finished its work.');
  const only = row ?? (second === undefined ? { path: first.change.path } : undefined);
  if (only === undefined) await openAllDiffs(state, folder.uri);
  else await openDiff(state, folder.uri, only);
}

async function accept(handle: RunHandle, chosen: readonly Choice[] | 'all'): Promise<void> {
  await handle.accept(chosen);
  tellWhatIsLeft(handle);
}

function choiceOf({ path, hunk }: ChangeRow): Choice {
  return hunk === undefined ? path : { path, hunks: [hunk] };
}

/** As a click on the row's check box does. */
function toggle(handle: RunHandle, { path, hunk }: ChangeRow): void {
  const reviewed = handle.state().changes.find(({ change }) => change.path === path);
  const open = openUnits(reviewed ?? noFile(), hunk === undefined ? undefined : [hunk]);
  const allChecked = open.every((index) => reviewed?.units[index]?.checked === true);
  handle.check(path, hunk, !allChecked);
}

/** Files that were not applied are said aloud: the panel may be hidden. */
function tellWhatIsLeft(handle: RunHandle): void {
  const { changes, phase } = handle.state();
  const refused = changes.find(({ decision }) => decision === 'refused');
  const open = changes.filter(({ decision }) => decision === 'open');
  if (refused !== undefined) {
    void vscode.window
      .showWarningMessage(
        noticeText(`${visibleText(refused.change.path)} was not applied: ${refused.note}`),
        'Show Diff',
      )
      .then((pressed) => {
        if (pressed !== undefined) void vscode.commands.executeCommand('gavel.reviewChanges', refused.change.path);
      });
  } else if (phase === 'reviewing' && open.length > 0) {
    const own = open.filter(({ change }) => needsOwnAccept(change));
    const rest = open.length - own.length;
    void vscode.window.showInformationMessage(
      noticeText(
        `Still to decide: ${namesOf(open)}.${own.length > 0 ? ` Accept ${namesOf(own)} on its own in the Changes view.` : ''}${
          rest > 0 ? ' What is not checked was left alone.' : ''
        }`,
      ),
    );
  }
}

/** The first few names; a long list would hide the sentence. */
function namesOf(changes: readonly ReviewedChange[]): string {
  const names = changes.slice(0, 3).map(({ change }) => visibleText(change.path));
  return names.join(', ') + (changes.length > 3 ? ` and ${changes.length - 3} more` : '');
}

function noAuction(): never {
  throw new UserFacingError('There is no auction: select code and run Auction This Task.', {
    action: { title: 'Auction This Task', command: 'gavel.auctionTask' },
  });
}

function noAward(): never {
  throw new UserFacingError(
    'There is no award to give now: the bids are not judged yet, or the work is awarded already.',
    {
      action: { title: 'Show Bids', command: 'gavel.showBids' },
    },
  );
}
