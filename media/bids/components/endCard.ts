import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import type { EndModel } from '../../../src/views/protocol';
import { icon } from '../../shared/icons';
import { longText } from '../../shared/longText';
import type { PanelContext } from '../panelContext';
import { rerunButton } from './rerunButton';

const titles: Readonly<Record<EndModel['state'], string>> = {
  accepted: 'Accepted',
  rejected: 'Rejected',
  noSale: 'No sale',
  cancelled: 'Cancelled',
  failed: 'Failed',
};

/** How it ended, the way back, and the way on. */
export function endCard(context: PanelContext): TemplateResult | typeof nothing {
  const { end } = context.panel;
  if (end === null) return nothing;
  return html`<section class="box end end-${end.state}" data-main tabindex="-1" aria-label="Result">
    <h2>${endIcon(end.state)}${titles[end.state]}</h2>
    <p>${longText(end.text)}</p>
    ${context.panel.past === null ? waysOn(context, end) : nothing}
  </section>`;
}

function waysOn(context: PanelContext, end: EndModel): TemplateResult {
  return html`<div class="buttons">
    ${
      end.canUndo
        ? html`<button
            type="button"
            class="secondary"
            data-action="undoAccept"
            @click=${() => context.post({ type: 'action', action: 'undoAccept' })}
          >
            ${icon('undo')}Undo accept
          </button>`
        : nothing
    }
    ${end.state === 'accepted' ? nothing : rerunButton(context, 'primary')}
    <button
      type="button"
      class="secondary"
      data-action="auctionTask"
      @click=${() => context.post({ type: 'action', action: 'auctionTask' })}
    >
      New task
    </button>
  </div>`;
}

function endIcon(state: EndModel['state']): TemplateResult {
  switch (state) {
    case 'accepted':
      return icon('check');
    case 'rejected':
    case 'cancelled':
      return icon('cross');
    case 'noSale':
      return icon('gavel');
    case 'failed':
      return icon('warning');
  }
}
