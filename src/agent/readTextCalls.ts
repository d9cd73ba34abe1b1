import type { ReadCall } from './conversation';
import { diffBlock } from './textBlocks/diffBlock';
import { jsonBlock } from './textBlocks/jsonBlock';
import { namedBlock } from './textBlocks/namedBlock';
import { plainJsonBlock } from './textBlocks/plainJsonBlock';
import { rawBlock } from './textBlocks/rawBlock';
import { searchReplaceBlock } from './textBlocks/searchReplaceBlock';
import { tagBlock } from './textBlocks/tagBlock';
import type { BlockReader } from './textBlocks/textBlock';

/** The calls of a text in order, and the text without their blocks. */
export interface TextCalls {
  readonly prose: string;
  readonly calls: readonly ReadCall[];
}

const readers: readonly BlockReader[] = [
  tagBlock,
  namedBlock,
  jsonBlock,
  searchReplaceBlock,
  rawBlock,
  diffBlock,
  plainJsonBlock,
];

/**
 * Finds calls in what a model wrote: JSON in `tool` blocks, and edits as they are, in blocks that need no escaping. What
 * cannot be read for certain comes back as a call with a `problem`, never as a guess.
 */
export function readTextCalls(text: string): TextCalls {
  const calls: ReadCall[] = [];
  let prose = '';
  let position = 0;
  for (let found = nextBlock(text, position); found !== undefined; found = nextBlock(text, position)) {
    const before = text.slice(position, found.match.index);
    const block = found.reader.read(text, found.match, calls.at(-1)?.path);
    const isCall = block.calls.length > 0;
    prose += isCall ? before : text.slice(position, block.end);
    position = block.end;
    calls.push(...block.calls);
  }
  const numbered = calls.map((read, index) => ({ ...read, call: { ...read.call, id: `text_${index + 1}` } }));
  return { prose: (prose + text.slice(position)).trim(), calls: numbered };
}

interface FoundBlock {
  readonly reader: BlockReader;
  readonly match: RegExpExecArray;
}

/** The block that begins first; of two that begin together the one named first. */
function nextBlock(text: string, position: number): FoundBlock | undefined {
  let first: FoundBlock | undefined;
  for (const reader of readers) {
    const pattern = new RegExp(reader.opening);
    pattern.lastIndex = position;
    const match = pattern.exec(text);
    if (match !== null && (first === undefined || match.index < first.match.index)) first = { reader, match };
  }
  return first;
}
