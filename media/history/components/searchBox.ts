import type { TemplateResult } from 'lit';
import { html } from 'lit';
import { live } from 'lit/directives/live.js';
import { counted } from '../../shared/format';
import { type HistoryContext, listedAtFirst } from '../historyContext';
import { matching } from '../search';

/** Finds past auctions by any words of their rows; says how many there are. Escape empties it. */
export function searchBox(context: HistoryContext): TemplateResult {
  const { history, ui } = context;
  const all = history.parts.flatMap(({ auctions }) => auctions);
  const found = matching(all, ui.query).length;
  const search = (query: string): void => context.update({ query, listed: listedAtFirst });
  return html`<div class="search" role="search">
    <input
      type="search"
      aria-label="Search past auctions"
      placeholder="Search past auctions"
      maxlength="200"
      spellcheck="false"
      .value=${live(ui.query)}
      @input=${(event: InputEvent) => search((event.target as HTMLInputElement).value)}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'Escape') search('');
      }}
    />
    <p class="dim found" role="status" aria-live="polite">
      ${ui.query.trim() === '' ? counted(all.length, 'auction') : `${found} of ${counted(all.length, 'auction')}`}
    </p>
  </div>`;
}
