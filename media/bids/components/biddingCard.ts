import type { TemplateResult } from 'lit';
import { html } from 'lit';
import type { CardModel, PanelModel } from '../../../src/views/protocol';
import { spinner } from '../../shared/icons';
import type { PanelContext } from '../panelContext';
import { cancelButton } from './cancelButton';

/** The market at work: how many bids are in, and the way out. */
export function biddingCard(context: PanelContext): TemplateResult {
  const { waiting, words, closed, invited } = progress(context.panel);
  return html`<section class="box bidding" data-main tabindex="-1" aria-label="Auction in progress">
    <div class="biddingRow">
      <h2>${spinner()} ${waiting ? 'Bids are coming in' : 'The jury is reading'}</h2>
      ${cancelButton(context)}
    </div>
    <progress aria-label="Bids" max=${Math.max(1, invited)} .value=${closed}></progress>
    <p class="dim">${words}</p>
  </section>`;
}

interface Progress {
  readonly waiting: boolean;
  readonly words: string;
  /** Bidders that have answered or are out, and all that were asked. */
  readonly closed: number;
  readonly invited: number;
}

function progress(panel: PanelModel): Progress {
  const states = Object.values(panel.cards).flatMap(({ state }) => (state === 'waiting' ? [] : [state]));
  const count = (...wanted: CardModel['state'][]): number => states.filter((state) => wanted.includes(state)).length;
  const [bids, out] = [count('bid', 'judged'), count('out')];
  return {
    waiting: states.length === 0 || bids + out < states.length,
    words: `${bids} of ${states.length} in${out > 0 ? `, ${out} out` : ''}`,
    closed: bids + out,
    invited: states.length,
  };
}
