import * as z from 'zod/mini';
import { textForms } from '../edits/formText';
import { wholeFile } from '../edits/wholeFile';
import { encodeText, linesOf, newFileEncoding } from '../textFile';
import { contentSchema, pathSchema, shownPath } from './limits';
import type { ToolResult } from './tool';
import { defineTool, failedResult } from './tool';

/** Writes a file that does not exist yet. */
export const createFileTool = defineTool({
  name: 'create_file',
  description:
    'Creates a new file with the given content. Refused when the file exists; change that one with edit_file.',
  schema: z.strictObject({ path: pathSchema, content: contentSchema }),
  changesFiles: true,
  textForm: textForms.write_file,
  run: async ({ path, content }, { sandbox, signal }): Promise<ToolResult> => {
    const failure = `Could not create ${shownPath(path)}`;
    const meant = wholeFile(undefined, content, { path, mayShrink: false });
    if (meant.kind === 'refused') return failedResult(failure, meant.reason);
    const existing = await sandbox.readFile(path);
    if (existing.kind === 'ok') {
      return failedResult(failure, `${existing.path} exists already; change it with edit_file.`);
    }
    if (existing.kind !== 'missing') return failedResult(failure, existing.reason);
    if (signal.aborted) return failedResult(failure, 'The work was stopped before the file was written.');
    const written = await sandbox.writeFile(path, encodeText(meant.text, newFileEncoding));
    if (written.kind !== 'ok') return failedResult(failure, written.reason);
    const lines = linesOf(meant.text).length;
    const text = `Created ${written.path} with ${lines} lines.`;
    return {
      ok: true,
      text,
      title: `Created ${shownPath(written.path)}`,
      detail: `${lines} lines`,
      changedFiles: true,
      changedPaths: [written.path],
    };
  },
});
