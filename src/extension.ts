import * as vscode from 'vscode';
import type { GavelExports } from '../api/gavel';
import { gavelExports } from './extension/api';
import { atFirstSign } from './extension/atFirstSign';
import { bidsPanel } from './extension/bidsPanel';
import { registerChat } from './extension/chat';
import { commandTable } from './extension/commands';
import { contextKeys } from './extension/contextKeys';
import { createServices } from './extension/createServices';
import { hiddenProgress } from './extension/hiddenProgress';
import { registerHistory } from './extension/historyPanel';
import { registerCommands } from './extension/registerCommands';
import { showTodaysSpend } from './extension/todaysSpend';
import { registerQuickFixes } from './tasks/quickFixes';
import { BidsView } from './views/bidsView';
import { ChangesView } from './views/changesView';
import { ProposedDocuments } from './views/proposedDocuments';
import { StatusBar } from './views/statusBar';

/** Builds the adapters and registers them, and nothing else: no request, no git, no process, no file until a command runs. */
export function activate(context: vscode.ExtensionContext): GavelExports {
  const services = createServices(context);
  const { log, active, terminal, undoOffer } = services;
  const bids = bidsPanel(context.extensionUri, active);
  const changes = new ChangesView(
    () => active.current?.handle.state(),
    ({ path, hunk }, checked) => active.current?.handle.check(path, hunk, checked),
  );
  const documents = new ProposedDocuments(() => {
    const state = active.current?.handle.state();
    return { runId: state?.runId ?? '', changes: state?.changes ?? [] };
  });
  const setKeys = contextKeys();
  const status = new StatusBar(() => active.current?.handle.state());
  context.subscriptions.push(
    vscode.window.registerWebviewViewProvider(BidsView.viewId, bids),
    registerHistory(services, bids),
    changes.register(),
    documents.register(),
    status,
    hiddenProgress(active, bids),
    registerCommands(commandTable(services, bids, changes), log),
    registerQuickFixes(),
    registerChat(services),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('gavel')) bids.refresh();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => bids.refresh()),
    active.onChange(() => {
      const state = active.current?.handle.state();
      bids.refresh();
      changes.refresh();
      status.refresh();
      setKeys(state, terminal.running);
      undoOffer.follow(state);
    }),
    terminal.onChange(() => setKeys(active.current?.handle.state(), terminal.running)),
    showTodaysSpend(services, status, bids),
    atFirstSign(async () => (await import('./extension/interruptedAccepts')).askAboutInterruptedAccepts(services), log),
    atFirstSign(() => services.queue.tellLost(), log),
  );
  undoOffer.begin();
  return gavelExports(services);
}
