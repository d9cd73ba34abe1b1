import * as vscode from 'vscode';
import { once } from '../base/once';
import { consentDesk } from '../config/consent';
import { storedFacts } from '../config/modelFacts';
import { CheckTerminal } from '../views/checkTerminal';
import { ReportDocuments } from '../views/reportDocuments';
import { ActiveRun } from './activeRun';
import { AuctionQueue } from './auctionQueue';
import { outputLog } from './outputLog';
import type { Services } from './services';
import { UndoOffer } from './undoOffer';

/** Builds what the commands share, to be disposed with the extension; what would touch a disk, a network or a process waits for its first use. */
export function createServices(context: vscode.ExtensionContext): Services {
  const log = outputLog();
  const active = new ActiveRun();
  const queue = new AuctionQueue(active, context.workspaceState);
  const terminal = new CheckTerminal();
  const reports = new ReportDocuments();
  const mayShow = consentDesk(
    context.workspaceState,
    async () => (await import('../config/settings')).readSettings().localOnly,
  );
  context.subscriptions.push(log, terminal, reports, queue, active);
  return {
    context,
    log,
    active,
    undoOffer: new UndoOffer(context),
    queue,
    terminal,
    reports,
    confinement: async () => (await import('../sandbox/confinement')).probeConfinement({ outside: workspaceFolders() }),
    mayShow,
    facts: storedFacts(context.globalState),
    records: once(async () => (await import('./records')).openRecords({ context, log, mayShow })),
  };
}

/** Folders whose programs are never used as tools. */
function workspaceFolders(): readonly string[] {
  return (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
}
