import * as vscode from 'vscode';
import type { FromPanel, PanelModel, PanelPatch, ToPanel } from './protocol';

/** At most ten updates a second. */
const updateIntervalMs = 100;

type Handlers = { readonly [K in FromPanel['type']]: (message: Extract<FromPanel, { readonly type: K }>) => void };

/** The host of the Bids panel: sends what changed of a model that it is given, and hands on what the person pressed. */
export class BidsView implements vscode.WebviewViewProvider {
  static readonly viewId = 'gavel.bids';

  private view: vscode.WebviewView | undefined;
  private sequence = 0;
  private sent: PanelModel | undefined;
  private timer: NodeJS.Timeout | undefined;
  private planToEdit: string | undefined;
  private readonly watchers = new Set<() => void>();

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly panel: () => PanelModel,
    private readonly handlers: Omit<Handlers, 'ready'>,
  ) {}

  resolveWebviewView(view: vscode.WebviewView): void {
    this.view = view;
    this.sent = undefined;
    view.webview.options = {
      enableScripts: true,
      enableCommandUris: false,
      localResourceRoots: [vscode.Uri.joinPath(this.extensionUri, 'dist')],
    };
    const listener = view.webview.onDidReceiveMessage((raw: unknown) => {
      // The schemas come with the first message: activation would pay for them.
      void import('./fromPanel').then(({ readFromPanel }) => {
        const message = readFromPanel(raw);
        if (message !== undefined) this.handle(message);
      });
    });
    // A hidden panel has lost its document: what is posted then gets lost, and its next one begins with `ready`.
    const visibility = view.onDidChangeVisibility(() => {
      if (!view.visible) this.forget();
      this.announceVisibility();
    });
    view.onDidDispose(() => {
      listener.dispose();
      visibility.dispose();
      this.forget();
      this.view = undefined;
      this.announceVisibility();
    });
    this.announceVisibility();
    view.webview.html = page(view.webview, this.extensionUri);
  }

  /** Whether a person can see the panel. */
  get visible(): boolean {
    return this.view?.visible ?? false;
  }

  /** Calls the listener whenever the panel has come onto the screen or gone from it. */
  onVisibility(listener: () => void): vscode.Disposable {
    this.watchers.add(listener);
    return new vscode.Disposable(() => this.watchers.delete(listener));
  }

  /** Sends what changed, soon; calls in between are answered by one update. */
  refresh(): void {
    if (this.view === undefined || this.sent === undefined) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.sendChanges();
    }, updateIntervalMs);
  }

  /** Opens the plan of a bid for editing in the panel, now or as soon as the panel is there. */
  editPlan(bidderId: string): void {
    if (this.sent === undefined) this.planToEdit = bidderId;
    else this.post({ type: 'editPlan', bidderId });
  }

  private announceVisibility(): void {
    for (const watcher of this.watchers) watcher();
  }

  private forget(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.sent = undefined;
  }

  private handle(message: FromPanel): void {
    if (message.type === 'ready') {
      this.sendSnapshot();
      return;
    }
    const handler = this.handlers[message.type] as (message: FromPanel) => void;
    handler(message);
  }

  private sendSnapshot(): void {
    this.sent = this.panel();
    this.sequence += 1;
    this.post({ type: 'snapshot', sequence: this.sequence, panel: this.sent });
    if (this.planToEdit !== undefined) this.post({ type: 'editPlan', bidderId: this.planToEdit });
    this.planToEdit = undefined;
  }

  private sendChanges(): void {
    if (this.sent === undefined) return;
    const next = this.panel();
    if (next.runId !== this.sent.runId) {
      this.sendSnapshot();
      return;
    }
    const patch = changesBetween(this.sent, next);
    this.sent = next;
    if (Object.keys(patch).length === 0) return;
    this.sequence += 1;
    this.post({ type: 'patch', sequence: this.sequence, patch });
  }

  private post(message: ToPanel): void {
    void this.view?.webview.postMessage(message);
  }
}

/** The parts of a panel that differ; of the cards, only the changed ones. */
export function changesBetween(before: PanelModel, after: PanelModel): PanelPatch {
  const changed = Object.entries(after).filter(([key, value]) => !same(before[key as keyof PanelModel], value));
  const patch = Object.fromEntries(changed) as PanelPatch;
  if (patch.cards === undefined) return patch;
  const cards = Object.entries(patch.cards).filter(([id, card]) => !same(before.cards[id], card));
  return { ...patch, cards: Object.fromEntries(cards) };
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function page(webview: vscode.Webview, extensionUri: vscode.Uri): string {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
  const resource = (name: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', name)).toString();
  const policy = [
    "default-src 'none'",
    `style-src ${webview.cspSource}`,
    `script-src 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${resource('bids.css')}">
<title>Bids</title>
</head>
<body>
<div id="gavel-root"></div>
<script nonce="${nonce}" src="${resource('bids.js')}"></script>
</body>
</html>`;
}
