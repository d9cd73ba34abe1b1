import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import type { CardModel, JudgeModel } from '../../../src/views/protocol';
import { formatNumber } from '../../shared/format';
import { longText } from '../../shared/longText';
import type { PanelContext } from '../panelContext';
import { toggled } from '../uiState';

/** The jury's scores as a row of chips, a bidder's judgement of itself dashed; the reasons on request. */
export function juryRow(context: PanelContext, card: CardModel): TemplateResult | typeof nothing {
  const { judges, bidderId } = card;
  if (judges.length === 0) return nothing;
  const open = context.ui.reasons.includes(bidderId);
  const mean = judges.reduce((sum, judge) => sum + judge.score, 0) / judges.length;
  return html`<div class="jury">
      <span class="juryMean">jury ${formatNumber(mean, 1)}</span>
      <ul class="chips" aria-label="Scores, 0 to 5">
        ${judges.map(chip)}
      </ul>
      <button
        type="button"
        class="link"
        data-action="toggleReasons"
        aria-expanded=${open}
        @click=${() => context.update({ reasons: toggled(context.ui.reasons, bidderId) })}
      >
        ${open ? 'hide reasons' : 'reasons'}<span class="srOnly"> for ${card.name}</span>
      </button>
    </div>
    ${open ? reasonList(judges) : nothing}`;
}

function chipClass(judge: JudgeModel): string {
  const level = Math.min(5, Math.max(0, Math.round(judge.score)));
  return `chip score${level}${judge.own ? ' own' : ''}`;
}

function chipTitle(judge: JudgeModel): string {
  return `${judge.name}: ${judge.score} of 5${judge.own ? ', its own bid' : ''}`;
}

/** As few parts as will do: 16 judges of 16 bids are 256 of these. */
function chip(judge: JudgeModel): TemplateResult {
  return html`<li class=${chipClass(judge)} aria-label=${chipTitle(judge)} title=${chipTitle(judge)}>
    ${judge.score}
  </li>`;
}

function reasonList(judges: readonly JudgeModel[]): TemplateResult {
  return html`<ul class="reasons" aria-label="Reasons">
    ${judges.map(
      (judge) =>
        html`<li>
          <span class=${chipClass(judge)} aria-hidden="true">${judge.score}</span>
          <div>
            <p class="judge">
              <bdi>${judge.name}</bdi><span class="srOnly">: ${judge.score} of 5</span>${
                judge.own ? html` <span class="dim">its own bid</span>` : nothing
              }
            </p>
            <p class="reason">${judge.reason === '' ? html`<i>no reason given</i>` : longText(judge.reason)}</p>
          </div>
        </li>`,
    )}
  </ul>`;
}
