import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import { longText } from '../../shared/longText';

/** The small print: money so far, the jury, who saw the code. */
export function panelFooter(lines: readonly string[]): TemplateResult | typeof nothing {
  if (lines.length === 0) return nothing;
  return html`<footer class="footer">
    <ul aria-label="About this auction">
      ${lines.map((line) => html`<li>${longText(line)}</li>`)}
    </ul>
  </footer>`;
}
