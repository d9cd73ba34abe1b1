import type { TemplateResult } from 'lit';
import { html, svg } from 'lit';
import type { BidderRates } from '../../../src/views/historyProtocol';
import { formatUsd } from '../../shared/format';
import { type Axis, axisFor, percent, place } from './axis';
import { plotFrame } from './plotFrame';
import { shareText } from './rateBars';

const height = 160;
const successAxis: Axis = { min: 0, max: 100, marks: [0, 50, 100] };

/** Each model by what one attempt of it cost and how often its checks passed: up and left is good. */
export function scatterPlot(bidders: readonly BidderRates[]): TemplateResult {
  const known = bidders.filter(({ attemptUsd, passed }) => attemptUsd >= 0 && passed.whole > 0);
  const says =
    known.length === 0
      ? 'No model has had its work checked yet.'
      : 'Up: checks passed. Right: cost of one attempt. Up and left is good.';
  return plotFrame({
    title: 'Cost and success',
    says,
    ...(known.length > 0 && { drawing: drawing(known) }),
    head: ['model', 'per attempt', 'passed'],
    rows: known.map(({ name, attemptUsd, passed }) => [name, formatUsd(attemptUsd), shareText(passed)]),
  });
}

function drawing(known: readonly BidderRates[]): TemplateResult {
  const axis = axisFor(known.map(({ attemptUsd }) => attemptUsd));
  const label = known.map(({ name, attemptUsd, passed }) => `${name}: ${formatUsd(attemptUsd)}, ${shareText(passed)}`);
  return html`<svg class="scatter costSuccess" height=${height} role="img" aria-label=${label.join('; ')}>
      <svg x="8%" y="14" width="84%" height=${height - 40} overflow="visible">
        ${successAxis.marks.map(successLine)} ${axis.marks.map((mark) => costMark(mark, axis))}
        ${known.map((bidder, index) => dot(bidder, index, axis))}
      </svg>
    </svg>
    <ol class="dotNames" aria-hidden="true">
      ${known.map(({ name }, index) => html`<li><b>${index + 1}</b> <bdi>${name}</bdi></li>`)}
    </ol>`;
}

function successLine(mark: number): TemplateResult {
  const y = percent(100 - mark);
  return svg`<line class=${mark === 0 ? 'zeroLine' : 'markLine'} x1="-9%" x2="109%" y1=${y} y2=${y} />
    <text class="mark" x="-9%" y=${y} dy="-3">${mark} %</text>`;
}

function costMark(mark: number, axis: Axis): TemplateResult {
  const x = percent(place(mark, axis));
  const edge = mark === axis.min || mark === axis.max;
  return svg`<line class="markLine" x1=${x} x2=${x} y1="100%" y2="104%" />
    <text class="mark ${edge ? '' : 'inner'}" x=${x} y="100%" dy="16" text-anchor="middle">${formatUsd(mark)}</text>`;
}

function dot({ attemptUsd, passed }: BidderRates, index: number, axis: Axis): TemplateResult {
  const [x, y] = [percent(place(attemptUsd, axis)), percent(100 - (passed.part / passed.whole) * 100)];
  return svg`<circle class="dot" cx=${x} cy=${y} r="9" />
    <text class="dotText" x=${x} y=${y} dy="0.36em" text-anchor="middle">${index + 1}</text>`;
}
