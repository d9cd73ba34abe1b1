import * as vscode from 'vscode';
import { UserFacingError } from '../base/userFacingError';
import { proposedAward } from '../run/economics';
import { awardIsOpen } from '../run/runState';
import type { RunHandle } from '../run/startRun';
import type { BidsView } from '../views/bidsView';
import { openAllDiffs, openDiff } from '../views/changesView';
import type { ShownRun } from './activeRun';
import type { CommandId } from './commandIds';
import type { Services } from './services';

/** What a command does; its argument comes from whoever ran it and is not trusted. */
export type CommandHandler = (argument: unknown) => Promise<void> | void;

/**
 * One handler per command; the mapped type forgets none. What only a command needs is imported inside it: activation
 * must not wait for it.
 */
export function commandTable(services: Services, bids: BidsView): { readonly [K in CommandId]: CommandHandler } {
  const { active, context } = services;
  const current = (): ShownRun => active.current ?? noAuction();
  return {
    auctionTask: async () => (await import('./auctionFromEditor')).auctionFromEditor(services),
    auctionDiagnostic: async (argument) =>
      (await import('./auctionFromProblem')).auctionFromProblem(services, argument),
    auctionTodo: async (argument) => (await import('./auctionFromTodo')).auctionFromTodo(services, argument),
    auctionTestFailure: async (argument) => (await import('./auctionFromTest')).auctionFromFailure(services, argument),
    auctionTest: async (argument) => (await import('./auctionFromTest')).auctionFromTest(services, argument),
    award: (argument) => award(current().handle, argument),
    editPlan: async () => {
      const bidderId = proposedBidder(current().handle);
      await showBids();
      bids.editPlan(bidderId);
    },
    rerun: () => current().again(),
    cancel: () => current().handle.cancel(),
    changeCheck: async () => (await import('./changeCheck')).changeCheck(services),
    showBids,
    reviewChanges: (argument) => review(current(), pathOf(argument)),
    acceptAll: () => acceptAll(current().handle),
    rejectAll: () => current().handle.reject('all'),
    acceptFile: (argument) => acceptFile(current().handle, pathOf(argument)),
    rejectFile: (argument) => current().handle.reject([pathOf(argument) ?? noFile()]),
    undoAccept: async () => (await import('./undoAccept')).undoAccept(context, active.current?.folder),
    commitAccepted: async () => (await import('./commitAccepted')).commitAccepted(current()),
    manageBidders: async () => (await import('./bidderCommands')).manageBidders(services),
    checkBidders: async () => (await import('./bidderCommands')).checkBidders(services),
    setApiKey: async () => (await import('./setApiKey')).setApiKey(context.secrets),
    startPractice: async () => (await import('./practice')).openPractice(context),
    showLedger: async () => (await import('./ledgerCommands')).showLedger(services),
    exportLedger: async () => (await import('./ledgerCommands')).exportLedger(services),
    exportMemory: async () => (await import('./ledgerCommands')).exportMemory(services),
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

async function review({ handle, folder }: ShownRun, path: string | undefined): Promise<void> {
  const state = handle.state();
  if (state.changes.length === 0)
    throw new UserFacingError('There are no changes to review yet: the winner has not finished its work.');
  const only = state.changes.length === 1 ? state.changes[0]?.change.path : path;
  if (only === undefined) await openAllDiffs(state, folder.uri);
  else await openDiff(state, folder.uri, only);
}

async function acceptAll(handle: RunHandle): Promise<void> {
  await handle.accept('all');
  tellWhatIsLeft(handle);
}

async function acceptFile(handle: RunHandle, path: string | undefined): Promise<void> {
  await handle.accept([path ?? noFile()]);
  tellWhatIsLeft(handle);
}

/** Files that were not applied are said aloud: the panel may be hidden. */
function tellWhatIsLeft(handle: RunHandle): void {
  const { changes, phase } = handle.state();
  const refused = changes.find(({ decision }) => decision === 'refused');
  const open = changes.filter(({ decision }) => decision === 'open');
  if (refused !== undefined) {
    void vscode.window.showWarningMessage(`${refused.change.path} was not applied: ${refused.note}`);
  } else if (phase === 'reviewing' && open.length > 0) {
    const names = open.map(({ change }) => change.path).join(', ');
    void vscode.window.showInformationMessage(
      `Still to decide: ${names}. Accept sensitive files one by one in the Changes view.`,
    );
  }
}

/** The file a tree row, the panel or another command means. */
function pathOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument;
  if (typeof argument !== 'object' || argument === null || !('change' in argument)) return undefined;
  const { change } = argument;
  if (typeof change !== 'object' || change === null || !('path' in change)) return undefined;
  return typeof change.path === 'string' ? change.path : undefined;
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

function noFile(): never {
  throw new UserFacingError('Choose a file in the Changes view first.', {
    action: { title: 'Review Changes', command: 'gavel.reviewChanges' },
  });
}
