import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import type { FromPanel, ReviewModel } from '../../../src/views/protocol';
import { counted } from '../../shared/format';
import { icon } from '../../shared/icons';
import { longText } from '../../shared/longText';
import type { PanelContext } from '../panelContext';
import { visible } from '../../shared/plainText';
import { checkRow } from './checkRow';

type FileModel = ReviewModel['files'][number];

/** The proposed diff: what the check says of it, its files, and the decision on all of it. */
export function reviewCard(context: PanelContext): TemplateResult | typeof nothing {
  const { review, work, phase } = context.panel;
  if (review === null) return nothing;
  const deciding = phase === 'reviewing';
  return html`<section
    class="box review"
    data-main=${deciding ? '' : nothing}
    tabindex="-1"
    aria-label="Proposed changes"
  >
    <h2>
      ${counted(review.files.length, 'changed file')}
      ${
        deciding && review.openCount < review.files.length
          ? html`<span class="count">${review.openCount} still to decide</span>`
          : nothing
      }
    </h2>
    ${work === null ? nothing : checkRow(context, work.check)} ${deciding ? checkedLine(review) : nothing}
    <ul class="files">
      ${review.files.map((file) => fileRow(context, file))}
    </ul>
    ${deciding ? decisionButtons(context, review) : nothing} ${deciding ? attemptChoices(context, review) : nothing}
  </section>`;
}

/** The other attempts' changes, one press away as long as nothing is accepted. */
function attemptChoices(context: PanelContext, review: ReviewModel): TemplateResult | typeof nothing {
  const others = review.choices.filter(({ number }) => number !== review.attempt);
  if (others.length === 0) return nothing;
  const { runId } = context.panel;
  return html`<ul class="attempts" aria-label="Other attempts">
    ${others.map(
      ({ number, bidderName, text }) =>
        html`<li>
          <span>Attempt ${number}, <bdi>${bidderName}</bdi>: ${longText(text)}</span>
          <button
            type="button"
            class="link"
            data-action="reviewAttempt"
            @click=${() => context.post({ type: 'reviewAttempt', runId, attempt: number })}
          >
            review its changes
          </button>
        </li>`,
    )}
  </ul>`;
}

/** A passed check says nothing about a proposal that changed after it. */
function checkedLine(review: ReviewModel): TemplateResult {
  return review.checked
    ? html`<p class="dim">The check ran on exactly these changes.</p>`
    : html`<p class="checkedLine warn">
        ${icon('warning')}<span>No check has passed on exactly these changes.</span>
      </p>`;
}

/** What no check has passed on is better looked at first. */
function decisionButtons(context: PanelContext, review: ReviewModel): TemplateResult {
  const { runId } = context.panel;
  const none = review.openCount === 0;
  const button = (type: 'acceptAll' | 'reviewChanges' | 'rejectAll', title: string, look: string): TemplateResult => {
    const message: FromPanel = { type, runId };
    return html`<button
      type="button"
      class=${look}
      data-action=${type}
      ?disabled=${none && type !== 'reviewChanges'}
      @click=${() => context.post(message)}
    >
      ${title}
    </button>`;
  };
  return html`<div class="buttons">
    ${button('acceptAll', 'Accept all', review.checked ? 'primary' : 'secondary')}
    ${button('reviewChanges', 'Review changes', review.checked ? 'secondary' : 'primary')}
    ${button('rejectAll', 'Reject all', 'secondary')}
  </div>`;
}

const kindLetters: Readonly<Record<FileModel['kind'], string>> = { created: 'A', modified: 'M', deleted: 'D' };

function fileRow(context: PanelContext, file: FileModel): TemplateResult {
  const path = visible(file.path);
  const slash = path.lastIndexOf('/') + 1;
  return html`<li class="file ${file.decision}">
    <div class="fileHead">
      <span class="kind ${file.kind}" title=${file.kind} aria-hidden="true">${kindLetters[file.kind]}</span>
      <button
        type="button"
        class="link path"
        data-action="openChange"
        @click=${() => context.post({ type: 'openChange', runId: context.panel.runId, path: file.path })}
      >
        <bdi><span class="folder">${path.slice(0, slash)}</span>${path.slice(slash)}</bdi
        ><span class="srOnly">, ${file.kind}, open the diff</span>
      </button>
      <span class="lines"
        ><span class="added">+${file.additions}</span> <span class="removed">−${file.deletions}</span
        ><span class="srOnly"> lines</span></span
      >
    </div>
    ${fileTags(file)} ${file.note === '' ? nothing : html`<p class="note">${longText(file.note)}</p>`}
  </li>`;
}

function fileTags(file: FileModel): TemplateResult | typeof nothing {
  if (file.decision === 'open' && file.flags.length === 0) return nothing;
  return html`<div class="tags">
    ${file.decision === 'open' ? nothing : html`<span class="tag decision-${file.decision}">${file.decision}</span>`}
    ${file.flags.map((flag) => html`<span class="tag warnTag">${icon('warning')}<bdi>${flag}</bdi></span>`)}
  </div>`;
}
