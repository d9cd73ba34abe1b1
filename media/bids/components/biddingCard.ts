import type { TemplateResult } from 'lit';
import { html } from 'lit';
import type { CardModel, PanelModel } from '../../../src/views/protocol';
import { spinner } from '../../shared/icons';
import type { PanelContext } from '../panelContext';
import { cancelButton } from './cancelButton';

/** The market at work: how many bids are in, and the way out. */
export function biddingCard(context: PanelContext): TemplateResult {
  const { waiting, words } = progress(context.panel);
  return html`<section class="box bidding" data-main tabindex="-1" aria-label="Auction in progress">
    <div class="biddingRow">
      <h2>${spinner()} ${waiting ? 'Bids are coming in' : 'The jury is reading'}</h2>
      ${cancelButton(context)}
    </div>
    <p class="dim">${words}</p>
  </section>`;
}

function progress(panel: PanelModel): { readonly waiting: boolean; readonly words: string } {
  const states = Object.values(panel.cards).flatMap(({ state }) => (state === 'waiting' ? [] : [state]));
  const count = (...wanted: CardModel['state'][]): number => states.filter((state) => wanted.includes(state)).length;
  const [bids, out] = [count('bid', 'judged'), count('out')];
  return {
    waiting: states.length === 0 || bids + out < states.length,
    words: `${bids} of ${states.length} in${out > 0 ? `, ${out} out` : ''}`,
  };
}
