import { jsonrepair } from 'jsonrepair';
import type { ReadCall } from '../conversation';
import { scanJson } from './scanJson';
import type { BlockRead, BlockReader } from './textBlock';

const closing = /^\s*(?:`{3,}|~{3,}|<\/(?:tool|function)_call>)/;
export const unreadable =
  'A tool block could not be read and was not run. Write one complete JSON object in it, {"name": …, "arguments": {…}}; ' +
  'inside strings a line break is \\n, a quote \\" and a backslash \\\\.';
/** A backslash before anything that JSON does not escape: a regular expression or string copied as it stands in code. */
const badEscape = /(?<!\\)(?:\\\\)*\\(?:[^"\\/bfnrtu]|u(?![\da-f]{4}))/i;

/**
 * A fenced block of language `tool` (or the tags of Qwen, Hermes, Llama and Mistral) with a JSON object, or several. JSON that is nearly right is
 * repaired, but only when it was written to its end; all else comes back as a call with a `problem`, never as a guess.
 */
export const jsonBlock: BlockReader = {
  opening:
    /^[ \t]*(?:`{3,}|~{3,})[ \t]*tool(?:_calls?)?(?![\w-])|<(?:tool|function)_call>|<\|python_tag\|>(?=\s*[{[])|\[TOOL_CALLS\](?=\s*[{[])/gm,
  read: (text, match): BlockRead => {
    const calls: ReadCall[] = [];
    const end = readBlock(text, match.index + match[0].length, (value) => calls.push(...callsOf(value)));
    return { calls, end };
  },
};

/** Reads the values of one block from `start` and returns where the block ends. */
function readBlock(text: string, start: number, found: (value: unknown) => void): number {
  const values: unknown[] = [];
  let position = skipSpace(text, start);
  while (text[position] === '{' || text[position] === '[') {
    const scan = scanJson(text, position);
    // An unbalanced quote has swallowed all that follows; the next block is found by its own fence.
    if (scan.kind === 'inString') {
      found(undefined);
      return endOfLine(text, position);
    }
    values.push(parsed(text.slice(position, scan.end)));
    position = scan.end;
    if (/^[\s,;]*[{[]/.test(text.slice(position, position + 100))) position = skipSpace(text, position);
  }
  if (values.length === 0 || endsTooEarly(text, position)) {
    found(undefined);
    return afterClosingFence(text, position);
  }
  values.forEach(found);
  const end = closing.exec(text.slice(position, position + 100));
  return end === null ? position : position + end[0].length;
}

/**
 * Whether JSON goes on where it seemed to end: an unescaped quote inside a file's content can close a string, and the
 * brackets after it, far too early, and the content would lose its end. Prose after a forgotten fence is no such sign.
 */
function endsTooEarly(text: string, position: number): boolean {
  if (closing.test(text.slice(position, position + 100))) return false;
  const rest = text.slice(position);
  const fence = rest.search(/^[ \t]*(?:`{3}|~{3})|<\/tool_call>/m);
  const residue = fence === -1 ? rest : rest.slice(0, fence);
  return (residue.split('\n')[0] ?? '').trim() !== '' || /[}\]]\s*$/.test(residue);
}

/** Skips what is left of a block that could not be read, up to its bare closing fence if that comes next. */
function afterClosingFence(text: string, position: number): number {
  const fence = /^[ \t]*(?:`{3,}|~{3,})(.*)$|<\/tool_call>/m.exec(text.slice(position));
  if (fence === null || (fence[1] ?? '').trim() !== '') return position;
  return position + fence.index + fence[0].length;
}

function skipSpace(text: string, start: number): number {
  let position = start;
  while (position < text.length && /[\s,;]/.test(text[position] ?? '')) position += 1;
  return position;
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end === -1 ? text.length : end;
}

/** The value of a JSON text, repaired where nothing can get lost by it; undefined when there is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return repaired(text);
  }
}

/** The repair would drop such a backslash and so change the code that is to be written: then nothing is repaired. */
function repaired(text: string): unknown {
  if (badEscape.test(text)) return undefined;
  try {
    return JSON.parse(jsonrepair(text)) as unknown;
  } catch {
    return undefined;
  }
}

function callsOf(value: unknown): ReadCall[] {
  const values: unknown[] = Array.isArray(value) && value.length > 0 ? value : [value];
  return values.map(callOf);
}

function callOf(value: unknown): ReadCall {
  const name = fieldOf(value, 'name');
  if (typeof name !== 'string') {
    return { call: { id: '', name: 'unreadable', argumentsText: '{}' }, problem: unreadable };
  }
  const args = fieldOf(value, 'arguments') ?? fieldOf(value, 'parameters') ?? {};
  return { call: { id: '', name, argumentsText: typeof args === 'string' ? args : JSON.stringify(args) } };
}

/** A field of its own that an unknown value has. */
export function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}
