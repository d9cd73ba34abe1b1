import type { ScriptedTask } from './script';
import { focusTimeTask } from './scripts/focusTime';
import { labelRowTask } from './scripts/labelRow';
import { printQueueTask } from './scripts/printQueue';

/** The three tasks of the sample workspace: easy, medium, hard. */
export const practiceTasks: readonly ScriptedTask[] = [focusTimeTask, labelRowTask, printQueueTask];

/**
 * Recognises a task by its function's name, its source or its test file. The text of a task comes before its context, so
 * the mark that stands first decides; a list of files further down cannot mislead. `undefined` for anybody's own code.
 */
export function recogniseTask(sharedText: string): ScriptedTask | undefined {
  const found = practiceTasks
    .map((task) => ({ task, at: firstMark(sharedText, [task.functionName, task.sourcePath, task.testPath]) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at);
  return found[0]?.task;
}

function firstMark(text: string, marks: readonly string[]): number {
  const places = marks.map((mark) => text.indexOf(mark)).filter((place) => place >= 0);
  return places.length === 0 ? -1 : Math.min(...places);
}
