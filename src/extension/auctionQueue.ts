import * as vscode from 'vscode';
import { noticeText } from '../base/noticeText';
import type { Disposable } from '../base/disposables';
import { type QueueItem, TaskQueue } from '../run/taskQueue';
import { queuePosition, queueRowText, queueSummary } from '../views/queueText';
import type { ActiveRun } from './activeRun';

/** The window's queue of tasks: in the status bar while it runs, shown and stopped by `gavel.showQueue`. */
export class AuctionQueue implements Disposable {
  private readonly queue: TaskQueue;
  private item: vscode.StatusBarItem | undefined;

  constructor(active: ActiveRun) {
    this.queue = new TaskQueue(
      () => nothingAtAuction(active),
      () => this.draw(),
    );
  }

  /** Auctions these tasks one after the other, behind those that wait already; settles when the queue is through. */
  async run(items: readonly QueueItem[]): Promise<void> {
    if (this.queue.isRunning()) {
      void this.queue.add(items);
      void vscode.window.showInformationMessage(noticeText(`${items.length} more tasks wait in the queue.`));
      return;
    }
    await this.queue.add(items);
    const rows = this.queue.rows();
    const failed = rows.some(({ state }) => state === 'failed');
    const tell = failed ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
    void tell(queueSummary(rows), 'Show Queue').then((picked) => (picked === undefined ? undefined : this.show()));
  }

  /** All tasks of the queue and where they stand; one entry stops it. */
  async show(): Promise<void> {
    const rows = this.queue.rows();
    const stop = { label: '$(debug-stop) Stop the queue', detail: 'The task at auction goes on; no other begins' };
    const waits = this.queue.isRunning() && rows.some(({ state }) => state === 'waiting');
    const items = [...(waits ? [stop] : []), ...rows.map(queueRowText)];
    const title = this.queue.isRunning() ? `Queue: ${queuePosition(rows)}` : 'Queue: nothing waits';
    const empty = [{ label: 'No task waits: choose several issues in Auction GitHub Issue' }];
    const picked = await vscode.window.showQuickPick(items.length > 0 ? items : empty, { title });
    if (picked === stop) this.stop();
    else if (picked !== undefined && rows.length > 0) await vscode.commands.executeCommand('gavel.showBids');
  }

  /** Lets nothing further begin. */
  stop(): void {
    this.queue.stop();
  }

  dispose(): void {
    this.queue.stop();
    this.item?.dispose();
    this.item = undefined;
  }

  private draw(): void {
    const running = this.queue.isRunning();
    void vscode.commands.executeCommand('setContext', 'gavel.queueRunning', running);
    if (!running) {
      this.item?.hide();
      return;
    }
    const rows = this.queue.rows();
    this.item ??= createItem();
    this.item.text = `$(list-ordered) ${queuePosition(rows)}`;
    this.item.tooltip = rows.map((row) => `${row.title}: ${queueRowText(row).detail}`).join('\n');
    this.item.accessibilityInformation = { label: `Gavel queue: ${queuePosition(rows)}`, role: 'button' };
    this.item.show();
  }
}

/** Whoever began an auction by hand decides about it first. */
async function nothingAtAuction(active: ActiveRun): Promise<void> {
  for (let run = active.current; run !== undefined && run.handle.state().phase !== 'done'; run = active.current)
    await run.handle.finished;
}

function createItem(): vscode.StatusBarItem {
  const item = vscode.window.createStatusBarItem('gavel.queue', vscode.StatusBarAlignment.Left, 9);
  item.name = 'Gavel Queue';
  item.command = 'gavel.showQueue';
  return item;
}
