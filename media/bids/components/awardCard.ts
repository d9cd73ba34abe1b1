import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import type { AwardModel, PanelModel } from '../../../src/views/protocol';
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

function answers(context: PanelContext, award: AwardModel): TemplateResult {
  const { panel, ui } = context;
  const { runId } = panel;
  const { bidderId } = award;
  const editing = ui.editing === bidderId;
  return html`${editing ? planEditor(context, bidderId, award.name) : nothing}
    <div class="buttons">
      ${
        editing
          ? nothing
          : html`<button
                type="button"
                class="primary"
                data-action="award"
                @click=${() => context.post({ type: 'award', runId, bidderId })}
              >
                ${award.buttonTitle || 'Award'}</button
              >${editPlanButton(context, bidderId, 'secondary')}`
      }
      ${noSaleButton(context)} ${rerunButton(context)}
    </div>
    ${award.forecast === '' ? nothing : html`<p class="afterwards forecast">${longText(award.forecast)}</p>`}
    ${award.afterwards === '' ? nothing : html`<p class="afterwards">${longText(award.afterwards)}</p>`}
    ${award.otherRule === '' ? nothing : html`<p class="afterwards otherRule">${longText(award.otherRule)}</p>`}`;
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
    class="secondary"
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
