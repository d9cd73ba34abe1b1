import type { ReadCall } from '../conversation';
import type { EditForm } from '../edits/editForm';

/** What a block held; without calls it is prose. `end` is the offset where reading goes on, always behind its opening. */
export interface BlockRead {
  readonly calls: readonly ReadCall[];
  readonly end: number;
}

/** One way in which calls are written into text. */
export interface BlockReader {
  /** Finds the beginning; global and multiline. */
  readonly opening: RegExp;
  /** `lastPath` is the file of the block before, if it named one. */
  read(text: string, match: RegExpExecArray, lastPath: string | undefined): BlockRead;
}

/** A call made of a block; its id is given later. */
export function blockCall(name: string, args: Readonly<Record<string, unknown>>, path?: string): ReadCall {
  const call = { id: '', name, argumentsText: JSON.stringify(args) };
  return path === undefined ? { call } : { call, path };
}

/** A block that was meant as an edit and cannot be read. */
export function blockProblem(name: string, form: EditForm, problem: string, path?: string): ReadCall {
  const call = { id: '', name, argumentsText: '{}' };
  return { call, problem, form, ...(path === undefined ? {} : { path }) };
}

/** The word a heading carries when much of a file may go. */
const shrinkWord = 'mayShrink';

/** Words of a fence's heading: what they name, and whether the file may shrink. */
export function headingWords(heading: string): { readonly words: readonly string[]; readonly mayShrink: boolean } {
  const words = heading
    .trim()
    .split(/\s+/u)
    .filter((word) => word !== '');
  return { words: words.filter((word) => word !== shrinkWord), mayShrink: words.includes(shrinkWord) };
}

/** A path as models write it into headings, without their decoration; undefined when it is none. */
export function headingPath(text: string): string | undefined {
  const bare = text
    .trim()
    .replace(/^(?:#+|\*+|[-•])\s*/u, '')
    .replace(/^(?:\*\*)?(?:file(?:name)?|path)(?:\*\*)?\s*:\s*/iu, '')
    .replace(/^[`*"']+|[`*"':]+$/gu, '')
    .trim();
  return /^[\w@.+-][\w@.+/ -]*$/u.test(bare) && /[./]/u.test(bare) && !/\s/u.test(bare) && !/^\.+$/u.test(bare)
    ? bare
    : undefined;
}
