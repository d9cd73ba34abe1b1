import { render } from 'lit';
import type { FromPanel, PanelModel, ToPanel } from '../../src/views/protocol';
import { announcement } from './announcement';
import { fitPlanButtons } from './clampPlans';
import { keepFocus } from '../shared/keepFocus';
import { measureCards, slideCards } from './motion';
import { own } from '../shared/own';
import type { PanelContext } from './panelContext';
import { PanelStore } from './panelStore';
import { panelView } from './panelView';
import { withVisibleTexts } from '../shared/plainText';
import type { UiState } from './uiState';
import { freshUiState, readUiState } from './uiState';
import type { VsCodeApi } from '../shared/vsCodeApi';

type Handlers = { readonly [K in ToPanel['type']]: (message: Extract<ToPanel, { type: K }>) => void };

const scrollSaveDelayMs = 200;

/** The panel in one page: takes the host's messages, draws, sends what the person does. */
export class PanelClient implements PanelContext {
  readonly #store = new PanelStore();
  readonly #root: HTMLElement;
  readonly #api: VsCodeApi<FromPanel>;
  #ui: UiState;
  #news = '';
  #scrollTimer: number | undefined;

  readonly #handlers: Handlers = {
    snapshot: ({ sequence, panel }) => {
      const first = !this.#store.current;
      this.#show(() => this.#store.applySnapshot(sequence, panel));
      if (first) window.scrollTo(0, this.#ui.scroll);
    },
    patch: ({ sequence, patch }) => {
      this.#show(() => {
        if (this.#store.applyPatch(sequence, patch) === 'gap') this.post({ type: 'ready' });
      });
    },
    editPlan: ({ bidderId }) => {
      if (own(this.panel.cards, bidderId)?.canAward === true) this.edit(bidderId);
    },
  };

  constructor(root: HTMLElement, api: VsCodeApi<FromPanel>) {
    this.#root = root;
    this.#api = api;
    this.#ui = readUiState(api.getState());
  }

  get panel(): PanelModel {
    return this.#store.panel;
  }

  get ui(): UiState {
    return this.#ui;
  }

  /** Listens to the host and asks it for the first snapshot. */
  start(): void {
    window.addEventListener('message', (event: MessageEvent<unknown>) => this.#receive(event.data));
    window.addEventListener('scroll', () => this.#rememberScroll(), { passive: true });
    window.addEventListener('resize', () => fitPlanButtons(this.#root));
    this.post({ type: 'ready' });
  }

  post(message: FromPanel): void {
    this.#api.postMessage(message);
  }

  update(change: Partial<UiState>): void {
    this.#ui = { ...this.#ui, ...change };
    this.#save();
    this.#draw();
  }

  edit(bidderId: string): void {
    const closing = this.#ui.editing;
    this.update({ editing: bidderId });
    if (bidderId !== '') this.#root.querySelector<HTMLElement>('textarea')?.focus();
    else this.#editButton(closing)?.focus();
  }

  draft(bidderId: string, plan: string): void {
    this.update({ drafts: { ...this.#ui.drafts, [bidderId]: plan } });
  }

  #receive(data: unknown): void {
    if (typeof data !== 'object' || data === null || !('type' in data)) return;
    const message = withVisibleTexts(data as ToPanel);
    if (!Object.hasOwn(this.#handlers, message.type)) return;
    (this.#handlers[message.type] as (message: ToPanel) => void)(message);
  }

  /** Applies a change of the model and draws it; cards slide when their order changed. */
  #show(change: () => void): void {
    const before = this.panel;
    const tops = measureCards(this.#root);
    change();
    if (this.panel === before) return;
    if (this.panel.runId !== this.#ui.runId) {
      this.#ui = freshUiState(this.panel.runId);
      this.#save();
    }
    this.#news = announcement(before, this.panel) || this.#news;
    this.#draw();
    if (before.order.join('\n') !== this.panel.order.join('\n') && before.order.length > 0)
      slideCards(this.#root, tops);
  }

  #draw(): void {
    keepFocus(this.#root, () => render(panelView(this, this.#news), this.#root));
    fitPlanButtons(this.#root);
  }

  #editButton(bidderId: string): HTMLElement | undefined {
    const buttons = this.#root.querySelectorAll<HTMLElement>('[data-action="editPlan"]');
    return [...buttons].find((button) => button.dataset['for'] === bidderId);
  }

  /** Scrolling comes in bursts; its place is written once it pauses. */
  #rememberScroll(): void {
    this.#ui = { ...this.#ui, scroll: window.scrollY };
    window.clearTimeout(this.#scrollTimer);
    this.#scrollTimer = window.setTimeout(() => this.#save(), scrollSaveDelayMs);
  }

  #save(): void {
    this.#api.setState(this.#ui);
  }
}
