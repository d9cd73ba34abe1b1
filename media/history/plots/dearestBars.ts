import type { TemplateResult } from 'lit';
import { html, svg } from 'lit';
import type { HistoryTotals } from '../../../src/views/historyProtocol';
import { formatUsd } from '../../shared/format';
import { percent } from './axis';
import { plotFrame } from './plotFrame';

/** What the auctions cost, overhead and all, beside what "always the dearest bidder" would have cost. */
export function dearestBars(totals: HistoryTotals): TemplateResult {
  const { comparable, auctions, comparedWorkUsd, overheadUsd, dearestUsd, savingUsd } = totals;
  const known = comparable > 0;
  const says = known
    ? `Over ${comparable} of ${auctions} auctions whose dearest bidder's cost is known: net saving ${formatUsd(savingUsd)}.`
    : 'No auction yet of which the dearest bidder’s cost is known.';
  const withAuction = comparedWorkUsd + overheadUsd;
  return plotFrame({
    title: 'Cost against always the dearest',
    says,
    ...(known && { drawing: drawing(totals, withAuction) }),
    head: ['way', 'work', 'bids, jury, refining', 'in all'],
    rows: known
      ? [
          ['with auctions', formatUsd(comparedWorkUsd), formatUsd(overheadUsd), formatUsd(withAuction)],
          ['always the dearest', formatUsd(dearestUsd), '–', formatUsd(dearestUsd)],
        ]
      : [],
  });
}

function drawing({ comparedWorkUsd, overheadUsd, dearestUsd }: HistoryTotals, withAuction: number): TemplateResult {
  const all = Math.max(withAuction, dearestUsd, 1e-12);
  const share = (usd: number): string => percent((usd / all) * 100);
  return html`<ul class="ways">
    <li>
      <p>
        with auctions <b>${formatUsd(withAuction)}</b>
        <span class="dim">(work ${formatUsd(comparedWorkUsd)}, overhead ${formatUsd(overheadUsd)})</span>
      </p>
      <svg class="wayBar" height="12" aria-hidden="true">
        ${svg`<rect class="workPart" width=${share(comparedWorkUsd)} height="12" />
        <rect class="overheadPart" x=${share(comparedWorkUsd)} width=${share(overheadUsd)} height="12" />`}
      </svg>
    </li>
    <li>
      <p>always the dearest <b>${formatUsd(dearestUsd)}</b></p>
      <svg class="wayBar" height="12" aria-hidden="true">
        ${svg`<rect class="dearestPart" width=${share(dearestUsd)} height="12" />`}
      </svg>
    </li>
  </ul>`;
}
