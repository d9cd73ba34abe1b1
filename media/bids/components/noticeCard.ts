import type { TemplateResult } from 'lit';
import { html } from 'lit';
import type { NoticeModel } from '../../../src/views/protocol';
import { icon } from '../../shared/icons';
import { longText } from '../../shared/longText';
import type { PanelContext } from '../panelContext';

/** What is wrong or missing, and the buttons that help. */
export function noticeCard(context: PanelContext, notice: NoticeModel): TemplateResult {
  return html`<section class="box notice notice-${notice.tone}" aria-label=${toneWords[notice.tone]}>
    <p class="noticeText">${icon(notice.tone === 'info' ? 'info' : 'warning')}<span>${longText(notice.text)}</span></p>
    ${actionButtons(context, notice.actions)}
  </section>`;
}

const toneWords: Readonly<Record<NoticeModel['tone'], string>> = { info: 'Note', warning: 'Warning', error: 'Problem' };

const firstStep: NoticeModel['actions'] = [{ title: 'Auction This Task', action: 'auctionTask' }];

/** The empty panel: what Gavel is, what may be missing, and how to begin. */
export function welcomeCard(context: PanelContext): TemplateResult {
  const { notice } = context.panel;
  return html`<section class="welcome" data-main tabindex="-1">
    <div class="welcomeMark">${icon('gavel')}</div>
    <h1>Put a task up for auction</h1>
    <p>
      Gavel lets your models bid short plans for a task; the best plan for its price is carried out in a sandbox copy,
      and nothing changes here until you accept the diff.
    </p>
    ${notice === null ? actionButtons(context, firstStep) : noticeCard(context, notice)}
  </section>`;
}

function actionButtons(context: PanelContext, actions: NoticeModel['actions']): TemplateResult {
  return html`<div class="buttons">
    ${actions.map(
      ({ title, action }, index) =>
        html`<button
          type="button"
          class=${index === 0 ? 'primary' : 'secondary'}
          data-action=${action}
          @click=${() => context.post({ type: 'action', action })}
        >
          ${title}
        </button>`,
    )}
  </div>`;
}
