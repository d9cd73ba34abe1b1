import * as z from 'zod/mini';
import type { SearchHit } from '../search/searchPort';
import { decodeText } from '../textFile';
import { folderSchema, maxResultCharacters, shownPath } from './limits';
import type { ToolResult } from './tool';
import { defineTool, failedResult } from './tool';
import { visiblePaths } from './visiblePaths';

const maxHits = 100;

/** Finds lines that hold a text or match a pattern. The port behind it sees to it that no pattern can hang the host. */
export const searchTextTool = defineTool({
  name: 'search',
  description: `Finds lines that contain a text, ignoring case, in all files or below one folder; at most ${maxHits} hits.`,
  schema: z.strictObject({
    text: z.string().check(z.minLength(1), z.maxLength(500), z.describe('One line of text, taken literally.')),
    folder: folderSchema,
    regex: z.optional(z.boolean().check(z.describe('Take text as a regular expression instead.'))),
  }),
  changesFiles: false,
  run: async ({ text, folder, regex }, { sandbox, search, signal }): Promise<ToolResult> => {
    const quoted = `"${shownPath(text)}"`;
    if (/[\r\n]/.test(text) || text.trim() === '') {
      return failedResult(`Could not search for ${quoted}`, 'Search for one line of text that is not blank.');
    }
    const found = await search.search({
      query: { kind: regex === true ? 'pattern' : 'text', text },
      root: sandbox.root,
      paths: visiblePaths(sandbox, folder),
      readText: async (path) => {
        const file = await sandbox.readFile(path);
        const decoded = file.kind === 'ok' ? decodeText(file.value, path) : undefined;
        return decoded?.kind === 'text' ? decoded.text : undefined;
      },
      maxHits,
      signal,
    });
    if (found.kind === 'refused') return failedResult(`Could not search for ${quoted}`, found.reason);
    const title = `Searched for ${quoted}`;
    if (found.hits.length === 0) {
      const none = found.complete
        ? 'No line contains this text.'
        : 'Nothing was found in the time there was; name a folder.';
      return { ok: true, text: none, title, detail: 'No hits.', changedFiles: false };
    }
    const shown = fitting(found.hits);
    const complete = found.complete && shown.length === found.hits.length;
    const more = complete ? '' : '\n… there are more hits; search for a longer text or name a folder.';
    const detail = `${shown.length} hits${complete ? '' : ' and more'}`;
    return { ok: true, text: shown.join('\n') + more, title, detail, changedFiles: false };
  },
});

/** As many hits as a result may have characters. */
function fitting(hits: readonly SearchHit[]): readonly string[] {
  const shown: string[] = [];
  let characters = 0;
  for (const { path, line, text } of hits) {
    const row = `${path}:${line}: ${text}`;
    characters += row.length + 1;
    if (characters > maxResultCharacters) break;
    shown.push(row);
  }
  return shown;
}
