import type * as vscode from 'vscode';
import type { Disposable } from '../base/disposables';
import { PastShown } from './pastShown';
import type { FromPanel, PanelModel, PanelPatch, ToPanel } from './protocol';
import { showPage } from './webviewPage';

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
  private readonly past = new PastShown();

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly panel: () => PanelModel,
    private readonly handlers: Omit<Handlers, 'ready' | 'closePast'>,
  ) {}

  resolveWebviewView(view: vscode.WebviewView): void {
    this.view = view;
    this.sent = undefined;
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
    showPage(view.webview, this.extensionUri, { name: 'bids', title: 'Bids' });
  }

  /** Whether a person can see the panel. */
  get visible(): boolean {
    return this.view?.visible ?? false;
  }

  /** Calls the listener whenever the panel has come onto the screen or gone from it. */
  onVisibility(listener: () => void): Disposable {
    this.watchers.add(listener);
    return { dispose: () => this.watchers.delete(listener) };
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
    this.closePast();
    if (this.sent === undefined) this.planToEdit = bidderId;
    else this.post({ type: 'editPlan', bidderId });
  }

  /** Shows a past auction, read only, until the person goes back or the live auction moves on. */
  showPast(past: PanelModel): void {
    this.past.open(past, this.panel());
    if (this.sent !== undefined) this.sendChanges();
  }

  private announceVisibility(): void {
    for (const watcher of this.watchers) watcher();
  }

  private closePast(): void {
    this.past.close();
    if (this.sent !== undefined) this.sendChanges();
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
    if (message.type === 'closePast') {
      this.closePast();
      return;
    }
    const handler = this.handlers[message.type] as (message: FromPanel) => void;
    handler(message);
  }

  private sendSnapshot(): void {
    this.sent = this.past.instead(this.panel());
    this.sequence += 1;
    this.post({ type: 'snapshot', sequence: this.sequence, panel: this.sent });
    if (this.planToEdit !== undefined) this.post({ type: 'editPlan', bidderId: this.planToEdit });
    this.planToEdit = undefined;
  }

  private sendChanges(): void {
    if (this.sent === undefined) return;
    const next = this.past.instead(this.panel());
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
