import type { TemplateResult } from 'lit';
import { html, svg } from 'lit';
import type { CalibrationRow } from '../../../src/views/historyProtocol';
import { percent } from './axis';
import { plotFrame } from './plotFrame';
import { shareText } from './rateBars';

const height = 160;
const marks = [0, 50, 100];

/** Whether the chances that were said came true: on the line they did, below it they promised too much. */
export function calibrationPlot(rows: readonly CalibrationRow[]): TemplateResult {
  const says =
    rows.length === 0
      ? 'No chance that was said has been checked yet.'
      : 'Right: chance to pass that was said. Up: checks that passed. On the line both agree.';
  return plotFrame({
    title: 'Chances said and kept',
    says,
    ...(rows.length > 0 && { drawing: drawing(rows) }),
    head: ['chance said', 'on average', 'passed'],
    rows: rows.map(({ from, to, said, passed }) => [
      `${whole(from)} to ${whole(to)} %`,
      `${whole(said)} %`,
      shareText(passed),
    ]),
  });
}

function drawing(rows: readonly CalibrationRow[]): TemplateResult {
  const label = rows.map(({ said, passed }) => `said ${whole(said)} %, passed ${shareText(passed)}`);
  return html`<svg class="scatter calibration" height=${height} role="img" aria-label=${label.join('; ')}>
    <svg x="8%" y="14" width="84%" height=${height - 40} overflow="visible">
      ${marks.map(passedLine)} ${marks.map(saidMark)}
      <line class="agreeLine" x1="0%" y1="100%" x2="100%" y2="0%" />
      ${rows.map(dot)}
    </svg>
  </svg>`;
}

function passedLine(mark: number): TemplateResult {
  const y = percent(100 - mark);
  return svg`<line class=${mark === 0 ? 'zeroLine' : 'markLine'} x1="-9%" x2="109%" y1=${y} y2=${y} />
    <text class="mark" x="-9%" y=${y} dy="-3">${mark} %</text>`;
}

function saidMark(mark: number): TemplateResult {
  const x = percent(mark);
  return svg`<line class="markLine" x1=${x} x2=${x} y1="100%" y2="104%" />
    <text class="mark" x=${x} y="100%" dy="16" text-anchor="middle">${mark} %</text>`;
}

/** The number in the dot is how many attempts it stands for. */
function dot({ said, passed }: CalibrationRow): TemplateResult {
  const [x, y] = [percent(said * 100), percent(100 - (passed.part / passed.whole) * 100)];
  return svg`<circle class="dot" cx=${x} cy=${y} r="9" />
    <text class="dotText" x=${x} y=${y} dy="0.36em" text-anchor="middle">${passed.whole}</text>`;
}

function whole(share: number): number {
  return Math.round(share * 100);
}
