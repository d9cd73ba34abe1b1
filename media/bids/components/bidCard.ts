import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import type { CardModel } from '../../../src/views/protocol';
import { formatDuration, formatNumber, formatUsd } from '../../shared/format';
import { icon, spinner } from '../../shared/icons';
import { beginning, longText } from '../../shared/longText';
import type { PanelContext } from '../panelContext';
import { toggled, type UiState } from '../uiState';
import { juryRow } from './juryRow';
import { editPlanButton, planEditor } from './planEditor';
import { refinedRow } from './refinedRow';
import type { BarScale } from './scoreBar';
import { scoreBar } from './scoreBar';

/** Three lines never need more; the rest is not laid out until asked for. */
const previewLength = 600;

interface CardLook {
  readonly scale: BarScale;
  /** Decimals of z. */
  readonly decimals: number;
}

/** One bidder: where it stands, what it would cost, how it scored and what it plans. */
export function bidCard(context: PanelContext, card: CardModel, look: CardLook): TemplateResult {
  return html`<li class="card ${card.state} ${card.tag} ${card.awarded ? 'awarded' : ''}" data-bidder=${card.bidderId}>
    <div class="cardHead">
      ${card.rank > 0 ? html`<span class="rank"><span class="srOnly">Rank </span>${card.rank}</span>` : nothing}
      <h3><bdi>${card.name}</bdi></h3>
      ${tags(context, card)} ${card.terms === null ? nothing : scoreText(card.terms.z, look.decimals)}
      ${stateLine(card)}
    </div>
    <div class="cardBody">
      <div class="numbers">
        ${facts(card, context.panel.past === null)}
        ${card.terms === null ? nothing : scoreBar(card, card.terms, look.scale)} ${juryRow(context, card)}
      </div>
      ${words(context, card)}
    </div>
  </li>`;
}

/** What the bidder plans, what it rewrote, and what can be done with it. */
function words(context: PanelContext, card: CardModel): TemplateResult | typeof nothing {
  if (card.plan === '' && card.refined === null && !isAwardable(context, card)) return nothing;
  return html`<div class="words">${planView(card, context.ui)} ${refinedRow(card)} ${cardFoot(context, card)}</div>`;
}

/** The winner is awarded from the award box; every other valid bid on its card. */
function isAwardable({ panel }: PanelContext, { canAward, bidderId }: CardModel): boolean {
  return canAward && panel.award?.open !== false && panel.award?.bidderId !== bidderId;
}

function scoreText(z: number, decimals: number): TemplateResult {
  return html`<span class="z"
    ><abbr title="score: cost minus value, the lowest wins">z</abbr> ${formatNumber(z, decimals)}</span
  >`;
}

function tags({ panel }: PanelContext, card: CardModel): readonly TemplateResult[] {
  const mayFail = panel.phase !== 'reviewing' && panel.phase !== 'done';
  return [
    ...(card.tag === 'winner' ? [html`<span class="tag winTag">winner</span>`] : []),
    ...(mayFail && card.tag === 'runnerUp' ? [html`<span class="tag nextTag">next if it fails</span>`] : []),
    ...(card.refined?.won === true ? [html`<span class="tag">refined</span>`] : []),
    ...(card.awarded ? [html`<span class="tag awardedTag">${icon('gavel')}awarded</span>`] : []),
  ];
}

function stateLine(card: CardModel): TemplateResult | typeof nothing {
  if (card.state === 'judged' || card.stateText === '') return nothing;
  const mark = {
    waiting: icon('circle'),
    invited: icon('circle'),
    writing: spinner(),
    bid: icon('check'),
    out: icon('cross'),
  }[card.state];
  return html`<span class="state">${mark}<span>${longText(card.stateText)}</span></span>`;
}

function facts(card: CardModel, live: boolean): TemplateResult | typeof nothing {
  const list = [
    card.priceText,
    card.tokens > 0 ? `${card.tokens} tokens` : '',
    card.elapsedMs > 0 ? formatDuration(card.elapsedMs) : '',
    costText(card, live),
  ].filter((fact) => fact !== '');
  return html`<ul class="facts" aria-label="Price and effort">
    ${list.map((fact) => html`<li><bdi>${fact}</bdi></li>`)}
  </ul>`;
}

function costText(card: CardModel, live: boolean): string {
  if (card.state === 'invited' || card.state === 'waiting') return '';
  if (!live) return card.costUsd < 0 ? 'what it took is unknown' : `took ${formatUsd(card.costUsd)}`;
  return card.costUsd < 0 ? 'cost so far unknown' : `${formatUsd(card.costUsd)} so far`;
}

function planView(card: CardModel, { expanded }: UiState): TemplateResult | typeof nothing {
  return card.plan === '' ? nothing : planText(card, expanded.includes(card.bidderId));
}

function cardFoot(context: PanelContext, card: CardModel): TemplateResult | typeof nothing {
  const awardable = isAwardable(context, card);
  if (awardable && context.ui.editing === card.bidderId)
    return html`${planToggle(context, card)}${planEditor(context, card.bidderId, card.name)}`;
  if (!awardable && card.plan === '') return nothing;
  return html`<div class="buttons cardFoot">
    ${awardable ? awardButtons(context, card) : nothing}${planToggle(context, card)}
  </div>`;
}

function planToggle(context: PanelContext, card: CardModel): TemplateResult | typeof nothing {
  if (card.plan === '') return nothing;
  const expanded = context.ui.expanded.includes(card.bidderId);
  const toggle = (): void => context.update({ expanded: toggled(context.ui.expanded, card.bidderId) });
  return html`<button type="button" class="link" data-action="togglePlan" aria-expanded=${expanded} @click=${toggle}>
    ${expanded ? 'Show less' : 'Whole plan'}<span class="srOnly"> of ${card.name}</span>
  </button>`;
}

function planText(card: CardModel, expanded: boolean): TemplateResult {
  if (expanded) {
    return html`<div class="plan open" tabindex="0" role="group" aria-label="Plan of ${card.name}">${card.plan}</div>`;
  }
  const cut = card.plan.length > previewLength;
  if (card.state === 'writing') {
    // While it is being written the newest lines matter.
    const tail = cut ? card.plan.slice(-previewLength).replace(/^[\udc00-\udfff]/, '') : card.plan;
    return html`<div class="plan clamped live" data-cut=${cut ? 'yes' : 'no'}><span>${tail}</span></div>`;
  }
  const head = cut ? beginning(card.plan, previewLength) : card.plan;
  return html`<div class="plan clamped" data-cut=${cut ? 'yes' : 'no'}>${head}</div>`;
}

function awardButtons(context: PanelContext, { bidderId, name, state }: CardModel): TemplateResult {
  const { runId } = context.panel;
  return html`<button
      type="button"
      class="quiet"
      data-action="awardOther"
      @click=${() => context.post({ type: 'award', runId, bidderId })}
    >
      ${state === 'waiting' ? 'Award without a bid' : 'Award this bid'}<span class="srOnly"> of ${name}</span>
    </button>
    ${editPlanButton(context, bidderId, 'quiet')}`;
}
