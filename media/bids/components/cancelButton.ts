import type { TemplateResult } from 'lit';
import { html } from 'lit';
import type { PanelContext } from '../panelContext';

/** Stops the run; works at any moment before the review. */
export function cancelButton(context: PanelContext): TemplateResult {
  return html`<button
    type="button"
    class="secondary"
    data-action="cancel"
    @click=${() => context.post({ type: 'cancel', runId: context.panel.runId })}
  >
    Cancel
  </button>`;
}
