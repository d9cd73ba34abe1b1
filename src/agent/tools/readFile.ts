import * as z from 'zod/mini';
import { decodeText, linesOf } from '../textFile';
import { maxResultCharacters, pathSchema, shownPath } from './limits';
import type { ToolResult } from './tool';
import { defineTool, failedResult } from './tool';

const maxLines = 400;
const maxLineCharacters = 2000;
const lineNumberSchema = z.int().check(z.gte(1), z.lte(10_000_000));

/** Shows a text file, or a range of its lines, with line numbers. */
export const readFileTool = defineTool({
  name: 'read_file',
  description: `Reads a text file; each line comes as "number | text". At most ${maxLines} lines at once; startLine and endLine (1-based, inclusive) choose a part.`,
  schema: z.strictObject({
    path: pathSchema,
    startLine: z.optional(lineNumberSchema),
    endLine: z.optional(lineNumberSchema),
  }),
  changesFiles: false,
  run: async ({ path, startLine, endLine }, { sandbox }): Promise<ToolResult> => {
    const title = `Could not read ${shownPath(path)}`;
    const file = await sandbox.readFile(path);
    if (file.kind !== 'ok') return failedResult(title, file.reason);
    const decoded = decodeText(file.value, file.path);
    if (decoded.kind === 'refused') return failedResult(title, decoded.reason);
    const lines = linesOf(decoded.text);
    const first = startLine ?? 1;
    if (lines.length > 0 && first > lines.length) {
      return failedResult(title, `${file.path} has only ${lines.length} lines.`);
    }
    if (endLine !== undefined && endLine < first) return failedResult(title, 'endLine lies before startLine.');
    return shownLines(file.path, lines, first, endLine ?? lines.length);
  },
});

function shownLines(path: string, lines: readonly string[], first: number, wantedLast: number): ToolResult {
  const title = `Read ${shownPath(path)}`;
  if (lines.length === 0) {
    return { ok: true, text: `${path} is empty.`, title, detail: 'The file is empty.', changedFiles: false };
  }
  const end = Math.min(wantedLast, lines.length);
  const shown: string[] = [];
  let characters = 0;
  for (let number = first; number <= end && shown.length < maxLines; number += 1) {
    const line = numbered(number, lines[number - 1] ?? '');
    characters += line.length + 1;
    if (characters > maxResultCharacters) break;
    shown.push(line);
  }
  const last = first + shown.length - 1;
  const head = `${path}, lines ${first}-${last} of ${lines.length}:`;
  const more = last < end ? `\n… cut here; read on with startLine ${last + 1}.` : '';
  const text = `${head}\n${shown.join('\n')}${more}`;
  return { ok: true, text, title, detail: `Lines ${first}-${last} of ${lines.length}`, changedFiles: false };
}

function numbered(number: number, line: string): string {
  const cut = line.length > maxLineCharacters;
  return `${number} | ${cut ? `${line.slice(0, maxLineCharacters)} … [the line goes on]` : line}`;
}
