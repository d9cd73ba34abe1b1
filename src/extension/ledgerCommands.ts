import * as vscode from 'vscode';
import { noticeText } from '../base/noticeText';
import { writeFileAtomic } from '../base/atomicFile';
import { UserFacingError } from '../base/userFacingError';
import { ledgerCsv, ledgerJson } from '../ledger/exportLedger';
import { workspaceIdOf } from '../memory/workspaceId';
import { ledgerText } from '../views/ledgerText';
import type { Services } from './services';

/** Opens the ledger as a text: every task's money, what each bidder did, and the totals. */
export async function showLedger(services: Services): Promise<void> {
  const { records: entries } = await (await services.records()).ledger.read();
  await services.reports.show('Gavel ledger', ledgerText(entries));
}

/** Writes the ledger to a file of the person's choice, as CSV or JSON by its ending. */
export async function exportLedger(services: Services): Promise<void> {
  const { records: entries } = await (await services.records()).ledger.read();
  if (entries.length === 0) throw new UserFacingError('The ledger is empty: run an auction first.');
  const target = await vscode.window.showSaveDialog({
    title: 'Export the ledger',
    filters: { 'CSV for spreadsheets': ['csv'], JSON: ['json'] },
  });
  if (target === undefined) return;
  const text = target.path.endsWith('.json') ? ledgerJson(entries) : ledgerCsv(entries);
  await writeFileAtomic(target.fsPath, text, { mode: 0o600 });
  void vscode.window.showInformationMessage(noticeText(`${entries.length} tasks written to ${target.fsPath}.`));
}

/** Writes the remembered auctions of all workspaces as JSON Lines. */
export async function exportMemory(services: Services): Promise<void> {
  const target = await vscode.window.showSaveDialog({
    title: 'Export the auction memory',
    filters: { 'JSON Lines': ['jsonl'] },
  });
  if (target === undefined) return;
  const outcome = await (await services.records()).memory.exportTo(target.fsPath);
  if (outcome.kind === 'failed') throw new UserFacingError(outcome.message);
  void vscode.window.showInformationMessage(noticeText(`${outcome.count} auctions written to ${target.fsPath}.`));
}

/** Forgets this workspace's auctions after a confirmation; the ledger stays. */
export async function clearMemory(services: Services): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined)
    throw new UserFacingError('No folder is open: open the workspace whose memory you want to clear.');
  const forget = 'Forget';
  const answer = await vscode.window.showWarningMessage(
    noticeText(`Forget all past auctions of ${folder.name}?`),
    { modal: true, detail: 'Bidders can no longer learn from them. The ledger keeps its figures.' },
    forget,
  );
  if (answer !== forget) return;
  const outcome = await (await services.records()).memory.clear(workspaceIdOf(folder.uri.toString()));
  if (outcome.kind === 'refused') throw new UserFacingError(outcome.message);
  void vscode.window.showInformationMessage(noticeText(`${outcome.count} auctions forgotten.`));
}
