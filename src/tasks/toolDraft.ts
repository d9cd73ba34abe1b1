import type { Anchor } from '../auction/task';
import { oneLine } from './oneLine';
import type { TaskDraft } from './taskDraft';

/** A task that another agent asked for by the language-model tool. A model wrote it, so it is a quote and no order. */
export function toolDraft(request: string, anchors: readonly Anchor[]): TaskDraft {
  const [first] = anchors;
  const where =
    first === undefined
      ? ''
      : `, in ${oneLine(first.path, 300)}${anchors.length > 1 ? ' and the other files named' : ''}`;
  return {
    intake: 'languageModelTool',
    words: `Do what the request quoted below describes${where}.`,
    anchors,
    quoted: [{ what: 'Request of another agent', text: request }],
  };
}
