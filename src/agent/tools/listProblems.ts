import * as z from 'zod/mini';
import { visibleText } from '../../base/visibleText';
import type { CodeProblem } from '../languagePort';
import { decodeText } from '../textFile';
import { pathSchema, shownPath } from './limits';
import type { ToolContext, ToolResult } from './tool';
import { defineTool, failedResult } from './tool';

const maxProblems = 50;
const maxMessageCharacters = 500;

/** Shows what language servers report about the files as they were before the work. */
export const listProblemsTool = defineTool({
  name: 'list_problems',
  description:
    "Shows the errors and warnings of the editor's language servers, of all files or of one. They know the files as they were before you changed them; after a change use run_check.",
  schema: z.strictObject({ path: z.optional(pathSchema) }),
  changesFiles: false,
  run: async ({ path }, context): Promise<ToolResult> => {
    const title = path === undefined ? 'Listed problems' : `Listed problems of ${shownPath(path)}`;
    const file = path === undefined ? undefined : await fileOf(path, context);
    if (typeof file === 'string') return failedResult(title, file);
    const problems = await context.language.problems(file);
    if (problems === undefined) return failedResult(title, 'No language server knows this text; use run_check.');
    const visible = new Set(context.sandbox.listFiles());
    const shown = problems.filter((problem) => visible.has(problem.path));
    const lines = shown.slice(0, maxProblems).map(problemLine);
    const text = lines.length === 0 ? 'No problems are reported.' : lines.join('\n');
    return { ok: true, text, title, detail: `${shown.length} problems`, changedFiles: false };
  },
});

async function fileOf(path: string, { sandbox }: ToolContext): Promise<{ path: string; text: string } | string> {
  const file = await sandbox.readFile(path);
  if (file.kind !== 'ok') return file.reason;
  const decoded = decodeText(file.value, file.path);
  return decoded.kind === 'refused' ? decoded.reason : { path: file.path, text: decoded.text };
}

function problemLine({ path, line, severity, message }: CodeProblem): string {
  const words = visibleText(message).replace(/\s+/gu, ' ').slice(0, maxMessageCharacters);
  return `${path}:${line}: ${severity}: ${words}`;
}
