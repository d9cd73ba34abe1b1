/**
 * Where a JSON value that begins at `start` ends. `closed`: all brackets are closed there. `open`: brackets are missing,
 * but the text or its fence ended outside a string. `inString`: it ended inside one, so what was meant is unknown.
 * Offsets are exclusive ends.
 */
export type JsonScan =
  { readonly kind: 'closed' | 'open'; readonly end: number } | { readonly kind: 'inString'; readonly end: number };

/** Outside a string, these end the block that the value stands in. */
const fenceEnds = ['```', '~~~', '</tool_call>', '</function_call>'];

/**
 * Follows strings and brackets only. It reads raw line breaks inside strings, so a fence inside a file's content does
 * not end the block: cutting there and repairing would turn half a file into a whole one.
 */
export function scanJson(text: string, start: number): JsonScan {
  let depth = 0;
  let inString = false;
  for (let index = start; index < text.length; index += 1) {
    const character = text[index];
    if (inString) {
      if (character === '\\') index += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') {
      depth -= 1;
      if (depth <= 0) return { kind: 'closed', end: index + 1 };
    } else if (fenceEnds.some((end) => text.startsWith(end, index))) return { kind: 'open', end: index };
  }
  return { kind: inString ? 'inString' : 'open', end: text.length };
}
