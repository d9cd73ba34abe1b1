import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { CardModel, PanelModel } from '../../../src/views/protocol';
import { decimalsFor } from '../../shared/format';
import { own } from '../../shared/own';
import type { PanelContext } from '../panelContext';
import { bidCard } from './bidCard';
import { barScale } from './scoreBar';

/** From so many cards on, those below the first two show less of their plans. Ours. */
const manyBids = 6;

/** All bidders in rank order, those that are out last. */
export function bidList(context: PanelContext): TemplateResult | typeof nothing {
  const { panel } = context;
  const cards = rankedCards(panel);
  if (cards.length === 0) return nothing;
  const scale = barScale(cards);
  const decimals = bidDecimals(panel);
  const bids = cards.filter((card) => card.state === 'bid' || card.state === 'judged').length;
  return html`<section
    class="bids ${isSettled(panel) ? 'settled' : ''} ${cards.length > manyBids ? 'many' : ''}"
    aria-label="Bids"
  >
    <div class="listHead">
      <h2>Bids <span class="count">${bids} of ${cards.length}</span></h2>
      ${
        cards.some((card) => card.terms !== null)
          ? html`<p class="legend">
              <span class="net" aria-hidden="true"></span>value − cost; the farthest right wins
            </p>`
          : nothing
      }
    </div>
    <ol class="cards">
      ${repeat(
        cards,
        (card) => card.bidderId,
        (card) => bidCard(context, card, { scale, decimals }),
      )}
    </ol>
  </section>`;
}

function isSettled(panel: PanelModel): boolean {
  return panel.phase !== 'bidding' && panel.phase !== 'judged';
}

/** Decimals every z of this auction is shown with. */
export function bidDecimals(panel: PanelModel): number {
  return decimalsFor(rankedCards(panel).flatMap((card) => (card.terms === null ? [] : [card.terms.z])));
}

function rankedCards(panel: PanelModel): readonly CardModel[] {
  return panel.order.flatMap((bidderId) => own(panel.cards, bidderId) ?? []);
}
