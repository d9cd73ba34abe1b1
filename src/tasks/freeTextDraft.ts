import type { TaskDraft } from './taskDraft';

/** A task in the person's own words, with no place in the code. */
export function freeTextDraft(words: string): TaskDraft {
  return { intake: 'freeText', words, anchors: [], quoted: [] };
}
