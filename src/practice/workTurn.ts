import { changedFileWork, genericWork, toolBlock } from './genericScript';
import type { ChatRequest } from './chatRequest';
import type { PracticeModelId } from './practiceModels';
import type { PromptParts } from './promptParts';
import type { ScriptedEdit, ScriptedStep, ScriptedTask } from './script';

/** A tool call as it will be streamed. */
export interface WorkCall {
  readonly name: string;
  readonly argumentsText: string;
}

/** One turn of a scripted agent. */
export interface WorkTurn {
  readonly text: string;
  readonly calls: readonly WorkCall[];
}

/**
 * The next turn of an attempt, found from the number of assistant turns so far. With tools in the request the call is a
 * native one, without it is a block of the text protocol. A check step is left out where no check is offered.
 */
export function nextWorkTurn(
  task: ScriptedTask | undefined,
  model: PracticeModelId,
  prompt: PromptParts,
  request: ChatRequest,
): WorkTurn {
  if (task === undefined) return said(genericWork);
  const native = request.tools.length > 0;
  const checkOffered = native ? request.tools.includes('run_check') : /\brun_check\b/u.test(allText(request));
  const steps = task.bidders[model].steps.filter(({ kind }) => kind !== 'check' || checkOffered);
  const step = steps[Math.min(prompt.turn, steps.length - 1)];
  if (step === undefined) return said(genericWork);
  const firstEdit = steps.findIndex(({ kind }) => kind === 'edit');
  const reachedEdit = prompt.turn >= firstEdit;
  if (reachedEdit && !fileIsKnown(steps[firstEdit], prompt.laterText)) return said(changedFileWork(task.sourcePath));
  const say = prompt.turn === 0 && followsFailure(prompt) ? `${afterFailure} ${step.say}` : step.say;
  const call = callOf(step, task.sourcePath);
  if (call === undefined) return said(say);
  if (native) return { text: say, calls: [{ name: call.name, argumentsText: JSON.stringify(call.arguments) }] };
  return said(`${say}\n\n${toolBlock(call.name, call.arguments)}`);
}

const afterFailure = 'An earlier attempt failed; I have seen the end of its log.';

/** Whether the prompt shows the log of an attempt that failed. It changes a word, never the work. */
function followsFailure({ section }: PromptParts): boolean {
  return /^## An earlier attempt failed$/mu.test(section);
}

function said(text: string): WorkTurn {
  return { text, calls: [] };
}

interface ToolUse {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

function callOf(step: ScriptedStep, path: string): ToolUse | undefined {
  switch (step.kind) {
    case 'read':
      return { name: 'read_file', arguments: { path } };
    case 'edit':
      return { name: 'edit_file', arguments: { path, blocks: step.edits } };
    case 'check':
      return { name: 'run_check', arguments: {} };
    case 'end':
      return undefined;
  }
}

/**
 * Whether the lines to be replaced were among what the tools showed. Line by line and without quotes, because a tool may
 * number or quote them; the server keeps no state, so what was read must be in the conversation.
 */
function fileIsKnown(step: ScriptedStep | undefined, shownText: string): boolean {
  if (step?.kind !== 'edit') return true;
  const shown = withoutQuotes(shownText);
  return step.edits.flatMap(searchedLines).every((line) => shown.includes(line));
}

function searchedLines(edit: ScriptedEdit): readonly string[] {
  return edit.search
    .split('\n')
    .map((line) => withoutQuotes(line).trim())
    .filter((line) => line !== '');
}

function withoutQuotes(text: string): string {
  return text.replaceAll(/["\\]/gu, '');
}

function allText(request: ChatRequest): string {
  return request.messages.map(({ text }) => text).join('\n');
}
