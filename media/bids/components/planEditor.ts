import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import type { FromPanel } from '../../../src/views/protocol';
import { own } from '../../shared/own';
import type { PanelContext } from '../panelContext';

/** Opens the editor of a plan; says so when an unsent edit waits there. */
export function editPlanButton(context: PanelContext, bidderId: string, look: 'secondary' | 'quiet'): TemplateResult {
  return html`<button
    type="button"
    class=${look}
    data-action="editPlan"
    data-for=${bidderId}
    @click=${() => context.edit(bidderId)}
  >
    ${isEdited(context, bidderId) ? 'Continue editing' : 'Edit plan'}
  </button>`;
}

/** The plan in a text area; what is typed survives closing and a reload. Escape closes it. */
export function planEditor(context: PanelContext, bidderId: string, name: string): TemplateResult {
  const plan = currentPlan(context, bidderId);
  const empty = plan.trim() === '';
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') context.edit('');
  };
  return html`<div class="editor">
    <textarea
      aria-label="Plan of ${name}"
      spellcheck="false"
      rows="8"
      .value=${live(plan)}
      @input=${(event: InputEvent) => context.draft(bidderId, (event.target as HTMLTextAreaElement).value)}
      @keydown=${onKey}
    ></textarea>
    ${empty ? html`<p class="hint">Write a plan first: the winner works by it.</p>` : nothing}
    <div class="buttons">
      <button
        type="button"
        class="primary"
        data-action="awardPlan"
        ?disabled=${empty}
        @click=${() => context.post(awardMessage(context, bidderId))}
      >
        Award with this plan
      </button>
      <button type="button" class="secondary" data-action="closeEditor" @click=${() => context.edit('')}>
        Close editor
      </button>
      ${
        isEdited(context, bidderId)
          ? html`<button
              type="button"
              class="quiet"
              data-action="restorePlan"
              @click=${() => restore(context, bidderId)}
            >
              Back to the bid
            </button>`
          : nothing
      }
    </div>
  </div>`;
}

/** The message of "Award with this plan"; a plan that was not changed is not sent along. */
function awardMessage(context: PanelContext, bidderId: string): FromPanel {
  const { runId } = context.panel;
  if (!isEdited(context, bidderId)) return { type: 'award', runId, bidderId };
  return { type: 'award', runId, bidderId, plan: currentPlan(context, bidderId) };
}

function currentPlan({ ui, panel }: PanelContext, bidderId: string): string {
  return own(ui.drafts, bidderId) ?? own(panel.cards, bidderId)?.plan ?? '';
}

function isEdited({ ui, panel }: PanelContext, bidderId: string): boolean {
  const draft = own(ui.drafts, bidderId);
  return draft !== undefined && draft !== own(panel.cards, bidderId)?.plan;
}

function restore(context: PanelContext, bidderId: string): void {
  const drafts = Object.entries(context.ui.drafts).filter(([id]) => id !== bidderId);
  context.update({ drafts: Object.fromEntries(drafts) });
}
