import * as z from 'zod/mini';
import { textForms } from '../edits/formText';
import { wholeFile } from '../edits/wholeFile';
import { linesOf } from '../textFile';
import { changeFile, type TextChange } from './changeFile';
import { createFileTool } from './createFile';
import { contentSchema, mayShrinkSchema, pathSchema } from './limits';
import { defineTool } from './tool';

/** Replaces a whole file, for models that do not quote exactly; a file that does not exist is created. */
export const writeFileTool = defineTool({
  name: 'write_file',
  description: 'Replaces the whole text of a file. Send every line of it, also those that stay as they are.',
  schema: z.strictObject({ path: pathSchema, content: contentSchema, mayShrink: mayShrinkSchema }),
  changesFiles: true,
  editForm: 'wholeFile',
  offeredFor: ['wholeFile'],
  textForm: textForms.write_file,
  run: async ({ path, content, mayShrink }, context) => {
    if ((await context.sandbox.readFile(path)).kind === 'missing') {
      const created = createFileTool.prepare({ path, content });
      if (created.kind === 'ready') return created.run(context);
    }
    return changeFile(path, context, 'wholeFile', (text, realPath): TextChange => {
      const result = wholeFile(text, content, { path: realPath, mayShrink: mayShrink ?? false });
      const common = { verb: 'Rewrote', amount: '', whole: result.kind === 'applied' };
      if (result.kind === 'refused')
        return { ...common, text: undefined, report: `${realPath}: refused. ${result.reason}` };
      return { ...common, text: result.text, report: `Rewrote ${realPath}: ${linesOf(result.text).length} lines.` };
    });
  },
});
