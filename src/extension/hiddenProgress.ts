import * as vscode from 'vscode';
import { noticeText } from '../base/noticeText';
import type { Disposable } from '../base/disposables';
import type { RunState } from '../run/runState';
import { type StatusModel, statusModel, withoutIcon } from '../views/statusText';
import type { ActiveRun } from './activeRun';

/** Whether the Bids panel is on the screen, and news of it. */
export interface PanelVisibility {
  readonly visible: boolean;
  onVisibility(listener: () => void): Disposable;
}

/** A panel that is hidden for less than this, in milliseconds, is not missed. */
const graceMs = 800;

/**
 * Follows a running auction in a notification while the Bids panel is hidden, and says there whose turn it is and how it
 * ended. With the panel on the screen it says nothing: everything is said once.
 */
export function hiddenProgress(active: ActiveRun, panel: PanelVisibility): Disposable {
  const notification = new ProgressNotification(() => active.current?.handle.cancel());
  let told = '';
  /** The run whose panel has been on the screen: every run brings it up, which may take a while. */
  let seenRun: string | undefined;
  const update = (): void => {
    const state = active.current?.handle.state();
    const { text, turn } = statusModel(state, undefined);
    const words = withoutIcon(text);
    if (panel.visible) seenRun = state?.runId;
    if (panel.visible || turn !== 'market') notification.close();
    else if (seenRun === state?.runId) notification.show(words);
    const news = state === undefined ? undefined : newsOf(state, turn, words);
    if (news === undefined || panel.visible) return;
    const moment = `${state?.runId ?? ''} ${state?.phase ?? ''}`;
    if (moment !== told) tell(news);
    told = moment;
  };
  const listeners = [active.onChange(update), panel.onVisibility(update)];
  return {
    dispose: () => {
      for (const listener of listeners) listener.dispose();
      notification.close();
    },
  };
}

/** What a person who does not see the panel must hear: that it is their turn, or that it ended without them. */
function newsOf({ end }: RunState, turn: StatusModel['turn'], words: string): string | undefined {
  if (turn === 'person') return `Gavel: ${words}`;
  return end?.state === 'failed' || end?.state === 'noSale' ? `Gavel: ${end.message}` : undefined;
}

function tell(news: string): void {
  const show = 'Show Bids';
  void vscode.window.showInformationMessage(noticeText(news), show).then((picked) => {
    if (picked === show) void vscode.commands.executeCommand('gavel.showBids');
  });
}

/** One notification with a Cancel button, opened after the grace time and closed at any moment. */
class ProgressNotification {
  private timer: NodeJS.Timeout | undefined;
  private finish: (() => void) | undefined;
  private report: ((text: string) => void) | undefined;
  private text = '';

  constructor(private readonly cancel: () => void) {}

  show(text: string): void {
    this.text = text;
    this.report?.(text);
    if (this.finish === undefined) this.timer ??= setTimeout(() => this.open(), graceMs);
  }

  close(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.finish?.();
    this.finish = undefined;
    this.report = undefined;
  }

  private open(): void {
    const closed = new Promise<void>((resolve) => {
      this.finish = resolve;
    });
    const options = { location: vscode.ProgressLocation.Notification, title: 'Gavel', cancellable: true };
    void vscode.window.withProgress(options, (progress, token) => {
      token.onCancellationRequested(this.cancel);
      this.report = (message) => progress.report({ message: noticeText(message) });
      this.report(this.text);
      return closed;
    });
  }
}
