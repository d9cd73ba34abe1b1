import type { TemplateResult } from 'lit';
import { html, svg } from 'lit';

type IconName = 'gavel' | 'check' | 'cross' | 'warning' | 'info' | 'circle' | 'undo' | 'history' | 'export';

const shapes: Readonly<Record<IconName, TemplateResult>> = {
  gavel: svg`<g transform="translate(6.2 5.9) rotate(45)"><path d="M-1.9-2.8h3.8v5.6h-3.8zM-2.7-3.5h5.4M-2.7 3.5h5.4M1.9 0h8.6" /></g><path d="M1.8 14.2h6" />`,
  check: svg`<path d="m3 8.6 3.2 3.2L13 4.6" />`,
  cross: svg`<path d="m4 4 8 8m0-8-8 8" />`,
  warning: svg`<path d="M8 2.2 14.4 13.4H1.6ZM8 6.4v3.4M8 11.4v.4" />`,
  info: svg`<circle cx="8" cy="8" r="6.2" /><path d="M8 7.2v4M8 4.8v.4" />`,
  circle: svg`<circle cx="8" cy="8" r="5.4" />`,
  history: svg`<circle cx="8" cy="8" r="6.2" /><path d="M8 4.4V8l2.6 1.8" />`,
  export: svg`<path d="M8 2v8M4.8 6.8 8 10l3.2-3.2M2.6 10.6v3h10.8v-3" />`,
  undo: svg`<path d="M3 6.4h7a3.3 3.3 0 0 1 0 6.6H6M5.8 3.4 2.8 6.4l3 3" />`,
};

/** A small line drawing in the colour of the text around it; the words beside it carry the meaning. */
export function icon(name: IconName): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
    ${shapes[name]}
  </svg>`;
}

/** Turns while something is under way; stands still when less motion is asked for. */
export function spinner(): TemplateResult {
  return html`<span class="spinner" aria-hidden="true"></span>`;
}
