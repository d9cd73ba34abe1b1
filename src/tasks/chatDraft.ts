import type { Anchor } from '../auction/task';
import type { QuotedPart, TaskDraft } from './taskDraft';

/** A task that the person typed into the chat; text that came with the message, a pasted page for one, is quoted. */
export function chatDraft(prompt: string, anchors: readonly Anchor[], attached: readonly string[]): TaskDraft {
  const quoted = attached.map((text): QuotedPart => ({
    what: 'Attached to the chat message',
    text,
    format: 'markdown',
  }));
  return { intake: 'chat', words: prompt.trim(), anchors, quoted };
}
