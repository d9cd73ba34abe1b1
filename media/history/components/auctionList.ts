import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { HistoryPart, PastAuction } from '../../../src/views/historyProtocol';
import { formatMoment, formatUsd } from '../../shared/format';
import { icon } from '../../shared/icons';
import { beginning } from '../../shared/longText';
import type { HistoryContext } from '../historyContext';
import { matching } from '../search';

const moreAtOnce = 50;

/** Two lines never need more of a title. */
const titleLength = 300;

/** The past auctions of one part that the search finds, newest first; each opens in the Bids panel. */
export function auctionList(context: HistoryContext, part: HistoryPart): TemplateResult {
  const found = matching(part.auctions, context.ui.query);
  const shown = found.slice(0, context.ui.listed);
  if (found.length === 0) return html`<p class="dim">No auction here matches the search.</p>`;
  return html`<ol class="auctions" aria-label="Past auctions, newest first">
      ${repeat(
        shown,
        ({ runId }) => runId,
        (auction) => row(context, auction),
      )}
    </ol>
    ${found.length > shown.length ? moreButton(context, found.length - shown.length) : nothing}`;
}

function row(context: HistoryContext, auction: PastAuction): TemplateResult {
  const { runId, title, endedAtMs, winner, verdict, end, endText, costUsd } = auction;
  return html`<li>
    <button type="button" class="auction" data-action="open" @click=${() => context.post({ type: 'open', runId })}>
      <span class="auctionTitle"
        ><bdi>${title.trim() === '' ? 'without a title' : beginning(title, titleLength)}</bdi></span
      >
      <span class="ending end-${end}">${icon(endIcons[end])}${endText}</span>
      <span class="dim details">
        <span>${formatMoment(endedAtMs)}</span>
        ${winner === '' ? nothing : html`<span><bdi>${beginning(winner, titleLength)}</bdi></span>`}
        ${verdict === '' ? nothing : html`<span><bdi>${beginning(verdict, titleLength)}</bdi></span>`}
        <span>${formatUsd(costUsd)}</span>
      </span>
      <span class="srOnly">, open in the Bids panel</span>
    </button>
  </li>`;
}

const endIcons = {
  accepted: 'check',
  rejected: 'cross',
  noSale: 'gavel',
  cancelled: 'circle',
  failed: 'warning',
} as const;

function moreButton(context: HistoryContext, left: number): TemplateResult {
  const more = Math.min(left, moreAtOnce);
  return html`<button
    type="button"
    class="link"
    data-action="showMore"
    @click=${() => context.update({ listed: context.ui.listed + moreAtOnce })}
  >
    Show ${more} more
  </button>`;
}
