import * as vscode from 'vscode';
import type { RunState } from '../run/runState';
import { statusModel, withoutIcon } from './statusText';

/** Gavel's item in the status bar: made with the first thing it has to say, hidden when it has nothing. */
export class StatusBar implements vscode.Disposable {
  private item: vscode.StatusBarItem | undefined;
  private spentTodayUsd: number | undefined;

  constructor(private readonly run: () => RunState | undefined) {}

  /** What real auctions have cost today, in USD. */
  spentToday(usd: number): void {
    this.spentTodayUsd = usd;
    this.refresh();
  }

  refresh(): void {
    const { text, tooltip, turn } = statusModel(this.run(), this.spentTodayUsd);
    if (text === '') {
      this.item?.hide();
      return;
    }
    this.item ??= createItem();
    this.item.text = text;
    this.item.tooltip = tooltip;
    this.item.accessibilityInformation = { label: `Gavel: ${withoutIcon(text)}`, role: 'button' };
    this.item.backgroundColor =
      turn === 'person' ? new vscode.ThemeColor('statusBarItem.prominentBackground') : undefined;
    this.item.show();
  }

  dispose(): void {
    this.item?.dispose();
  }
}

function createItem(): vscode.StatusBarItem {
  const item = vscode.window.createStatusBarItem('gavel.status', vscode.StatusBarAlignment.Left, 10);
  item.name = 'Gavel';
  item.command = 'gavel.showBids';
  return item;
}
