import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import type { AwardModel, FigureModel, PanelModel } from '../../../src/views/protocol';
import { formatNumber } from '../../shared/format';
import { icon } from '../../shared/icons';
import { longText } from '../../shared/longText';
import { own } from '../../shared/own';
import type { PanelContext } from '../panelContext';
import { bidDecimals } from './bidList';
import { rerunButton } from './rerunButton';
import { editPlanButton, planEditor } from './planEditor';

/** Who wins and why, and the three answers to it: Award, Edit plan, No sale. Later, what was decided. */
export function awardCard(context: PanelContext, award: AwardModel): TemplateResult {
  return html`<section
    class="box award ${award.open ? 'open' : 'given'}"
    data-main=${award.open ? '' : nothing}
    tabindex="-1"
    aria-label="Award"
  >
    <div class="awardHead">
      <h2>
        ${icon('gavel')}<span><bdi>${award.name}</bdi> ${award.open ? 'wins' : 'won'}</span>
      </h2>
      <span class="z">${award.z === null ? 'no bid' : `z ${formatNumber(award.z, bidDecimals(context.panel))}`}</span>
    </div>
    <p class="why">${longText(award.why)}</p>
    ${quote(award)} ${award.open ? answers(context, award) : outcome(context.panel, award)}
  </section>`;
}

function quote(award: AwardModel): TemplateResult | typeof nothing {
  if (award.quote === '') return nothing;
  return html`<figure class="quote">
    <blockquote>“${longText(award.quote)}”</blockquote>
    ${award.quotedJudge === '' ? nothing : html`<figcaption>juror <bdi>${award.quotedJudge}</bdi></figcaption>`}
  </figure>`;
}

/** Cost, chance and the jury's mind, side by side. */
function figureRow(figures: readonly FigureModel[]): TemplateResult | typeof nothing {
  if (figures.length === 0) return nothing;
  return html`<dl class="figures">
    ${figures.map(
      ({ label, value, note }) =>
        html`<div>
          <dt>${label}</dt>
          <dd><strong>${value}</strong> <span>${note}</span></dd>
        </div>`,
    )}
  </dl>`;
}

function answers(context: PanelContext, award: AwardModel): TemplateResult {
  const { bidderId, name, afterwards, otherRule } = award;
  const editing = context.ui.editing === bidderId;
  return html`${figureRow(award.figures)} ${editing ? planEditor(context, bidderId, name) : awardButton(context, award)}
    ${afterwards === '' ? nothing : html`<p class="afterwards">${longText(afterwards)}</p>`}
    <div class="buttons">
      ${editing ? nothing : editPlanButton(context, bidderId, 'quiet')} ${noSaleButton(context)} ${rerunButton(context)}
    </div>
    ${otherRule === '' ? nothing : html`<p class="afterwards otherRule">${longText(otherRule)}</p>`}`;
}

/** The one button that matters says what it agrees to. */
function awardButton(context: PanelContext, award: AwardModel): TemplateResult {
  const { runId } = context.panel;
  const { bidderId, buttonTitle, buttonNote } = award;
  return html`<button
    type="button"
    class="primary wide"
    data-action="award"
    @click=${() => context.post({ type: 'award', runId, bidderId })}
  >
    <span class="buttonTitle">${buttonTitle || 'Award'}</span>
    ${buttonNote === '' ? nothing : html`<span class="buttonNote">${buttonNote}</span>`}
  </button>`;
}

/** Bids are judged and none is proposed (no juror answered, say): the person chooses. */
export function openChoice(context: PanelContext): TemplateResult {
  return html`<section class="box award open" data-main tabindex="-1" aria-label="Award">
    <h2>${icon('gavel')}<span>No bid is proposed</span></h2>
    <p>Award one of the bids below, or none.</p>
    <div class="buttons">${noSaleButton(context)} ${rerunButton(context)}</div>
  </section>`;
}

function noSaleButton(context: PanelContext): TemplateResult {
  return html`<button
    type="button"
    class="quiet"
    data-action="noSale"
    @click=${() => context.post({ type: 'noSale', runId: context.panel.runId })}
  >
    No sale
  </button>`;
}

function outcome(panel: PanelModel, award: AwardModel): TemplateResult | typeof nothing {
  if (award.awardedTo === '') return nothing;
  const name = own(panel.cards, award.awardedTo)?.name ?? award.name;
  const override = award.awardedTo !== award.bidderId;
  return html`<p class="outcome">
    ${icon('check')}<span
      >Awarded to <bdi>${name}</bdi>${override ? ', your choice over the winner' : ''}${
        award.planEdited ? ', with your edit of the plan' : ''
      }.</span
    >
  </p>`;
}
