import type { TemplateResult } from 'lit';
import { html } from 'lit';
import type { HistoryTotals } from '../../../src/views/historyProtocol';
import { formatUsd } from '../../shared/format';

/** The sums at a glance. */
export function totalsList(totals: HistoryTotals): TemplateResult {
  const cells: readonly (readonly [title: string, value: string])[] = [
    ['auctions', String(totals.auctions)],
    ['accepted', String(totals.accepted)],
    ['spent', formatUsd(totals.spentUsd)],
    ['net saving', totals.comparable === 0 ? 'not known yet' : formatUsd(totals.savingUsd)],
  ];
  return html`<dl class="totals">
    ${cells.map(
      ([title, value]) =>
        html`<div>
          <dt>${title}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}
