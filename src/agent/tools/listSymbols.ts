import * as z from 'zod/mini';
import { type CodeSymbol, outlineOf } from '../edits/outline';
import { decodeText } from '../textFile';
import { pathSchema, shownPath } from './limits';
import type { ToolResult } from './tool';
import { defineTool, failedResult } from './tool';

const maxSymbols = 300;

/** Names the functions and classes of a file with their lines. */
export const listSymbolsTool = defineTool({
  name: 'list_symbols',
  description: 'Lists the functions, methods and classes of one file with the lines they stand at.',
  schema: z.strictObject({ path: pathSchema }),
  changesFiles: false,
  run: async ({ path }, { sandbox, language, signal }): Promise<ToolResult> => {
    const failure = `Could not list the symbols of ${shownPath(path)}`;
    const file = await sandbox.readFile(path);
    if (file.kind !== 'ok') return failedResult(failure, file.reason);
    const decoded = decodeText(file.value, file.path);
    if (decoded.kind === 'refused') return failedResult(failure, decoded.reason);
    const known = await language.symbols(file.path, decoded.text, signal);
    const symbols = known ?? outlineOf(decoded.text, file.path);
    const title = `Listed the symbols of ${shownPath(file.path)}`;
    const text = symbols.length === 0 ? 'No functions or classes were found; read the file.' : listing(symbols);
    return { ok: true, text, title, detail: `${symbols.length} symbols`, changedFiles: false };
  },
});

function listing(symbols: readonly CodeSymbol[]): string {
  const lines = symbols
    .slice(0, maxSymbols)
    .map(({ kind, name, startLine, endLine }) => `${startLine}-${endLine} ${kind} ${name.slice(0, 200)}`);
  const left = symbols.length - lines.length;
  return [...lines, ...(left > 0 ? [`… ${left} more`] : [])].join('\n');
}
