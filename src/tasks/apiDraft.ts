import type { Anchor } from '../auction/task';
import type { TaskDraft } from './taskDraft';

/** A task of another extension: its text stands as the order, as if typed; its check is only a suggestion. */
export function apiDraft(text: string, anchors: readonly Anchor[], check: readonly string[] | undefined): TaskDraft {
  return {
    intake: 'api',
    words: text,
    anchors,
    quoted: [],
    ...(check !== undefined && { suggestedCheck: { argv: check, source: 'as requested' } }),
  };
}
