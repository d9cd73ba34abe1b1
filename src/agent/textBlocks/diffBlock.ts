import { fenceRole, lineFrom } from './fences';
import { blockCall, blockProblem, type BlockRead, type BlockReader, headingPath, headingWords } from './textBlock';

/** A unified diff in a fence, from models that insist on one. Without header and hunks it only shows something. */
export const diffBlock: BlockReader = {
  opening: /^[ \t]*(`{3,}|~{3,})[ \t]*(?:diff|patch|udiff)\b([^\n`]*)\n/gm,
  read: (text, match): BlockRead => {
    const [opening, mark = '```', heading = ''] = match;
    const start = match.index + opening.length;
    const end = closingFence(text, start, mark);
    const diff = text.slice(start, end.contentEnd);
    const path = headingWords(heading)
      .words.map(headingPath)
      .find((word) => word !== undefined);
    const isEdit = /^--- .+\n\+\+\+ .+/mu.test(diff) || (/^@@/mu.test(diff) && path !== undefined);
    if (!isEdit) return { calls: [], end: end.next };
    if (!end.closed) return { calls: [blockProblem('apply_diff', 'diff', unclosed)], end: end.next };
    return { calls: [blockCall('apply_diff', { diff, ...(path === undefined ? {} : { path }) })], end: end.next };
  },
};

interface DiffEnd {
  readonly contentEnd: number;
  readonly next: number;
  readonly closed: boolean;
}

const unclosed =
  'The diff was not closed with its fence, so its end may be missing. Nothing was applied; send it again, whole.';

/** Lines of a diff begin with a mark, so a fence at the beginning of a line is never content. */
function closingFence(text: string, start: number, mark: string): DiffEnd {
  let position = start;
  for (let line = lineFrom(text, position); line !== undefined; line = lineFrom(text, position)) {
    if (!/^\s/u.test(line.text) && fenceRole(line.text, mark) === 'closes') {
      return { contentEnd: position, next: line.next, closed: true };
    }
    position = line.next;
  }
  return { contentEnd: text.length, next: text.length, closed: false };
}
