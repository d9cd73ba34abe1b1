import type { TemplateResult } from 'lit';
import { html, nothing, svg } from 'lit';
import type { TimelinePoint } from '../../../src/views/historyProtocol';
import { formatMoment, formatUsd } from '../../shared/format';
import { type Axis, axisFor, percent, place } from './axis';
import { plotFrame } from './plotFrame';

const height = 132;

/** Money spent and net saving, added up from auction to auction. */
export function timelinePlot(points: readonly TimelinePoint[]): TemplateResult {
  const last = points.at(-1);
  const says =
    last === undefined
      ? 'Nothing to show yet.'
      : `After ${last.auctions} ${last.auctions === 1 ? 'auction' : 'auctions'}: ${formatUsd(last.spentUsd)} spent, net saving ${formatUsd(last.savingUsd)}.`;
  return plotFrame({
    title: 'Spend and net saving over time',
    says,
    ...(points.length > 1 && { drawing: drawing(points, says) }),
    head: ['auctions', 'until', 'spent', 'net saving'],
    rows: points.map(({ auctions, endedAtMs, spentUsd, savingUsd }) => [
      String(auctions),
      formatMoment(endedAtMs),
      formatUsd(spentUsd),
      formatUsd(savingUsd),
    ]),
  });
}

function drawing(points: readonly TimelinePoint[], says: string): TemplateResult {
  const axis = axisFor(points.flatMap(({ spentUsd, savingUsd }) => [spentUsd, savingUsd]));
  const [first, last] = [points[0], points.at(-1)];
  return html`<ul class="legend" aria-hidden="true">
      <li>${swatch('spentLine')}spent</li>
      <li>${swatch('savingLine')}net saving</li>
    </ul>
    <svg class="lines" height=${height} role="img" aria-label=${says}>
      <svg x="0" y="12" width="100%" height=${height - 18} overflow="visible">
        ${axis.marks.map((mark) => markLine(mark, axis))}
        ${line(
          points.map(({ spentUsd }) => spentUsd),
          axis,
          'spentLine',
        )}
        ${line(
          points.map(({ savingUsd }) => savingUsd),
          axis,
          'savingLine',
        )}
      </svg>
    </svg>
    <p class="ends dim" aria-hidden="true">
      <span>${formatMoment(first?.endedAtMs ?? NaN)}</span><span>${formatMoment(last?.endedAtMs ?? NaN)}</span>
    </p>`;
}

function swatch(name: string): TemplateResult {
  return html`<svg class="swatch" width="18" height="8" aria-hidden="true">
    ${svg`<line class=${name} x1="1" x2="17" y1="4" y2="4" />`}
  </svg>`;
}

function markLine(mark: number, axis: Axis): TemplateResult {
  const y = percent(100 - place(mark, axis));
  return svg`<line class=${mark === 0 ? 'zeroLine' : 'markLine'} x1="0" x2="100%" y1=${y} y2=${y} />
    ${mark === axis.min ? nothing : svg`<text class="mark" x="0" y=${y} dy="-3">${formatUsd(mark)}</text>`}`;
}

/** In percents, as separate strokes: a polyline knows no percents, and a scaled drawing would scale its texts. */
function line(values: readonly number[], axis: Axis, name: string): readonly TemplateResult[] {
  const at = (index: number): { readonly x: string; readonly y: string } => ({
    x: percent((index / Math.max(1, values.length - 1)) * 100),
    y: percent(100 - place(values[index] ?? 0, axis)),
  });
  return values.slice(1).map((_, index) => {
    const [from, to] = [at(index), at(index + 1)];
    return svg`<line class=${name} x1=${from.x} y1=${from.y} x2=${to.x} y2=${to.y} />`;
  });
}
