import type * as vscode from 'vscode';
import type { FromHistory, HistoryModel, ToHistory } from './historyProtocol';
import { showPage } from './webviewPage';

type Handlers = {
  readonly [K in Exclude<FromHistory['type'], 'ready'>]: (
    message: Extract<FromHistory, { readonly type: K }>,
  ) => Promise<void> | void;
};

/** The host of the History view: sends what the ledger holds, when it is shown and whenever it has grown. */
export class HistoryView implements vscode.WebviewViewProvider {
  static readonly viewId = 'gavel.history';

  private view: vscode.WebviewView | undefined;
  /** True from the document's `ready` until it is hidden: what is posted in between arrives. */
  private listening = false;
  private sequence = 0;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly load: () => Promise<HistoryModel>,
    private readonly handlers: Handlers,
  ) {}

  resolveWebviewView(view: vscode.WebviewView): void {
    this.view = view;
    this.listening = false;
    const listener = view.webview.onDidReceiveMessage((raw: unknown) => {
      // The schemas come with the first message: activation would pay for them.
      void import('./fromHistory').then(({ readFromHistory }) => {
        const message = readFromHistory(raw);
        if (message !== undefined) void this.handle(message);
      });
    });
    // A hidden view has lost its document; when it is shown again it says `ready` and gets a new snapshot.
    const visibility = view.onDidChangeVisibility(() => {
      if (!view.visible) this.listening = false;
    });
    view.onDidDispose(() => {
      listener.dispose();
      visibility.dispose();
      this.listening = false;
      this.view = undefined;
    });
    showPage(view.webview, this.extensionUri, { name: 'history', title: 'History' });
  }

  /** Sends the ledger anew if anybody is looking. */
  refresh(): void {
    if (this.listening) void this.send();
  }

  private async handle(message: FromHistory): Promise<void> {
    if (message.type === 'ready') {
      this.listening = true;
      await this.send();
      return;
    }
    const handler = this.handlers[message.type] as (message: FromHistory) => Promise<void> | void;
    await handler(message);
  }

  private async send(): Promise<void> {
    this.sequence += 1;
    // Numbered before it is read: of two that overlap, the one that began later counts.
    const { sequence } = this;
    const snapshot: ToHistory = { type: 'snapshot', sequence, history: await this.load() };
    await this.view?.webview.postMessage(snapshot);
  }
}
