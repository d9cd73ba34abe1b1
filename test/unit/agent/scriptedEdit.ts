import { createTwoFilesPatch, structuredPatch } from 'diff';
import type { EditForm } from '../../../src/agent/edits/editForm';
import { outlineOf } from '../../../src/agent/edits/outline';

/** An edit as a native call and as blocks of text. */
export interface ScriptedEdit {
  readonly calls: readonly { readonly name: string; readonly arguments: Readonly<Record<string, unknown>> }[];
  readonly blocks: string;
}

/** How a model would write the change from `before` to `after` in a form; the solutions of the fixtures change one place. */
export function scriptedEdit(
  form: EditForm,
  { path, functionName }: { readonly path: string; readonly functionName: string },
  before: string,
  after: string,
): ScriptedEdit {
  switch (form) {
    case 'blocks': {
      const blocks = hunkBlocks(before, after);
      const text = blocks.map(
        ({ search, replace }) => `<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE`,
      );
      return {
        calls: [{ name: 'edit_file', arguments: { path, blocks } }],
        blocks: fenced(`edit ${path}`, text.join('\n')),
      };
    }
    case 'wholeFile':
      return {
        calls: [{ name: 'write_file', arguments: { path, content: after } }],
        blocks: fenced(`file ${path}`, after),
      };
    case 'diff': {
      const diff = createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after);
      return { calls: [{ name: 'apply_diff', arguments: { diff } }], blocks: fenced('diff', diff) };
    }
    case 'function':
      return functionEdit(path, functionName, after);
  }
}

/** Hunks of one line of context, as exact search and replace texts. */
function hunkBlocks(before: string, after: string): readonly { search: string; replace: string }[] {
  const { hunks } = structuredPatch('a', 'b', before, after, '', '', { context: 1 });
  return hunks.map(({ lines }) => {
    const side = (dropped: string): string =>
      lines
        .filter((line) => !line.startsWith(dropped) && !line.startsWith('\\'))
        .map((line) => line.slice(1))
        .join('\n');
    return { search: side('+'), replace: side('-') };
  });
}

/** The function by its name; nothing outside of it may differ. */
function functionEdit(path: string, name: string, after: string): ScriptedEdit {
  const place = outlineOf(after, path).find((symbol) => symbol.name === name);
  if (place === undefined) throw new Error(`The solution has no ${name}.`);
  const content = after
    .split('\n')
    .slice(place.startLine - 1, place.endLine)
    .join('\n');
  const call = { name: 'replace_function', arguments: { path, name, content } };
  return { calls: [call], blocks: fenced(`function ${path} ${name}`, `${content}\n`) };
}

function fenced(heading: string, text: string): string {
  return `\`\`\`\`${heading}\n${text.replace(/\n?$/u, '\n')}\`\`\`\``;
}
