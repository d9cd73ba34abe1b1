import * as z from 'zod/mini';
import { textForms } from '../edits/formText';
import { outlineOf } from '../edits/outline';
import { wholeFunction } from '../edits/wholeFunction';
import { changeFile, type TextChange } from './changeFile';
import { contentSchema, mayShrinkSchema, pathSchema } from './limits';
import { defineTool } from './tool';

/** Replaces one function by its name, so that nothing must be quoted. */
export const replaceFunctionTool = defineTool({
  name: 'replace_function',
  description:
    'Replaces one function, method or class of a file by its name. content is the whole new function, from its first line to its last.',
  schema: z.strictObject({
    path: pathSchema,
    name: z.string().check(z.minLength(1), z.maxLength(200)),
    content: contentSchema,
    mayShrink: mayShrinkSchema,
  }),
  changesFiles: true,
  editForm: 'function',
  offeredFor: ['function', 'wholeFile'],
  textForm: textForms.replace_function,
  run: ({ path, name, content, mayShrink }, context) =>
    changeFile(path, context, 'function', async (text, realPath): Promise<TextChange> => {
      const known = await context.language.symbols(realPath, text, context.signal);
      const edit = { path: realPath, mayShrink: mayShrink ?? false };
      const result = wholeFunction(text, known ?? outlineOf(text, realPath), { name, content }, edit);
      const common = { verb: 'Rewrote a function of', amount: '', whole: result.kind === 'applied' };
      if (result.kind === 'refused')
        return { ...common, text: undefined, report: `${realPath}: refused. ${result.reason}` };
      return { ...common, text: result.text, report: `${realPath}: ${name} was replaced.` };
    }),
});
