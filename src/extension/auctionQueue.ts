import * as vscode from 'vscode';
import { noticeText } from '../base/noticeText';
import type { Disposable } from '../base/disposables';
import { type QueueItem, type QueueRow, TaskQueue } from '../run/taskQueue';
import { queueLost, queuePosition, queueQuestion, queueRowText, queueSummary } from '../views/queueText';
import type { ActiveRun } from './activeRun';

const goOn = 'Go On';
const keptKey = 'gavel.queue';

/** The window's queue of tasks: in the status bar while it runs, shown and stopped by `gavel.showQueue`. */
export class AuctionQueue implements Disposable {
  private readonly queue: TaskQueue;
  private item: vscode.StatusBarItem | undefined;
  private closed = false;

  /** `kept` outlives the window: what waits there is told when the folder is opened again. */
  constructor(
    active: ActiveRun,
    private readonly kept: vscode.Memento,
  ) {
    this.queue = new TaskQueue({
      free: () => nothingAtAuction(active),
      changed: () => this.draw(),
      goesOn: async (row, waiting) =>
        (await vscode.window.showInformationMessage(noticeText(queueQuestion(row, waiting)), goOn, 'Stop Queue')) ===
        goOn,
    });
  }

  /** Says which tasks a window that was closed or reloaded did not begin. */
  async tellLost(): Promise<void> {
    const titles = this.kept.get<readonly string[]>(keptKey, []);
    if (titles.length === 0 || this.queue.isRunning()) return;
    await this.kept.update(keptKey, undefined);
    void vscode.window.showWarningMessage(noticeText(queueLost(titles)));
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
    void tell(noticeText(queueSummary(rows)), 'Show Queue').then((picked) =>
      picked === undefined ? undefined : this.show(),
    );
  }

  /** All tasks of the queue and where they stand; one entry stops it. */
  async show(): Promise<void> {
    const rows = this.queue.rows();
    const stop = { label: '$(debug-stop) Stop the queue', detail: 'The task at auction goes on; no other begins' };
    const waits = this.queue.isRunning() && rows.some(({ state }) => state === 'waiting');
    const items = [...(waits ? [stop] : []), ...rows.map(queueRowText)];
    const title = this.queue.isRunning() ? `Queue: ${queuePosition(rows)}` : 'Queue: nothing waits';
    const empty = [{ label: 'No task waits: choose several issues, or all problems of a file' }];
    const picked = await vscode.window.showQuickPick(items.length > 0 ? items : empty, { title });
    if (picked === stop) this.stop();
    else if (picked !== undefined && rows.length > 0) await vscode.commands.executeCommand('gavel.showBids');
  }

  /** Lets nothing further begin. */
  stop(): void {
    this.queue.stop();
  }

  dispose(): void {
    this.closed = true;
    this.queue.stop();
    this.item?.dispose();
    this.item = undefined;
  }

  private draw(): void {
    if (this.closed) return;
    const running = this.queue.isRunning();
    void this.kept.update(keptKey, running ? unfinished(this.queue.rows()) : undefined);
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

function unfinished(rows: readonly QueueRow[]): readonly string[] {
  return rows.filter(({ state }) => state === 'waiting' || state === 'running').map(({ title }) => title);
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
