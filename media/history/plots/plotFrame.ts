import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';

/** A plot with its title, what it says in a sentence, and the table behind it. */
export interface Plot {
  readonly title: string;
  /** The sentence a glance should give; also what a screen reader hears of the drawing. */
  readonly says: string;
  /** Absent when there is nothing to draw yet; the sentence says so. */
  readonly drawing?: TemplateResult;
  readonly head: readonly string[];
  /** The first cell names the row. */
  readonly rows: readonly (readonly string[])[];
}

/** Draws the plot; the table is one press away. */
export function plotFrame({ title, says, drawing, head, rows }: Plot): TemplateResult {
  return html`<section class="plot" aria-label=${title}>
    <h3>${title}</h3>
    <p class="dim says">${says}</p>
    ${drawing ?? nothing} ${rows.length === 0 ? nothing : table(title, head, rows)}
  </section>`;
}

function table(title: string, head: Plot['head'], rows: Plot['rows']): TemplateResult {
  return html`<details class="tableFold">
    <summary>As a table<span class="srOnly">: ${title}</span></summary>
    <div class="tableBox" tabindex="0" role="group" aria-label="Table: ${title}">
      <table>
        <thead>
          <tr>
            ${head.map((cell) => html`<th scope="col">${cell}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ([name, ...cells]) =>
              html`<tr>
                <th scope="row"><bdi>${name}</bdi></th>
                ${cells.map((cell) => html`<td>${cell}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}
