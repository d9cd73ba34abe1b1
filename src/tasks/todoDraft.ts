import type { Anchor } from '../auction/task';
import type { TodoComment } from './findTodo';
import { oneLine } from './oneLine';
import type { TaskDraft } from './taskDraft';

/** A task to do what a TODO or FIXME comment asks for; its words are quoted. */
export function todoDraft(anchor: Anchor, { mark, text }: Pick<TodoComment, 'mark' | 'text'>): TaskDraft {
  const where = `line ${anchor.startLine ?? 1} of ${oneLine(anchor.path, 300)}`;
  return {
    intake: 'todo',
    words: `Do what the ${mark} comment at ${where} asks for, then remove the comment.`,
    anchors: [anchor],
    quoted: text === '' ? [] : [{ what: `The ${mark} comment`, text }],
  };
}
