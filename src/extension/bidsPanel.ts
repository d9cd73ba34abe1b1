import * as vscode from 'vscode';
import { visibleText } from '../base/visibleText';
import { userValue } from '../config/userValue';
import type { RunHandle } from '../run/startRun';
import { BidsView } from '../views/bidsView';
import { idlePanel, panelOf } from '../views/panelModel';
import type { NoticeModel, PanelAction, PanelModel } from '../views/protocol';
import type { ActiveRun } from './activeRun';
import { openEndpoints, whyNobodyBids } from './market';

/** The Bids panel wired to the running auction: it reads the state and presses the same buttons as the palette. */
export function bidsPanel(extensionUri: vscode.Uri, active: ActiveRun): BidsView {
  const press = (command: string, ...rest: readonly unknown[]): void => {
    void vscode.commands.executeCommand(command, ...rest);
  };
  let problem = '';
  // The schemas of the settings come with the first idle panel: activation would pay for them.
  const lookAtEndpoints = async (): Promise<void> => {
    const found = whyNobodyBids((await import('../config/settings')).readSettings());
    if (found === problem) return;
    problem = found;
    view.refresh();
  };
  const panel = (): PanelModel => {
    const run = active.current;
    if (run !== undefined) return panelOf(run.handle.state());
    if (active.elsewhere !== '') return idlePanel({ tone: 'info', text: visibleText(active.elsewhere), actions: [] });
    void lookAtEndpoints();
    return idlePanel(welcome(problem));
  };
  const view = new BidsView(extensionUri, panel, {
    award: ({ runId, bidderId, plan }) => {
      active.ifCurrent(runId)?.award(bidderId, plan);
    },
    noSale: ({ runId }) => active.ifCurrent(runId)?.noSale(),
    cancel: ({ runId }) => active.ifCurrent(runId)?.cancel(),
    rerun: ({ runId }) => {
      const handle = active.ifCurrent(runId);
      if (handle !== undefined) void runAgain(handle).then(() => press('gavel.rerun'));
    },
    reviewChanges: ({ runId }) => {
      if (active.ifCurrent(runId) !== undefined) press('gavel.reviewChanges');
    },
    acceptAll: ({ runId }) => {
      if (active.ifCurrent(runId) !== undefined) press('gavel.acceptAll');
    },
    rejectAll: ({ runId }) => {
      if (active.ifCurrent(runId) !== undefined) press('gavel.rejectAll');
    },
    openChange: ({ runId, path }) => {
      if (active.ifCurrent(runId) !== undefined) press('gavel.reviewChanges', path);
    },
    reviewAttempt: ({ runId, attempt }) => {
      active.ifCurrent(runId)?.chooseAttempt(attempt - 1);
    },
    showTerminal: () => {
      press('workbench.action.terminal.focus');
    },
    action: ({ action }) => {
      pressAction(action, press);
    },
  });
  return view;
}

/** An award that is still open ends as no sale: two auctions of one task would wait for one person. */
export async function runAgain(handle: RunHandle): Promise<void> {
  if (handle.state().phase !== 'judged') return;
  handle.noSale();
  await handle.finished;
}

function pressAction(action: PanelAction, press: (command: string, ...rest: readonly unknown[]) => void): void {
  if (action === 'configureEndpoints') press(openEndpoints.command, ...openEndpoints.arguments);
  else if (action === 'chooseInvited') press(openEndpoints.command, 'gavel.auction.invite');
  else press(`gavel.${action}`);
}

/** What an empty panel offers; `problem` says why nobody could bid. */
function welcome(problem: string): NoticeModel {
  if (!vscode.workspace.isTrusted) {
    return { tone: 'warning', text: 'This workspace is not trusted, so Gavel runs nothing in it.', actions: [] };
  }
  const startPractice = { title: 'Try the practice market', action: 'startPractice' } as const;
  const configure = { title: 'Configure endpoints', action: 'configureEndpoints' } as const;
  const endpoints = userValue('endpoints');
  if (!Array.isArray(endpoints) || endpoints.length === 0) {
    return {
      tone: 'info',
      text: 'No model is configured yet. The practice market needs none.',
      actions: [startPractice, configure],
    };
  }
  if (problem !== '') return { tone: 'error', text: visibleText(problem), actions: [configure, startPractice] };
  return {
    tone: 'info',
    text: 'Select code and put it to auction.',
    actions: [{ title: 'Auction This Task', action: 'auctionTask' }, configure, startPractice],
  };
}
