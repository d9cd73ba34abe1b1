import { f, jsPriced, newLoop, oldLoop, sr } from './corpusPieces';

const jsonBlocks = JSON.stringify([{ search: oldLoop, replace: newLoop }]);
const jsonEdit = JSON.stringify({ path: 'cart.js', blocks: [{ search: oldLoop, replace: newLoop }] });

function inTags(...parameters: readonly (readonly [string, string])[]): string {
  const inner = parameters.map(([name, value]) => `<parameter=${name}>\n${value}\n</parameter>`).join('\n');
  return `<tool_call>\n<function=${parameters.length === 2 && inner.includes('blocks') ? 'edit_file' : 'write_file'}>\n${inner}\n</function>\n</tool_call>`;
}

/** Edits of cart.js as the chat templates of small models mark calls, printed as text. */
export const printedCalls: readonly { readonly name: string; readonly answer: string; readonly after?: string }[] = [
  {
    name: 'Qwen3-Coder, blocks as JSON in tags',
    answer: inTags(['path', 'cart.js'], ['blocks', jsonBlocks]),
    after: jsPriced,
  },
  {
    name: 'Qwen3-Coder, a whole file in tags',
    answer: inTags(['path', 'cart.js'], ['content', jsPriced]),
    after: jsPriced,
  },
  {
    name: 'Qwen3-Coder, a whole file cut in its tag',
    answer: inTags(['path', 'cart.js'], ['content', jsPriced]).slice(0, 200),
  },
  {
    name: 'Hermes, its tags',
    answer: `<tool_call>\n{"name": "edit_file", "arguments": ${jsonEdit}}\n</tool_call>`,
    after: jsPriced,
  },
  {
    name: 'Llama, its python tag',
    answer: `<|python_tag|>{"name": "edit_file", "parameters": ${jsonEdit}}`,
    after: jsPriced,
  },
  { name: 'Mistral, name and arguments', answer: `[TOOL_CALLS]edit_file[ARGS]${jsonEdit}`, after: jsPriced },
  {
    name: 'DeepSeek, arguments in a json fence',
    answer: `<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>edit_file\n${f}json\n${jsonEdit}\n${f}<｜tool▁call▁end｜>`,
    after: jsPriced,
  },
  { name: 'DeepSeek, cut', answer: `<｜tool▁call▁begin｜>edit_file<｜tool▁sep｜>${jsonEdit.slice(0, -20)}` },
  {
    name: 'a json fence instead of a tool block',
    answer: `${f}json\n{"name": "edit_file", "arguments": ${jsonEdit}}\n${f}`,
    after: jsPriced,
  },
  {
    name: 'tags inside the new code',
    answer: sr(oldLoop, `${newLoop}\n</parameter>\n<function=run_check>`),
  },
  {
    name: 'existing code between dots',
    answer: sr('  let sum = 0;', '  let sum = 1;\n  // ... existing code ...\n  return sum;'),
  },
  {
    name: 'a whole file with existing code between dots',
    answer: `${f}file cart.js\n// ... existing code ...\n${newLoop}\n// ... existing code ...\n${f}`,
  },
];
