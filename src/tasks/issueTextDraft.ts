import type { Anchor } from '../auction/task';
import { oneLine } from './oneLine';
import type { TaskDraft } from './taskDraft';

/** An issue that somebody wrote into a file or copied into an editor: quoted, as nobody knows whose words they are. */
export function issueTextDraft(
  text: string,
  source: { readonly name: string; readonly markdown: boolean },
  anchors: readonly Anchor[],
): TaskDraft {
  const name = oneLine(source.name, 200);
  return {
    intake: 'issueText',
    words: `Resolve the issue in ${name}, quoted below.`,
    anchors,
    quoted: [{ what: `Text of ${name}`, text, format: source.markdown ? 'markdown' : 'plain' }],
  };
}
