import type { ReadCall } from '../conversation';
import type { EditBlock } from '../edits/editBlocks';
import { fenceRole, lineFrom } from './fences';
import { blockCall, blockProblem, type BlockRead, type BlockReader, headingPath, headingWords } from './textBlock';

const searchMark = /^[ \t]*(?:<{5,9}|-{5,9})[ \t]*(?:SEARCH|ORIGINAL)\b[ \t]*(.*)$/iu;
const dividerMark = /^[ \t]*={5,9}[ \t]*$/u;
const replaceMark = /^[ \t]*(?:>{5,9}[ \t]*(?:REPLACE|UPDATED)?|\+{5,9}[ \t]*(?:REPLACE|UPDATED))[ \t]*$/iu;

/**
 * Blocks of three markers, with or without a fence around them. Their file is named by the fence (`edit <path>`), the
 * line of the first marker, one of the lines before, or the block before. Good blocks of a group become one call, each
 * bad one a problem of its own.
 */
export const searchReplaceBlock: BlockReader = {
  opening:
    /(?:^[ \t]*(?:`{3,}|~{3,})[^\n`]*\n(?:(?![ \t]*(?:`{3}|~{3}|<{5}))[^\n]*\n){0,3}?)?^[ \t]*(?:<{5,9}|-{5,9})[ \t]*(?:SEARCH|ORIGINAL)\b/gim,
  read: (text, match, lastPath): BlockRead => {
    const fence = /^[ \t]*(`{3,}|~{3,})([^\n]*)\n([^]*)$/u.exec(match[0]);
    const heading = headingWords(fence?.[2] ?? '');
    const start = text.lastIndexOf('\n', match.index + match[0].length - 1) + 1;
    const group = readGroup(text, start);
    const path =
      heading.words.map(pathInWord).findLast((word) => word !== undefined) ??
      group.markerPath ??
      pathBefore(fence?.[3] ?? '', Infinity) ??
      pathBefore(text, match.index) ??
      lastPath;
    const after = fence === null ? undefined : lineFrom(text, skipBlank(text, group.end));
    const closed = after !== undefined && fenceRole(after.text, fence?.[1] ?? '```') === 'closes';
    return { calls: callsOf(group, path, heading.mayShrink), end: closed ? after.next : group.end };
  },
};

/** `js:src/x.js` and `path=src/x.js` name a file too. */
function pathInWord(word: string): string | undefined {
  return headingPath(word.replace(/^\w+[:=]/u, ''));
}

/** The nearest of the three lines before that is a path and nothing else. */
function pathBefore(text: string, offset: number): string | undefined {
  const end = Math.min(offset, text.length);
  const lines = text
    .slice(Math.max(0, end - 600), end)
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines
    .slice(-3)
    .map(headingPath)
    .findLast((path) => path !== undefined);
}

interface Group {
  readonly blocks: readonly EditBlock[];
  readonly problems: readonly string[];
  readonly markerPath: string | undefined;
  readonly end: number;
}

function readGroup(text: string, start: number): Group {
  const blocks: EditBlock[] = [];
  const problems: string[] = [];
  let markerPath: string | undefined;
  let position = start;
  for (;;) {
    const line = lineFrom(text, skipBlank(text, position));
    const mark = line === undefined ? null : searchMark.exec(line.text);
    if (line === undefined || mark === null) return { blocks, problems, markerPath, end: position };
    markerPath ??= headingPath(mark[1] ?? '');
    const one = readOne(text, line.next);
    if (one.block === undefined) problems.push(one.problem);
    else blocks.push(one.block);
    position = one.end;
  }
}

type One =
  | { readonly block: EditBlock; readonly end: number }
  | { readonly block?: undefined; readonly problem: string; readonly end: number };

/** Reads from behind the first marker to behind the last; a marker that comes out of turn ends the block as broken. */
function readOne(text: string, start: number): One {
  const search: string[] = [];
  const replace: string[] = [];
  let part = search;
  let position = start;
  for (let line = lineFrom(text, position); line !== undefined; line = lineFrom(text, position)) {
    if (searchMark.test(line.text)) return { problem: missingEnd, end: position };
    if (replaceMark.test(line.text)) {
      if (part === search) return { problem: missingDivider, end: line.next };
      const end = replace.length === 0 && search.length > 0 ? '\n' : '';
      return { block: { search: search.join('\n') + end, replace: replace.join('\n') }, end: line.next };
    }
    if (!dividerMark.test(line.text)) part.push(line.text);
    else if (part === search) part = replace;
    else return { problem: twoDividers, end: behindBroken(text, line.next) };
    position = line.next;
  }
  return { problem: missingEnd, end: text.length };
}

/** Behind the last marker of a broken block, or before the next block. */
function behindBroken(text: string, start: number): number {
  let position = start;
  for (let line = lineFrom(text, position); line !== undefined; line = lineFrom(text, position)) {
    if (searchMark.test(line.text)) return position;
    position = line.next;
    if (replaceMark.test(line.text)) return position;
  }
  return text.length;
}

function callsOf({ blocks, problems }: Group, path: string | undefined, mayShrink: boolean): readonly ReadCall[] {
  const broken = problems.map((problem) => blockProblem('edit_file', 'blocks', problem, path));
  if (path === undefined) return [blockProblem('edit_file', 'blocks', noPath)];
  if (blocks.length === 0) return broken;
  return [blockCall('edit_file', { path, blocks, ...(mayShrink ? { mayShrink } : {}) }, path), ...broken];
}

function skipBlank(text: string, start: number): number {
  const blank = /\s*/uy;
  blank.lastIndex = start;
  const end = start + (blank.exec(text)?.[0].length ?? 0);
  // Back to the beginning of the line: its indentation is not ours to skip.
  const lineStart = text.lastIndexOf('\n', end - 1) + 1;
  return Math.max(start, lineStart);
}

const missingDivider =
  'A block has no ======= between SEARCH and REPLACE. It was not applied; send it again with all three markers.';
const missingEnd = 'A block has no closing >>>>>>> REPLACE. It was not applied; send it again with all three markers.';
const twoDividers =
  'A block has more than one =======, so where the new text begins is unclear. It was not applied; use the tool block with JSON.';
const noPath = 'The blocks name no file. Nothing was applied; write the path behind the word edit in the fence.';
