import { render } from 'lit';
import type { FromHistory, HistoryModel, ToHistory } from '../../src/views/historyProtocol';
import { keepFocus } from '../shared/keepFocus';
import { withVisibleTexts } from '../shared/plainText';
import type { VsCodeApi } from '../shared/vsCodeApi';
import type { HistoryContext, HistoryUi } from './historyContext';
import { readHistoryUi } from './historyContext';
import { historyView } from './historyView';

const nothingYet: HistoryModel = { notice: '', parts: [] };

/** The History view in one page: takes the host's snapshots, draws, sends what the person does. */
export class HistoryClient implements HistoryContext {
  readonly #root: HTMLElement;
  readonly #api: VsCodeApi<FromHistory>;
  #history = nothingYet;
  #sequence = 0;
  #ui: HistoryUi;

  constructor(root: HTMLElement, api: VsCodeApi<FromHistory>) {
    this.#root = root;
    this.#api = api;
    this.#ui = readHistoryUi(api.getState());
  }

  get history(): HistoryModel {
    return this.#history;
  }

  get ui(): HistoryUi {
    return this.#ui;
  }

  /** Listens to the host and asks it for the first snapshot. */
  start(): void {
    window.addEventListener('message', (event: MessageEvent<unknown>) => this.#receive(event.data));
    this.post({ type: 'ready' });
  }

  post(message: FromHistory): void {
    this.#api.postMessage(message);
  }

  update(change: Partial<HistoryUi>): void {
    this.#ui = { ...this.#ui, ...change };
    this.#api.setState({ query: this.#ui.query });
    this.#draw();
  }

  #receive(data: unknown): void {
    if (typeof data !== 'object' || data === null || !('type' in data) || data.type !== 'snapshot') return;
    const { sequence, history } = withVisibleTexts(data as ToHistory);
    if (sequence <= this.#sequence) return;
    this.#sequence = sequence;
    this.#history = history;
    this.#draw();
  }

  #draw(): void {
    keepFocus(this.#root, () => render(historyView(this), this.#root));
  }
}
