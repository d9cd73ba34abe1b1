import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';

const previewLength = 240;

/** Text of any length: short text as it is, long text as its beginning with the whole behind a disclosure. */
export function longText(text: string): TemplateResult | typeof nothing {
  if (text === '') return nothing;
  if (text.length <= previewLength) return html`<bdi class="text">${text}</bdi>`;
  return html`<details class="long">
    <summary><bdi class="text">${beginning(text, previewLength)}…</bdi> <span class="more">show all</span></summary>
    <bdi class="text whole" tabindex="0" role="group" aria-label="Whole text">${text}</bdi>
  </details>`;
}

/** The first `length` UTF-16 units, one fewer where the cut would split a character. */
export function beginning(text: string, length: number): string {
  const cut = text.slice(0, length);
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}
