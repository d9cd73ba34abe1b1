import { parsed, unreadable } from './jsonBlock';
import { scanJson } from './scanJson';
import type { BlockRead, BlockReader } from './textBlock';

const name = String.raw`(?:functions\.)?([\w-]{1,60})`;

/** What stands before the arguments: Mistral's marks, DeepSeek's older and newer ones, Kimi's, and those of gpt-oss. */
const openings = [
  String.raw`\[TOOL_CALLS\]\s*${name}\s*(?:\[CALL_ID\][\w-]*)?(?:\[ARGS\])?`,
  String.raw`(?:<｜tool▁calls▁begin｜>\s*)?<｜tool▁call▁begin｜>(?:function<｜tool▁sep｜>)?${name}\s*(?:<｜tool▁sep｜>)?\s*(?:\x60{3}json)?`,
  String.raw`(?:<\|tool_calls_section_begin\|>\s*)?<\|tool_call_begin\|>\s*${name}(?::\d+)?\s*<\|tool_call_argument_begin\|>`,
  String.raw`(?:<\|start\|>assistant)?(?:<\|channel\|>\w+ )?to=${name}(?:<\|channel\|>\w+)?\s*(?:<\|constrain\|>)?(?:json)?\s*<\|message\|>`,
];
const endings =
  /^\s*(?:\x60{3})?\s*(?:<｜tool▁calls?▁end｜>|<\|tool_call_end\|>|<\|tool_calls_section_end\|>|<\|call\|>|<｜end▁of▁sentence｜>)+/u;

/** A call that names its tool in the marks of a model's own chat template, with its arguments behind as one JSON object. */
export const namedBlock: BlockReader = {
  opening: new RegExp(`(?:${openings.join('|')})\\s*(?=\\{)`, 'gu'),
  read: (text, match): BlockRead => {
    const tool = match.slice(1).find((group: string | undefined) => group !== undefined) ?? '';
    const start = match.index + match[0].length;
    const scan = scanJson(text, start);
    const value = scan.kind === 'closed' ? parsed(text.slice(start, scan.end)) : undefined;
    const end = scan.end + (endings.exec(text.slice(scan.end, scan.end + 200))?.[0].length ?? 0);
    const call = { id: '', name: tool, argumentsText: JSON.stringify(value ?? {}) };
    return { calls: [typeof value === 'object' && value !== null ? { call } : { call, problem: unreadable }], end };
  },
};
