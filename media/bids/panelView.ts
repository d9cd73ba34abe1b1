import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import { awardCard, openChoice } from './components/awardCard';
import { bidList } from './components/bidList';
import { biddingCard } from './components/biddingCard';
import { endCard } from './components/endCard';
import { pastStrip } from './components/pastStrip';
import { noticeCard, welcomeCard } from './components/noticeCard';
import { panelFooter } from './components/panelFooter';
import { reviewCard } from './components/reviewCard';
import { taskHeader } from './components/taskHeader';
import { pastWorkCard, workCard, workTrail } from './components/workCard';
import type { PanelContext } from './panelContext';

/** The whole panel: the task, then what needs the person now, then the bids, then the small print. */
export function panelView(context: PanelContext, news: string): TemplateResult {
  const { panel } = context;
  return html`<main class="panel">
    ${panel.practice ? html`<p class="practice">practice: scripted, no AI</p>` : nothing}
    ${panel.past === null ? nothing : pastStrip(context, panel.past)}
    ${panel.phase === 'idle' ? welcomeCard(context) : runView(context)} ${panelFooter(panel.footer)}
    <p class="srOnly" role="status" aria-live="polite">${news}</p>
  </main>`;
}

function runView(context: PanelContext): TemplateResult {
  const { panel } = context;
  return html`${taskHeader(context)} ${panel.notice === null ? nothing : noticeCard(context, panel.notice)}
  ${focusCard(context)} ${bidList(context)}`;
}

function focusCard(context: PanelContext): TemplateResult | typeof nothing {
  const { panel } = context;
  switch (panel.phase) {
    case 'idle':
      return nothing;
    case 'bidding':
      return biddingCard(context);
    case 'judged':
      return panel.award === null ? openChoice(context) : awardCard(context, panel.award);
    case 'awarded':
    case 'working':
    case 'checking':
      return html`${workCard(context)} ${pastAward(context)}`;
    case 'reviewing':
      return html`${reviewCard(context)} ${workTrail(context)} ${pastAward(context)}`;
    case 'done':
      if (panel.past !== null) return html`${endCard(context)} ${pastWorkCard(context)} ${pastAward(context)}`;
      return html`${endCard(context)} ${panel.review === null ? nothing : reviewCard(context)} ${workTrail(context)}
      ${pastAward(context)}`;
  }
}

function pastAward(context: PanelContext): TemplateResult | typeof nothing {
  return context.panel.award === null ? nothing : awardCard(context, context.panel.award);
}
