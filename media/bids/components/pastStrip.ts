import type { TemplateResult } from 'lit';
import { html } from 'lit';
import type { PastModel } from '../../../src/views/protocol';
import { formatMoment } from '../../shared/format';
import { icon } from '../../shared/icons';
import type { PanelContext } from '../panelContext';

/** Says that this is the past, and leads back. */
export function pastStrip(context: PanelContext, past: PastModel): TemplateResult {
  return html`<section class="pastStrip" aria-label="Past auction">
    <p>${icon('history')}<span>Past auction, read only · ${formatMoment(past.endedAtMs)}</span></p>
    <button type="button" class="secondary" data-action="closePast" @click=${() => context.post({ type: 'closePast' })}>
      ${past.running ? 'Back to the running auction' : 'Close'}
    </button>
  </section>`;
}
