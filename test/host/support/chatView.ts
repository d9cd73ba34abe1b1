import assert from 'node:assert/strict';
import * as vscode from 'vscode';

/** How VS Code's chat ended a request, or what it waits for. */
interface ChatEnd {
  readonly type?: string;
  readonly toolId?: string;
  readonly errorDetails?: { readonly message: string };
}

/**
 * Types a message into the Chat view, which needs a default model (`test/fixtures/extensions/agent` has one), and waits for
 * the answer. Its words are read from what Copy All puts on the clipboard; of an answer that is an error, its message.
 */
export async function say(query: string, attachFiles: readonly vscode.Uri[] = []): Promise<string> {
  const message = (await send(query, attachFiles))?.errorDetails?.message;
  if (message !== undefined) return plain(message);
  await vscode.commands.executeCommand('workbench.action.chat.copyAll');
  const copied = await vscode.env.clipboard.readText();
  return plain(copied.slice(copied.lastIndexOf('\n\nGavel: ') + 1).trim());
}

/** A message to which an agent wants to run a tool: sent, and the chat waits for the person's answer to this. */
export async function sayUntilTool(query: string, toolId: string): Promise<void> {
  const end = await send(query, []);
  assert.deepEqual([end?.type, end?.toolId], ['confirmation', toolId]);
}

async function send(query: string, attachFiles: readonly vscode.Uri[]): Promise<ChatEnd | undefined> {
  const asked = { query, attachFiles, blockOnResponse: true };
  return vscode.commands.executeCommand<ChatEnd | undefined>('workbench.action.chat.open', asked);
}

/** Escapes of Markdown as a reader sees them. */
function plain(markdown: string): string {
  return markdown.replace(/\\([!-/:-@[-`{-~])/gu, '$1');
}
