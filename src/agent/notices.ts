import type { EditForm } from './edits/editForm';
import { textForms } from './edits/formText';
import type { ProtocolKind } from './protocol';

const easierTools = {
  blocks: ['edit_file'],
  function: ['replace_function'],
  wholeFile: ['write_file', 'replace_function'],
} as const;

function turnsText(turns: number): string {
  return turns === 1 ? '1 turn' : `${turns} turns`;
}

/** The sentences of the loop: those in the second person go to the model, those with a bidder's name to the person. */
export const notices = {
  cut: 'Your answer was cut off at the output limit, so none of its tool calls was run. Answer again, shorter: one small step at a time.',
  empty: 'Your answer was empty. Call a tool, or say in a sentence that the work is done.',
  lostCalls: 'Your answer announced tool calls but held none that could be read. Write them again.',
  dropped: (count: number, max: number) =>
    `${count} further calls of your answer were not run: at most ${max} calls are allowed in one answer.`,
  repeated: (toolName: string) =>
    `You have made this very call of ${toolName} before and its result cannot differ, so it was not run again. Do something else, or finish.`,
  otherForm: (form: Exclude<EditForm, 'diff'>, protocol: ProtocolKind) => {
    const tools = easierTools[form];
    const head = `Your edits often do not fit the file. From now on use ${tools.join(' or ')} instead, which need no quoting.`;
    return protocol === 'native' ? head : [head, ...tools.map((tool) => textForms[tool])].join('\n\n');
  },
  finished: (bidder: string, turns: number) => `${bidder} finished its work after ${turnsText(turns)}.`,
  turnLimit: (bidder: string, turns: number) =>
    `${bidder} was stopped at the limit of ${turnsText(turns)}; what it changed so far is kept for review.`,
  callLimit: (bidder: string, calls: number) =>
    `${bidder} was stopped after ${calls} tool calls; what it changed so far is kept for review.`,
  fileLimit: (bidder: string, files: number) =>
    `${bidder} was stopped after it had changed ${files} files; they are kept for review.`,
  filtered: (bidder: string) => `${bidder} could not go on: its provider's content filter cut the answer.`,
  stuckCut: (bidder: string) =>
    `${bidder} was stopped because its answers were cut off at the output limit twice in a row; give it a larger output limit.`,
  stuckRepeated: (bidder: string, toolName: string) =>
    `${bidder} was stopped because it kept making the same ${toolName} call.`,
  stuckBroken: (bidder: string) =>
    `${bidder} was stopped because its answers held no usable tool call several times in a row.`,
  ended: {
    cancelled: (bidder: string, turns: number) => `The work of ${bidder} was cancelled after ${turnsText(turns)}.`,
    timeLimit: (bidder: string, turns: number) =>
      `${bidder} was stopped at its time limit after ${turnsText(turns)}; what it changed so far is kept for review.`,
    tokenLimit: (bidder: string, turns: number) =>
      `${bidder} was stopped after ${turnsText(turns)} because the next one could break its token limit; what it changed so far is kept for review.`,
    costLimit: (bidder: string, turns: number) =>
      `${bidder} was stopped after ${turnsText(turns)} because the next one could break its cost limit; what it changed so far is kept for review.`,
  },
} as const;
