import * as vscode from 'vscode';
import { consentDesk } from './config/consent';
import { ActiveRun } from './extension/activeRun';
import { gavelExports, type GavelExports } from './extension/api';
import { bidsPanel } from './extension/bidsPanel';
import { commandTable } from './extension/commands';
import { contextKeys } from './extension/contextKeys';
import { registerHistory } from './extension/historyPanel';
import { outputLog } from './extension/outputLog';
import { registerCommands } from './extension/registerCommands';
import type { Services } from './extension/services';
import { BidsView } from './views/bidsView';
import { ChangesView } from './views/changesView';
import { CheckTerminal } from './views/checkTerminal';
import { ProposedDocuments } from './views/proposedDocuments';

/** Builds the adapters and registers them, and nothing else: no request, no git, no process, no file until a command runs. */
export function activate(context: vscode.ExtensionContext): GavelExports {
  const log = outputLog();
  const active = new ActiveRun();
  const terminal = new CheckTerminal();
  const mayShow = consentDesk(
    context.workspaceState,
    async () => (await import('./config/settings')).readSettings().localOnly,
  );
  const services: Services = {
    context,
    log,
    active,
    terminal,
    confinement: async () => (await import('./sandbox/confinement')).probeConfinement({ outside: workspaceFolders() }),
    mayShow,
    records: once(async () => (await import('./extension/records')).openRecords({ context, log, mayShow })),
  };
  const bids = bidsPanel(context.extensionUri, active);
  const changes = new ChangesView(() => active.current?.handle.state());
  const documents = new ProposedDocuments(() => {
    const state = active.current?.handle.state();
    return { runId: state?.runId ?? '', changes: state?.changes.map(({ change }) => change) ?? [] };
  });
  const setKeys = contextKeys();
  context.subscriptions.push(
    log,
    terminal,
    active,
    vscode.window.registerWebviewViewProvider(BidsView.viewId, bids),
    registerHistory(services, bids),
    changes.register(),
    documents.register(),
    registerCommands(commandTable(services, bids), log),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('gavel')) bids.refresh();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => bids.refresh()),
    active.onChange(() => {
      const state = active.current?.handle.state();
      bids.refresh();
      changes.refresh();
      setKeys(state);
    }),
  );
  return gavelExports(services);
}

/** Runs `make` at the first call and remembers what came of it. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

/** Folders whose programs are never used as tools. */
function workspaceFolders(): readonly string[] {
  return (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
}
