import type { TemplateResult } from 'lit';
import { html, svg } from 'lit';
import type { BidderRates, Share } from '../../../src/views/historyProtocol';
import { percent } from './axis';
import { plotFrame } from './plotFrame';

/** Win, pass and accept rate of each model, as bars with their counts. */
export function rateBars(bidders: readonly BidderRates[]): TemplateResult {
  const rates = ['won', 'passed', 'accepted'] as const;
  return plotFrame({
    title: 'Win, pass and accept rates',
    says: 'Won: of its bids. Passed: of its checks. Accepted: of its work that you decided about.',
    drawing: html`<ul class="rates">
      ${bidders.map(
        (bidder) =>
          html`<li>
            <p class="rateName"><bdi>${bidder.name}</bdi></p>
            <div class="rateRow">${rates.map((rate) => rateBar(rate, bidder[rate]))}</div>
          </li>`,
      )}
    </ul>`,
    head: ['model', 'won', 'passed', 'accepted'],
    rows: bidders.map(({ name, ...bidder }) => [name, ...rates.map((rate) => countText(bidder[rate]))]),
  });
}

function rateBar(rate: string, share: Share): TemplateResult {
  const width = share.whole > 0 ? (share.part / share.whole) * 100 : 0;
  return html`<div class="rate">
    <span class="rateText">${rate} ${share.whole === 0 ? '–' : `${share.part}/${share.whole}`}</span>
    <svg class="rateBar" height="6" aria-hidden="true">
      ${svg`<rect class="rateBack" width="100%" height="6" rx="2" />
      <rect class=${`rateFill ${rate}`} width=${percent(width)} height="6" rx="2" />`}
    </svg>
  </div>`;
}

function countText({ part, whole }: Share): string {
  return whole === 0 ? '–' : `${part} of ${whole}`;
}

/** `3 of 4, 75 %`; a dash where nothing can be said. */
export function shareText({ part, whole }: Share): string {
  return whole === 0 ? '–' : `${part} of ${whole}, ${Math.round((part / whole) * 100)} %`;
}
