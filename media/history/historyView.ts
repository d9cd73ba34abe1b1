import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import type { HistoryAction, HistoryPart } from '../../src/views/historyProtocol';
import { icon } from '../shared/icons';
import { longText } from '../shared/longText';
import { auctionList } from './components/auctionList';
import { searchBox } from './components/searchBox';
import { totalsList } from './components/totalsList';
import type { HistoryContext } from './historyContext';
import { calibrationPlot } from './plots/calibrationPlot';
import { dearestBars } from './plots/dearestBars';
import { rateBars } from './plots/rateBars';
import { scatterPlot } from './plots/scatterPlot';
import { timelinePlot } from './plots/timelinePlot';

/** The whole view: what was auctioned and what it brought, real money first, practice apart. */
export function historyView(context: HistoryContext): TemplateResult {
  const { history } = context;
  return html`<main class="panel history">
    ${history.notice === '' ? nothing : html`<p class="dim notice">${longText(history.notice)}</p>`}
    ${history.parts.length === 0 ? emptyView(context) : filledView(context)}
  </main>`;
}

function emptyView(context: HistoryContext): TemplateResult {
  return html`<section class="welcome" data-main tabindex="-1">
    <h1>No auction yet</h1>
    <p>Each auction you run is kept here: who won, whether the work passed, what it cost and what it saved.</p>
    <div class="buttons">
      ${actionButton(context, 'auctionTask', 'Auction This Task', 'primary')}
      ${actionButton(context, 'startPractice', 'Try the practice market', 'secondary')}
    </div>
  </section>`;
}

function filledView(context: HistoryContext): TemplateResult {
  return html`<h1 class="srOnly">History of auctions</h1>
    <div class="buttons tools">
      ${actionButton(context, 'exportLedger', 'Export…', 'secondary')}
      ${actionButton(context, 'showLedger', 'Show Ledger', 'secondary')}
    </div>
    ${searchBox(context)} ${context.history.parts.map((part) => partView(context, part))}`;
}

function partView(context: HistoryContext, part: HistoryPart): TemplateResult {
  const title = part.practice ? 'Practice' : 'Your auctions';
  return html`<section class="part" aria-label=${title}>
    <h2>${title} ${part.practice ? html`<span class="tag warnTag">scripted, no AI, no real money</span>` : nothing}</h2>
    ${totalsList(part.totals)} ${auctionList(context, part)}
    <div class="plots">
      ${rateBars(part.bidders)} ${timelinePlot(part.timeline)} ${dearestBars(part.totals)} ${scatterPlot(part.bidders)}
      ${calibrationPlot(part.calibration)}
    </div>
  </section>`;
}

function actionButton(
  context: HistoryContext,
  action: HistoryAction,
  title: string,
  look: 'primary' | 'secondary',
): TemplateResult {
  return html`<button
    type="button"
    class=${look}
    data-action=${action}
    @click=${() => context.post({ type: 'action', action })}
  >
    ${action === 'exportLedger' ? icon('export') : nothing}${title}
  </button>`;
}
