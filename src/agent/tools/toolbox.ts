import type { ToolCall } from '../../auction/model';
import type { EditForm } from '../edits/editForm';
import { applyDiffTool } from './applyDiff';
import { createFileTool } from './createFile';
import { deleteFileTool } from './deleteFile';
import { editFileTool } from './editFile';
import { listFilesTool } from './listFiles';
import { listProblemsTool } from './listProblems';
import { listSymbolsTool } from './listSymbols';
import { readFileTool } from './readFile';
import { renameFileTool } from './renameFile';
import { replaceFunctionTool } from './replaceFunction';
import { runCheckTool } from './runCheck';
import { searchTextTool } from './searchText';
import type { ReadyCall, Tool } from './tool';
import { writeFileTool } from './writeFile';

/** The tools of one attempt by name, in the order they are shown to the model. */
export type Toolbox = ReadonlyMap<string, Tool>;

/** Ours: far more than any sensible edit, far less than what would hold up the host. */
const maxArgumentsCharacters = 1_000_000;

const fileTools: readonly Tool[] = [
  listFilesTool,
  readFileTool,
  searchTextTool,
  listSymbolsTool,
  editFileTool,
  replaceFunctionTool,
  writeFileTool,
  createFileTool,
  renameFileTool,
  deleteFileTool,
  applyDiffTool,
];

/** The tools for a task; `run_check` and `list_problems` are only among them where there is something behind them. */
export function createToolbox(options: { readonly hasCheck: boolean; readonly hasLanguage?: boolean }): Toolbox {
  const tools = [
    ...fileTools,
    ...(options.hasLanguage === true ? [listProblemsTool] : []),
    ...(options.hasCheck ? [runCheckTool] : []),
  ];
  return new Map(tools.map((tool) => [tool.name, tool]));
}

/** The tools to show to a model that is asked for this form of edits; it may call the others too. */
export function offeredTools(toolbox: Toolbox, form: EditForm): readonly Tool[] {
  return [...toolbox.values()].filter(({ offeredFor }) => offeredFor === undefined || offeredFor.includes(form));
}

/** A call found good (`key` tells identical calls apart from others) or broken, with the sentence for the model. */
export type PreparedCall = ReadyCall & { readonly tool?: Tool };

/** Looks up the tool and checks the arguments as the model wrote them; runs nothing. */
export function prepareCall(toolbox: Toolbox, call: ToolCall): PreparedCall {
  const tool = toolbox.get(call.name);
  if (tool === undefined) {
    const name = JSON.stringify(call.name.slice(0, 60));
    return {
      kind: 'refused',
      reason: `There is no tool ${name}; the tools are ${[...toolbox.keys()].filter((key) => key !== applyDiffTool.name).join(', ')}.`,
    };
  }
  if (call.argumentsText.length > maxArgumentsCharacters) {
    return { kind: 'refused', reason: `The arguments of ${tool.name} are too long; do the work in smaller calls.` };
  }
  const parsed = parseArguments(call.argumentsText);
  if (parsed === undefined) {
    const reason = `The arguments of ${tool.name} are not valid JSON. Nothing was done; call it again with one JSON object.`;
    return { kind: 'refused', reason };
  }
  return { ...tool.prepare(parsed.value), tool };
}

/** Strict JSON. Some servers send an empty text for "no arguments"; the schema then decides whether that is enough. */
function parseArguments(text: string): { readonly value: unknown } | undefined {
  if (text.trim() === '') return { value: {} };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}
