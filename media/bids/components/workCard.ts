import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import type { PanelModel, WorkModel } from '../../../src/views/protocol';
import { counted, formatUsd } from '../../shared/format';
import { icon, spinner } from '../../shared/icons';
import { longText } from '../../shared/longText';
import type { PanelContext } from '../panelContext';
import { cancelButton } from './cancelButton';
import { checkRow } from './checkRow';

/** Steps shown while they arrive; older ones are one press away. */
const recentSteps = 5;

/** The winner at work: its steps as they happen, the check, what was spent, and Cancel. */
export function workCard(context: PanelContext): TemplateResult {
  const { work, phase } = context.panel;
  return html`<section class="box work" data-main tabindex="-1" aria-label="Work">
    <div class="workHead">
      <h2>${heading(context.panel, phase)}</h2>
      ${cancelButton(context)}
    </div>
    ${work === null ? nothing : workBody(context, work)}
  </section>`;
}

function heading(panel: PanelModel, phase: PanelModel['phase']): TemplateResult {
  const name = panel.work?.bidderName ?? panel.award?.name ?? 'The winner';
  const doing = phase === 'awarded' ? 'gets ready' : phase === 'checking' ? 'is being checked' : 'is working';
  const attempt = panel.work !== null && panel.work.attempt > 1 ? `, attempt ${panel.work.attempt}` : '';
  return html`${spinner()}<span><bdi>${name}</bdi> ${doing}${attempt}</span>`;
}

function workBody(context: PanelContext, work: WorkModel): TemplateResult {
  const { allSteps } = context.ui;
  const hiddenSteps = allSteps ? 0 : Math.max(0, work.steps.length - recentSteps);
  return html`${earlierAttempts(work)}${
    work.steps.length > recentSteps
      ? html`<button
          type="button"
          class="link"
          data-action="toggleSteps"
          aria-expanded=${allSteps}
          @click=${() => context.update({ allSteps: !allSteps })}
        >
          ${allSteps ? 'Show recent steps only' : `Show all ${work.steps.length} steps`}
        </button>`
      : nothing
  }
  ${stepList(work, hiddenSteps)} ${work.check.state === 'none' ? nothing : checkRow(context, work.check)} ${spend(work)}`;
}

/** The attempts that failed before this one. */
function earlierAttempts({ earlier }: WorkModel): TemplateResult | typeof nothing {
  if (earlier.length === 0) return nothing;
  return html`<ul class="attempts" aria-label="Earlier attempts">
    ${earlier.map(
      ({ number, bidderName, text, costUsd }) =>
        html`<li>
          ${icon('cross')}<span
            >Attempt ${number}, <bdi>${bidderName}</bdi>, ${formatUsd(costUsd)}: ${longText(text)}</span
          >
        </li>`,
    )}
  </ul>`;
}

function stepList(work: WorkModel, skip: number): TemplateResult {
  return html`<ol class="steps" aria-label="Steps" start=${skip + 1}>
    ${work.steps.slice(skip).map(
      (step) =>
        html`<li class="step ${step.state}">
          ${icon(step.state === 'ok' ? 'check' : 'cross')}
          <div>
            <p class="stepTitle">
              <bdi>${step.title}</bdi>${step.state === 'failed' ? html`<span class="srOnly">, failed</span>` : nothing}
            </p>
            ${step.detail === '' ? nothing : html`<p class="stepDetail">${longText(step.detail)}</p>`}
          </div>
        </li>`,
    )}
    ${
      work.now === '' || work.check.state === 'running' // which has a line of its own
        ? nothing
        : html`<li class="step now">
            ${spinner()}
            <div><p class="stepTitle">${longText(work.now)}</p></div>
          </li>`
    }
  </ol>`;
}

function spend(work: WorkModel): TemplateResult {
  const cap = work.capUsd > 0 ? ` of at most ${formatUsd(work.capUsd)}` : '';
  return html`<div class="spend">
    <span>${formatUsd(work.spentUsd)} spent${cap}</span>
    ${
      work.capUsd > 0
        ? html`<progress
            aria-label="Spent of the cap"
            max=${work.capUsd}
            .value=${Math.min(work.spentUsd, work.capUsd)}
          ></progress>`
        : nothing
    }
  </div>`;
}

/** The attempts of a past auction; its steps and its changes are not kept. */
export function pastWorkCard(context: PanelContext): TemplateResult | typeof nothing {
  const { work } = context.panel;
  if (work === null) return nothing;
  const attempt = work.attempt > 1 ? `, attempt ${work.attempt}` : '';
  return html`<section class="box work" aria-label="Work">
    <h2>
      <span><bdi>${work.bidderName}</bdi> did the work${attempt}</span>
    </h2>
    ${earlierAttempts(work)} ${checkRow(context, work.check)}
    <p class="dim">Steps and changes of past auctions are not kept.</p>
  </section>`;
}

/** The finished work, folded: what was done step by step, for whoever wants to look. */
export function workTrail({ panel }: PanelContext): TemplateResult | typeof nothing {
  const { work } = panel;
  if (work === null || work.steps.length === 0) return nothing;
  const attempt = work.attempt > 1 ? `, attempt ${work.attempt}` : '';
  return html`<details class="box trail">
    <summary>
      <bdi>${work.bidderName}</bdi>: ${counted(work.steps.length, 'step')}, ${formatUsd(work.spentUsd)} spent${attempt}
    </summary>
    ${earlierAttempts(work)} ${work.stopReason === '' ? nothing : html`<p class="dim">${longText(work.stopReason)}</p>`}
    ${stepList(work, 0)}
  </details>`;
}
