import { visibleText } from '../base/visibleText';
import type { AgentStep } from './agent';
import type { PlannedCall } from './agentState';
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
