import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { fenced } from '../agent/fence';
import { usd } from '../auction/figures';
import { UserFacingError } from '../base/userFacingError';
import { visibleText } from '../base/visibleText';
import { readSettings } from '../config/settings';
import type { RunState } from '../run/runState';
import { type Place, placesInFolder } from '../tasks/placesInFolder';
import { toolDraft } from '../tasks/toolDraft';
import { plainMarkdown } from '../views/chatText';
import { abortSignalOf } from './abortSignalOf';
import { auctionDraft } from './auctionDraft';
import { runReport } from './runReport';
import type { Services } from './services';

const input = z.object({
  task: z.string().check(z.trim(), z.minLength(1), z.maxLength(8000)),
  files: z.optional(z.array(z.string().check(z.minLength(1), z.maxLength(1000))).check(z.maxLength(8))),
});

type ToolInput = z.infer<typeof input>;

/** What the person is asked before another agent's task goes to auction: the whole of it, and what it may cost. */
export function prepareAuction({
  input: given,
}: vscode.LanguageModelToolInvocationPrepareOptions<unknown>): vscode.PreparedToolInvocation {
  const { task, files } = readInput(given);
  const { caps } = readSettings();
  const limit = caps.task === undefined || caps.task === 0 ? '' : ` for up to ${usd(caps.task)}`;
  const named = files === undefined ? '' : `\n\nFiles: ${files.map(plainMarkdown).join(', ')}`;
  return {
    invocationMessage: 'Gavel puts the task to auction',
    confirmationMessages: {
      title: 'Put this task to auction?',
      // Short and in front: a dialog leaves no room behind a block of code, and the chat shows a few lines.
      message: new vscode.MarkdownString(
        `Your bidders see it and the code it names${limit}. You still settle words, check, award and changes.${named}\n\n${fenced(visibleText(task))}`,
      ),
    },
  };
}

/** The way in from another agent. It waits for the end of the run and answers with what the host knows, not with plans. */
export async function auctionByTool(
  services: Services,
  { input: given }: vscode.LanguageModelToolInvocationOptions<unknown>,
  token: vscode.CancellationToken,
): Promise<vscode.LanguageModelToolResult> {
  services.active.assertFree();
  const { task, files = [] } = readInput(given);
  const { folder, anchors } = placesOf(files);
  const abort = abortSignalOf(token);
  try {
    // A setting of VS Code can confirm tools unseen; the words are asked for all the same.
    const handle = await auctionDraft(
      services,
      { folder, draft: toolDraft(task, anchors) },
      {
        words: 'ask',
        signal: abort.signal,
        begun: (run) => abort.signal.addEventListener('abort', () => run.cancel(), { once: true }),
      },
    );
    return answer(handle === undefined ? undefined : await handle.finished);
  } finally {
    abort.dispose();
  }
}

function answer(state: RunState | undefined): vscode.LanguageModelToolResult {
  const text =
    state === undefined ? 'The person did not put the task to auction. Nothing was changed.' : runReport(state);
  return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
}

function readInput(given: unknown): ToolInput {
  const read = input.safeParse(given);
  if (read.success) return read.data;
  throw new UserFacingError(
    'The tool needs { "task": what should be done, "files": at most 8 paths in the workspace }.',
  );
}

function placesOf(files: readonly string[]): ReturnType<typeof placesInFolder> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (folder?.uri.scheme !== 'file')
    throw new UserFacingError('No folder of this machine is open, so there is nothing to work on.');
  const [first, ...others] = files.map((path): Place => ({ uri: vscode.Uri.joinPath(folder.uri, path) }));
  return first === undefined ? { folder, anchors: [] } : placesInFolder([first, ...others]);
}
