import { randomUUID } from 'node:crypto';
import type { Task } from '../auction/task';
import { oneLine } from './oneLine';
import { quotedText } from './quotedText';
import type { TaskDraft } from './taskDraft';

/** Ours: longer words are a document, not an order. */
const maxWordsCharacters = 8_000;
const maxTitleCharacters = 120;

/** The text of a draft exactly as every bidder will see it: the person's words, then what is quoted. */
export function textOfDraft({ words, quoted }: Pick<TaskDraft, 'words' | 'quoted'>): string {
  const own = words.trim();
  const cut =
    own.length > maxWordsCharacters
      ? `${own.slice(0, maxWordsCharacters)}\n⟨${own.length - maxWordsCharacters} more characters left out⟩`
      : own;
  return [cut, quotedText(quoted)].filter((part) => part !== '').join('\n\n');
}

/** The task that goes to auction. `check` is the one that the person confirmed. */
export function taskOfDraft(draft: TaskDraft, check: readonly string[] | undefined): Task {
  const [firstLine = ''] = draft.words.trim().split('\n');
  return {
    id: randomUUID(),
    title: oneLine(firstLine, maxTitleCharacters),
    text: textOfDraft(draft),
    anchors: draft.anchors,
    ...(check !== undefined && { check }),
    ...(draft.issue && { issue: draft.issue }),
  };
}
