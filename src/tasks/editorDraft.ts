import type { Anchor } from '../auction/task';
import { oneLine } from './oneLine';
import type { TaskDraft } from './taskDraft';

/** A first wording for code in an editor; `selectedText` is `undefined` when the whole file is meant. */
export function editorDraft(anchors: readonly Anchor[], selectedText: string | undefined): TaskDraft {
  const path = oneLine(anchors[0]?.path ?? '', 300);
  return { intake: 'editor', words: wording(path, selectedText), anchors, quoted: [] };
}

function wording(path: string, selectedText: string | undefined): string {
  if (selectedText === undefined) return `Fix ${path} so that its tests pass.`;
  const declared =
    /\b(?:function\*?|class|def|fn|func|const|let|interface|struct)\s+([\p{L}_$][\p{L}\p{N}_$]{0,100})/u.exec(
      selectedText,
    )?.[1];
  return declared === undefined
    ? `Fix the selected lines of ${path} so that their tests pass.`
    : `Make ${declared} in ${path} do what its comment says and its tests expect.`;
}
