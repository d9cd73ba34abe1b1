import { join } from 'node:path';
import type * as vscode from 'vscode';
import type { LoggerPort } from '../base/logger';
import type { FactsPort } from '../models/modelFacts';
import type { Confinement } from '../sandbox/confinement';
import type { CheckTerminal } from '../views/checkTerminal';
import type { ReportDocuments } from '../views/reportDocuments';
import type { ActiveRun } from './activeRun';
import type { AuctionQueue } from './auctionQueue';
import type { Records } from './records';
import type { UndoOffer } from './undoOffer';

/** Everything the commands share, built once in `activate`. Nothing in here has done any work yet. */
export interface Services {
  readonly context: vscode.ExtensionContext;
  readonly log: LoggerPort;
  readonly active: ActiveRun;
  /** Whether Undo Accept is offered. */
  readonly undoOffer: UndoOffer;
  /** Tasks that wait for the one at auction. */
  readonly queue: AuctionQueue;
  readonly terminal: CheckTerminal;
  readonly reports: ReportDocuments;
  /** Probed by a real run at the first use, then remembered for this window. */
  confinement(): Promise<Confinement>;
  mayShow(origin: string): Promise<boolean>;
  /** What is known of the models. */
  readonly facts: FactsPort;
  /** Ledger and memory, opened at the first use. */
  records(): Promise<Records>;
}

/** Gavel's own folders and files, all below the extension's global storage. */
export function storagePaths(context: vscode.ExtensionContext): {
  readonly sandboxes: string;
  readonly journals: string;
  /** Which window has which task. */
  readonly tasks: string;
  readonly ledger: string;
  readonly memory: string;
  /** The fitted profiles in use. */
  readonly profiles: string;
  /** What all windows have spent today. */
  readonly today: string;
  readonly habits: string;
  readonly practice: string;
} {
  const root = context.globalStorageUri.fsPath;
  return {
    sandboxes: join(root, 'sandboxes'),
    journals: join(root, 'journals'),
    tasks: join(root, 'tasks'),
    ledger: join(root, 'ledger.jsonl'),
    memory: join(root, 'memory.jsonl'),
    profiles: join(root, 'profiles.json'),
    today: join(root, 'today.json'),
    habits: join(root, 'habits.jsonl'),
    practice: join(root, 'practice', 'tidy-desk'),
  };
}
