import type { Anchor } from '../auction/task';
import { oneLine } from './oneLine';
import type { TaskDraft } from './taskDraft';

/** Ours: the context shows so many anchored files to bidders. */
export const maxAnchoredFiles = 8;

/** Files that were chosen in a list, such as the explorer's or the source control's. */
export function filesDraft(anchors: readonly Anchor[]): TaskDraft {
  const names = anchors.map(({ path }) => oneLine(path, 200));
  const last = names.at(-1) ?? '';
  const listed = names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
  const tests = names.length < 2 ? 'its tests pass' : 'their tests pass';
  return { intake: 'files', words: `Fix ${listed} so that ${tests}.`, anchors, quoted: [] };
}
