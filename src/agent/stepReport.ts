import { visibleText } from '../base/visibleText';
import type { AgentStep } from './agent';
import type { AgentEvent, AgentState, PlannedCall } from './agentState';
import type { ToolResult } from './tools/tool';

const maxTitleCharacters = 90;

/** The step for prose of the model; undefined when there is none. The title is its first line. */
export function saidStep(prose: string): AgentStep | undefined {
  const text = prose.trim();
  if (text === '') return undefined;
  return { kind: 'said', title: oneLine(text.split('\n')[0] ?? ''), detail: text, ok: true };
}

/** The step for a call that ran or was refused. */
export function callStep(planned: PlannedCall, result: ToolResult): AgentStep {
  const { title, detail, ok } = result;
  if (planned.refusal !== undefined) return { kind: 'problem', title, detail, ok: false };
  return { kind: result.check === undefined ? 'tool' : 'check', title: oneLine(title), detail, ok };
}

/** A step for what went wrong with an answer. */
export function problemStep(title: string, detail: string): AgentStep {
  return { kind: 'problem', title, detail, ok: false };
}

/** The result of a call that is not run: the model reads why. */
export function refusedResult(planned: PlannedCall, refusal: string): ToolResult {
  const title = `Did not run ${oneLine(planned.call.name)}`;
  return { ok: false, text: refusal, title, detail: refusal, changedFiles: false };
}

function oneLine(text: string): string {
  const shown = visibleText(text).replace(/\s+/g, ' ').trim();
  return shown.length > maxTitleCharacters ? `${shown.slice(0, maxTitleCharacters - 1)}…` : shown;
}

/** The step for a change of how the model works; undefined when nothing of it changed. */
export function switchStep(before: AgentState, after: AgentState, event: AgentEvent): AgentStep | undefined {
  if (before.protocol !== after.protocol) {
    const why = event.type === 'modelFailed' ? event.message : 'The model did not manage the calls it was offered.';
    return problemStep('Switched to tool calls written as text', why);
  }
  if (before.editForm !== after.editForm) {
    const forms = { blocks: 'small edits', function: 'whole functions', wholeFile: 'whole files' } as const;
    return problemStep(`Switched to ${forms[after.editForm]}`, 'Too many of the edits before did not fit their file.');
  }
  const { seenContextTokens: seen } = after.spending;
  if (seen === undefined || before.spending.seenContextTokens !== undefined) return undefined;
  const detail = `The server read only about ${seen} tokens of the prompt: its context window is smaller than the model's. Give the server a larger one.`;
  return problemStep('The server cut the prompt', detail);
}
