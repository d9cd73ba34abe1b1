import * as vscode from 'vscode';
import type { GavelExports } from '../api/gavel';
import { once } from './base/once';
import { consentDesk } from './config/consent';
import { storedFacts } from './config/modelFacts';
import { ActiveRun } from './extension/activeRun';
import { gavelExports } from './extension/api';
import { AuctionQueue } from './extension/auctionQueue';
import { bidsPanel } from './extension/bidsPanel';
import { registerChat } from './extension/chat';
import { commandTable } from './extension/commands';
import { contextKeys } from './extension/contextKeys';
import { hiddenProgress } from './extension/hiddenProgress';
import { registerHistory } from './extension/historyPanel';
import { outputLog } from './extension/outputLog';
import { registerCommands } from './extension/registerCommands';
import type { Services } from './extension/services';
import { showTodaysSpend } from './extension/todaysSpend';
import { registerQuickFixes } from './tasks/quickFixes';
import { BidsView } from './views/bidsView';
import { ChangesView } from './views/changesView';
import { CheckTerminal } from './views/checkTerminal';
import { ProposedDocuments } from './views/proposedDocuments';
import { atFirstSign } from './extension/atFirstSign';
import { ReportDocuments } from './views/reportDocuments';
import { StatusBar } from './views/statusBar';

/** Builds the adapters and registers them, and nothing else: no request, no git, no process, no file until a command runs. */
export function activate(context: vscode.ExtensionContext): GavelExports {
  const log = outputLog();
  const active = new ActiveRun();
  const queue = new AuctionQueue(active);
  const terminal = new CheckTerminal();
  const reports = new ReportDocuments();
  const mayShow = consentDesk(
    context.workspaceState,
    async () => (await import('./config/settings')).readSettings().localOnly,
  );
  const services: Services = {
    context,
    log,
    active,
    queue,
    terminal,
    reports,
    confinement: async () => (await import('./sandbox/confinement')).probeConfinement({ outside: workspaceFolders() }),
    mayShow,
    facts: storedFacts(context.globalState),
    records: once(async () => (await import('./extension/records')).openRecords({ context, log, mayShow })),
  };
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
    log,
    terminal,
    reports,
    queue,
    active,
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
    }),
    terminal.onChange(() => setKeys(active.current?.handle.state(), terminal.running)),
    showTodaysSpend(services, status, bids),
    atFirstSign(async () => (await import('./extension/interruptedAccepts')).askAboutInterruptedAccepts(context), log),
  );
  return gavelExports(services);
}

/** Folders whose programs are never used as tools. */
function workspaceFolders(): readonly string[] {
  return (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
}
