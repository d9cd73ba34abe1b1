import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import type { WorkModel } from '../../../src/views/protocol';
import { icon, spinner } from '../../shared/icons';
import { longText } from '../../shared/longText';
import type { PanelContext } from '../panelContext';
import { confinement } from './taskHeader';

type CheckState = WorkModel['check']['state'];

const words: Readonly<Record<CheckState, string>> = {
  none: 'Not checked',
  running: 'Check running',
  passed: 'Check passed',
  failed: 'Check failed',
  broken: 'Check could not run',
};

/** The check's verdict, its words, whether it was confined, and the way to its terminal. */
export function checkRow(context: PanelContext, check: WorkModel['check']): TemplateResult {
  const { panel } = context;
  return html`<div class="check check-${check.state}">
    <p class="checkState">${checkIcon(check.state)}<strong>${words[check.state]}</strong> ${confinement(panel.task)}</p>
    ${check.text === '' ? nothing : html`<p class="checkText">${longText(check.text)}</p>`}
    ${
      check.state === 'none' || panel.past !== null
        ? nothing
        : html`<button
            type="button"
            class="link"
            data-action="showTerminal"
            @click=${() => context.post({ type: 'showTerminal', runId: panel.runId })}
          >
            Show terminal
          </button>`
    }
  </div>`;
}

function checkIcon(state: CheckState): TemplateResult {
  switch (state) {
    case 'none':
      return icon('circle');
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
