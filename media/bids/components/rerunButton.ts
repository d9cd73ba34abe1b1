import type { TemplateResult } from 'lit';
import { html } from 'lit';
import type { PanelContext } from '../panelContext';

/** Puts the same task to auction once more; an award that is still open is closed without a sale first. */
export function rerunButton(context: PanelContext, look: 'primary' | 'quiet' = 'quiet'): TemplateResult {
  return html`<button
    type="button"
    class=${look}
    data-action="rerun"
    title="The same task again: new bids, which cost again"
    @click=${() => context.post({ type: 'rerun', runId: context.panel.runId })}
  >
    Run again
  </button>`;
}
