import type { ReadCall } from '../conversation';
import { fieldOf, parsed } from './jsonBlock';
import { scanJson } from './scanJson';
import type { BlockRead, BlockReader } from './textBlock';

/**
 * A call as bare JSON: in a `json` fence, a fence of no language, or as the whole answer. Only what is nothing but a name
 * and its arguments is one, whole and without repair; all other JSON is an example, or a file.
 */
export const plainJsonBlock: BlockReader = {
  opening:
    /^[ \t]*(?:`{3,}|~{3,})[ \t]*(?:json)?[ \t]*\n\s*(?=[{[])|^(?<![^])\s*(?=\{\s*"(?:name|type|function)"|\[\s*\{\s*"name")/gimu,
  read: (text, match): BlockRead => {
    const start = match.index + match[0].length;
    const scan = scanJson(text, start);
    const behind = /^\s*(?:`{3,}[ \t]*(?:\n|$)|~{3,}[ \t]*(?:\n|$)|$)/u.exec(text.slice(scan.end));
    const value = scan.kind === 'closed' && behind !== null ? parsed(text.slice(start, scan.end)) : undefined;
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    const calls = values.map(callIn);
    if (calls.some((call) => call === undefined)) return { calls: [], end: Math.max(start, match.index + 1) };
    return { calls: calls.filter((call) => call !== undefined), end: scan.end + (behind?.[0].length ?? 0) };
  },
};

const allowedKeys = new Set(['name', 'arguments', 'parameters', 'type', 'id']);

function callIn(value: unknown): ReadCall | undefined {
  const called = fieldOf(value, 'type') === 'function' ? (fieldOf(value, 'function') ?? value) : value;
  if (typeof called !== 'object' || called === null || Object.keys(called).some((key) => !allowedKeys.has(key))) {
    return undefined;
  }
  const name = fieldOf(called, 'name');
  const args = fieldOf(called, 'arguments') ?? fieldOf(called, 'parameters');
  if (typeof name !== 'string' || typeof args !== 'object' || args === null || Array.isArray(args)) return undefined;
  return { call: { id: '', name, argumentsText: JSON.stringify(args) } };
}
