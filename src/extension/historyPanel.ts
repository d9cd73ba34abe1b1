import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposables';
import type { BidsView } from '../views/bidsView';
import type { HistoryModel } from '../views/historyProtocol';
import { HistoryView } from '../views/historyView';
import type { ShownRun } from './activeRun';
import type { Services } from './services';

/** Registers the History view: it reads the ledger, reopens past auctions in the Bids panel, and follows each run's end. */
export function registerHistory(services: Services, bids: BidsView): Disposable {
  const { active, context } = services;
  const view = new HistoryView(context.extensionUri, () => readHistory(services), {
    open: ({ runId }) => openPast(services, bids, runId),
    action: async ({ action }) => {
      await vscode.commands.executeCommand(`gavel.${action}`);
    },
  });
  const registered = new DisposableStore();
  registered.add(vscode.window.registerWebviewViewProvider(HistoryView.viewId, view));
  let followed: ShownRun | undefined;
  registered.add(
    active.onChange(() => {
      if (active.current === followed) return;
      followed = active.current;
      void followed?.handle.finished.finally(() => view.refresh());
    }),
  );
  return registered;
}

/** What only an open view needs is imported here: activation must not wait for it. */
async function readHistory(services: Services): Promise<HistoryModel> {
  return (await import('./pastAuctions')).readHistory(services);
}

async function openPast(services: Services, bids: BidsView, runId: string): Promise<void> {
  const past = await (await import('./pastAuctions')).readPast(services, runId);
  if (past === undefined) return;
  bids.showPast(past);
  await vscode.commands.executeCommand('gavel.bids.focus');
}
