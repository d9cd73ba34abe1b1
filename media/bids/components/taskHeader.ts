import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import type { TaskModel } from '../../../src/views/protocol';
import { icon, spinner } from '../../shared/icons';
import { longText } from '../../shared/longText';
import type { PanelContext } from '../panelContext';

/** What is to be done, where, and what decides: the check, and whether it was red before any work. */
export function taskHeader(context: PanelContext): TemplateResult | typeof nothing {
  const { task, past } = context.panel;
  if (task === null) return nothing;
  return html`<header class="task">
    <h1><bdi>${task.title}</bdi></h1>
    ${
      task.text.trim() === '' || task.text === task.title
        ? nothing
        : html`<details class="taskText">
            <summary>Task text</summary>
            <p class="text whole" tabindex="0" role="group" aria-label="Whole task text">${task.text}</p>
          </details>`
    }
    ${
      task.anchors.length === 0
        ? nothing
        : html`<ul class="anchors" aria-label="Where">
            ${task.anchors.map((anchor) => html`<li><bdi>${anchor}</bdi></li>`)}
          </ul>`
    }
    ${past === null ? checkLine(context, task) : nothing}
  </header>`;
}

function checkLine(context: PanelContext, task: TaskModel): TemplateResult {
  if (task.check === '') {
    return html`<p class="checkLine warn">
        ${icon('warning')}<span>No check: the result will stay unchecked.</span> ${changeButton(context)}
      </p>
      ${task.baseline.state === 'copying' ? baselineLine(task) : nothing}`;
  }
  return html`<p class="checkLine">
      <span class="srOnly">check</span> <code>${task.check}</code> ${confinement(task)} ${changeButton(context)}
    </p>
    ${baselineLine(task)}`;
}

/** The command was confirmed once and is not asked for again: here it can be changed. */
function changeButton(context: PanelContext): TemplateResult {
  return html`<button
    type="button"
    class="link"
    data-action="changeCheck"
    aria-label="Change check"
    title="Choose another check for the next auctions of this folder"
    @click=${() => context.post({ type: 'action', action: 'changeCheck' })}
  >
    Change
  </button>`;
}

/** Says it when the check runs with the person's own rights, or without some limits; silent when it is confined. */
export function confinement(task: TaskModel | null): TemplateResult | typeof nothing {
  if (task === null || task.check === '' || task.confinementNote === '') return nothing;
  return html`<span class="tag warnTag">${icon('warning')}${task.confinementNote}</span>`;
}

const baselineWords: Readonly<Record<TaskModel['baseline']['state'], string>> = {
  copying: 'copying the workspace',
  none: 'not run before the work',
  waiting: 'waiting to run before the work',
  running: 'running before the work',
  passed: 'green before the work',
  failed: 'red before the work',
  broken: 'could not run before the work',
};

function baselineLine(task: TaskModel): TemplateResult {
  const { state, text } = task.baseline;
  const words = text === '' ? baselineWords[state] : text;
  return html`<p class="baseline baseline-${state}">${baselineIcon(state)}<span>${longText(words)}</span></p>`;
}

function baselineIcon(state: TaskModel['baseline']['state']): TemplateResult {
  switch (state) {
    case 'none':
    case 'waiting':
      return icon('circle');
    case 'copying':
    case 'running':
      return spinner();
    case 'passed':
      return icon('check');
    case 'failed':
      return icon('cross');
    case 'broken':
      return icon('warning');
  }
}
