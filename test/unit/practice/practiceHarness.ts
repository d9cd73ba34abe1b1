import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import OpenAI from 'openai';
import { moves, phasePrompt, systemText } from '../../../src/auction/prompts';
import type { PracticeModelId } from '../../../src/practice/practiceModels';
import type { ScriptedTask } from '../../../src/practice/script';

export const extensionRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

export const sampleWorkspace = join(extensionRoot, 'media', 'practice', 'workspace');

/** The client of the real market, bare. */
export function clientFor(baseUrl: string): OpenAI {
  return new OpenAI({ baseURL: baseUrl, apiKey: 'none', maxRetries: 0 });
}

/** A fresh folder that is gone after `use`. */
export async function inTempFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'gavel-practice-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What all phases share, as a selection of the function would make it. */
export async function sharedText(task: ScriptedTask): Promise<string> {
  const source = await readFile(join(sampleWorkspace, task.sourcePath), 'utf8');
  return `# Task\nMake this work as its comment says.\n\n## ${task.sourcePath}\n${source}`;
}

/** Runs `node --test` on the task's own test file, in a child process. */
export async function runTaskCheck(
  workspace: string,
  task: ScriptedTask,
): Promise<{ exitCode: number; output: string }> {
  const child = spawn(process.execPath, ['--test', task.testPath], {
    cwd: workspace,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  assert.notEqual(exitCode, null);
  return { exitCode: exitCode ?? -1, output };
}

interface Block {
  readonly search: string;
  readonly replace: string;
}

interface Call {
  readonly id: string;
  readonly name: string;
  readonly arguments: { readonly path?: string; readonly blocks?: readonly Block[] };
}

export interface AttemptSeen {
  readonly tools: readonly string[];
  /** Exit code of every check the agent ran. */
  readonly checks: readonly number[];
  readonly lastText: string;
}

const toolNames = ['list_files', 'read_file', 'search', 'edit_file', 'create_file', 'delete_file', 'run_check'];

const tools = toolNames.map((name) => ({
  type: 'function' as const,
  function: { name, parameters: { type: 'object' } },
}));

/** Lets a scripted bidder work in `workspace` over real HTTP, with native tools or, for the 4B, the text protocol. */
export async function runAttempt(
  baseUrl: string,
  model: PracticeModelId,
  task: ScriptedTask,
  workspace: string,
): Promise<AttemptSeen> {
  const client = clientFor(baseUrl);
  const native = model !== 'qwen3-4b';
  const offered = native ? '' : `Tools: ${toolNames.join(', ')}.`;
  const messages: OpenAI.ChatCompletionMessageParam[] = [
    { role: 'system', content: systemText },
    { role: 'user', content: phasePrompt(await sharedText(task), `${moves.work}\nDo the work.\n${offered}`) },
  ];
  const seen = { tools: [] as string[], checks: [] as number[] };
  for (let turn = 0; turn < 10; turn += 1) {
    const answer = await client.chat.completions.create({ model, messages, ...(native && { tools }) });
    const message = answer.choices[0]!.message;
    messages.push(message);
    const calls = native ? nativeCalls(message) : textCalls(message.content ?? '');
    if (calls.length === 0) return { ...seen, lastText: message.content ?? '' };
    for (const call of calls) {
      seen.tools.push(call.name);
      const result = await useTool(call, task, workspace, seen.checks);
      messages.push(
        native ? { role: 'tool', tool_call_id: call.id, content: result } : { role: 'user', content: result },
      );
    }
  }
  throw new Error('The scripted agent did not end.');
}

function nativeCalls(message: OpenAI.ChatCompletionMessage): Call[] {
  return (message.tool_calls ?? []).map((call) => {
    assert.equal(call.type, 'function');
    const used = call.function;
    return { id: call.id, name: used.name, arguments: JSON.parse(used.arguments) as Call['arguments'] };
  });
}

function textCalls(text: string): Call[] {
  return [...text.matchAll(/^```tool\n([\s\S]*?)\n```$/gmu)].map((match, index) => ({
    id: String(index),
    ...(JSON.parse(match[1]!) as Omit<Call, 'id'>),
  }));
}

async function useTool(call: Call, task: ScriptedTask, workspace: string, checks: number[]): Promise<string> {
  if (call.name === 'run_check') {
    const { exitCode, output } = await runTaskCheck(workspace, task);
    checks.push(exitCode);
    return output;
  }
  const path = join(workspace, call.arguments.path!);
  const text = await readFile(path, 'utf8');
  if (call.name === 'read_file') {
    return text
      .split('\n')
      .map((line, index) => `${index + 1}| ${line}`)
      .join('\n');
  }
  assert.equal(call.name, 'edit_file');
  await writeFile(path, call.arguments.blocks!.reduce(replaceOnce, text));
  return 'Edited.';
}

function replaceOnce(text: string, block: Block): string {
  const parts = text.split(block.search);
  assert.equal(parts.length, 2, `must stand exactly once:\n${block.search}`);
  return parts.join(block.replace);
}
