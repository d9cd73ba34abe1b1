import type { PracticeModelId } from './practiceModels';
import { lines, type ScriptedPlan, type ScriptedVerdict, sentences } from './script';

const verdict: ScriptedVerdict = { score: 1, reason: 'Says itself that it is scripted and cannot do this task.' };

/** The bid on a task that is not one of the sample workspace: it promises nothing. */
export const genericPlan: ScriptedPlan = {
  entropyNats: 0.4,
  text: sentences(
    'This is a scripted practice bidder, not an AI. It knows only the three tasks of the practice workspace, and this is not one of them.',
    'It cannot do this task: if it wins, it changes nothing.',
    'To have this task done, configure a real endpoint; to see the market work, open the practice workspace and select one of its three functions.',
  ),
  verdicts: { 'qwen3-4b': verdict, 'qwen3-8b': verdict, 'qwen3-14b': verdict, 'qwen3-32b': verdict },
};

/** What every judge says about a plan that no script contains, such as one a person has edited. */
export const unknownPlanVerdict: ScriptedVerdict = {
  score: 2,
  reason: 'Not one of the prepared plans, so this scripted judge has no opinion of its own.',
};

/** The agent's only turn on an unknown task. */
export const genericWork =
  'I am a scripted practice bidder and know only the three tasks of the practice workspace, so I changed nothing.';

/** The agent's last turn when the file no longer is what its script was written for. */
export function changedFileWork(path: string): string {
  return `${path} is not as my script knows it, perhaps because this task is done already, so I changed nothing. Reset the practice workspace to try it again.`;
}

/** The answer to anything that is not part of an auction. */
export function otherAnswer(model: PracticeModelId): string {
  return `This is ${model} of the practice market: scripted, no AI.`;
}

/** A tool call in the text protocol: one JSON object in a fenced block of language `tool`. */
export function toolBlock(name: string, args: Readonly<Record<string, unknown>>): string {
  return lines('```tool', JSON.stringify({ name, arguments: args }), '```');
}
