import type { ReadCall } from '../conversation';
import { parsed } from './jsonBlock';
import type { BlockRead, BlockReader } from './textBlock';

/**
 * Calls in tags, values as they are: `<function=name><parameter=path>…` of Qwen3-Coder, `<invoke name="…">` of others, and
 * GLM's `<arg_key>` and `<arg_value>`. What is not closed to its end is a problem: the value may have lost its tail.
 */
export const tagBlock: BlockReader = {
  opening:
    /(?:<(?:tool_call|function_calls)>\s*)?(?:<function=["']?([\w-]{1,60})["']?>|<invoke name="([\w-]{1,60})">)|<tool_call>\s*([\w-]{1,60})\s*(?=<arg_key>)/gu,
  read: (text, match): BlockRead => {
    const name = match[1] ?? match[2] ?? match[3] ?? '';
    let position = match.index + match[0].length;
    const args: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    for (;;) {
      const next = parameter.exec(text.slice(position));
      if (next === null) break;
      const [whole, first, second, third] = next;
      const start = position + whole.length;
      const end = valueEnd(text, start);
      if (end === undefined) return { calls: [problem(name, unclosed)], end: text.length };
      args[first ?? second ?? third ?? ''] = valueOf(first ?? second ?? third ?? '', text.slice(start, end.at));
      position = end.behind;
    }
    const close = closing.exec(text.slice(position));
    if (close === null) return { calls: [problem(name, unclosed)], end: position };
    const call = { id: '', name, argumentsText: JSON.stringify({ ...args }) };
    return { calls: [{ call }], end: position + close[0].length };
  },
};

const parameter =
  /^\s*(?:<parameter=["']?(\w{1,40})["']?>|<parameter name="(\w{1,40})"[^>]*>|<arg_key>\s*(\w{1,40})\s*<\/arg_key>\s*<arg_value>)/u;
const closing = /^\s*(?:<\/function>|<\/invoke>)?(?:\s*<\/(?:tool_call|function_calls)>)?(?<=>)/u;
const unclosed =
  'The call is not closed with all of its tags, so its end may be missing. Nothing was done; send it again, whole.';
/** Arguments that are no text. */
const typed = new Set(['blocks', 'startLine', 'endLine', 'regex', 'mayShrink']);

/** A value may hold the closing tag as text: it ends where another parameter or the end of the call follows. */
function valueEnd(text: string, start: number): { readonly at: number; readonly behind: number } | undefined {
  const end = /<\/(?:parameter|arg_value)>(?=\s*(?:<parameter[= ]|<arg_key>|<\/function>|<\/invoke>|<\/tool_call>))/gu;
  end.lastIndex = start;
  const found = end.exec(text);
  return found === null ? undefined : { at: found.index, behind: found.index + found[0].length };
}

function valueOf(name: string, raw: string): unknown {
  if (typed.has(name)) return parsed(raw.trim()) ?? raw;
  // The line breaks beside the tags are layout; a file's content keeps one at its end.
  if (name === 'content' || name === 'diff') return raw.replace(/^\r?\n/u, '').replace(/\n\r?\n$/u, '\n');
  return raw.trim();
}

function problem(name: string, sentence: string): ReadCall {
  return { call: { id: '', name, argumentsText: '{}' }, problem: sentence };
}
