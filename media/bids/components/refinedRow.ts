import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { CardModel, RefinedModel } from '../../../src/views/protocol';
import { longText } from '../../shared/longText';
import { planDiff, type PlanPart } from '../planDiff';

/** What became of the second round, with the rewritten plan word by word against the first one. */
export function refinedRow({ refined, plan }: CardModel): TemplateResult | typeof nothing {
  if (refined === null) return nothing;
  if (refined.otherPlan === '') return html`<p class="dim refined">${longText(refined.text)}</p>`;
  return html`<details class="refined">
    <summary><bdi>${refined.text}</bdi></summary>
    ${guard([plan, refined.otherPlan, refined.won], () => comparison(plan, refined))}
  </details>`;
}

function comparison(plan: string, { otherPlan, won }: RefinedModel): TemplateResult {
  const [first, later] = won ? [otherPlan, plan] : [plan, otherPlan];
  const parts = planDiff(first, later);
  if (parts === undefined) {
    return html`<p class="dim">${won ? 'The plan it bid first:' : 'The plan it wrote then:'}</p>
      <p class="plan">${longText(otherPlan)}</p>`;
  }
  return html`<p class="dim">From its first plan to the rewritten one${won ? '' : ', which did not win'}:</p>
    <div class="plan planDiff" tabindex="0" role="group" aria-label="What was rewritten">${parts.map(partView)}</div>`;
}

function partView({ kind, text }: PlanPart): TemplateResult {
  if (kind === 'same') return html`<span>${text}</span>`;
  return kind === 'added' ? html`<ins>${text}</ins>` : html`<del>${text}</del>`;
}
