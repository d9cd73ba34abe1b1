import type { ReadCall } from '../conversation';
import { fenceEnd } from './fences';
import { blockCall, blockProblem, type BlockRead, type BlockReader, headingPath, headingWords } from './textBlock';

/** `file <path>` holds the whole file, `function <path> <name>` a whole function, as they are; `edit` without markers is a mistake. */
export const rawBlock: BlockReader = {
  opening: /^[ \t]*(`{3,}|~{3,})[ \t]*(file|function|edit)[ \t]+([^\n`]+)\n/gm,
  read: (text, match): BlockRead => {
    const [opening, mark = '```', kind = '', heading = ''] = match;
    const start = match.index + opening.length;
    const end = fenceEnd(text, start, mark);
    if (kind === 'edit') {
      const next = end.kind === 'closed' ? end.end : text.length;
      return { calls: [blockProblem('edit_file', 'blocks', noMarkers)], end: next };
    }
    const isFile = kind === 'file';
    const problem = (sentence: string): ReadCall =>
      blockProblem(isFile ? 'write_file' : 'replace_function', isFile ? 'wholeFile' : 'function', sentence);
    if (end.kind !== 'closed') {
      return { calls: [problem(end.kind === 'open' ? unclosed : ambiguous)], end: text.length };
    }
    const { words, mayShrink } = headingWords(heading);
    const [path, name] = [headingPath(words[0] ?? ''), words[1]];
    if (path === undefined || words.length !== (isFile ? 1 : 2)) {
      return { calls: [problem(isFile ? fileHeading : functionHeading)], end: end.end };
    }
    const content = text.slice(start, end.contentEnd);
    const more = mayShrink ? { mayShrink } : {};
    const call = isFile
      ? blockCall('write_file', { path, content, ...more }, path)
      : blockCall('replace_function', { path, name, content, ...more }, path);
    return { calls: [call], end: end.end };
  },
};

const unclosed =
  'The block was not closed with its fence, so its end may be missing. Nothing was written; send it again, whole.';
const ambiguous =
  'The block holds code fences as long as its own, so where it ends is unclear. Nothing was written; use a longer fence around it, such as five backticks.';
const noMarkers =
  'The edit block has no <<<<<<< SEARCH marker. Nothing was applied; write each block with its three markers.';
const fileHeading = 'The block must begin with a fence, the word file and one path. Nothing was written.';
const functionHeading =
  'The block must begin with a fence, the word function, one path and one name. Nothing was written.';
