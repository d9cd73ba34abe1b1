import * as vscode from 'vscode';
import { noticeText } from '../base/noticeText';
import { type Disposable, DisposableStore } from '../base/disposables';
import { errorText } from '../base/errorText';
import type { LoggerPort } from '../base/logger';
import { UserFacingError } from '../base/userFacingError';
import { type CommandId, commandIds } from './commandIds';
import type { CommandHandler } from './commands';

/** Registers the whole table. Each command first asks whether the workspace is trusted, and reports its own errors. */
export function registerCommands(table: Readonly<Record<CommandId, CommandHandler>>, log: LoggerPort): Disposable {
  const registered = new DisposableStore();
  for (const id of commandIds) {
    registered.add(
      vscode.commands.registerCommand(`gavel.${id}`, async (argument: unknown, ...more: readonly unknown[]) => {
        try {
          assertTrusted();
          await table[id](argument, more);
        } catch (error) {
          tell(id, error, log);
        }
      }),
    );
  }
  return registered;
}

/** In an untrusted workspace nothing runs: no git, no request, no terminal, by no command. */
export function assertTrusted(): void {
  if (vscode.workspace.isTrusted) return;
  throw new UserFacingError(
    'This workspace is not trusted, so Gavel runs nothing in it: trust it first if you know where it comes from.',
    {
      action: { title: 'Manage Workspace Trust', command: 'workbench.trust.manage' },
    },
  );
}

/** Tells the person what happened and offers what helps; a bug goes to the log whole and to the screen in one line. */
export function tell(id: CommandId, error: unknown, log: LoggerPort): void {
  if (!UserFacingError.is(error)) log.error(`gavel.${id} failed`, error);
  const message = UserFacingError.is(error)
    ? error.message
    : `Something went wrong inside Gavel: ${errorText(error)}. Nothing was changed; the Gavel output has the details.`;
  const action = UserFacingError.is(error) ? error.action : undefined;
  void vscode.window.showErrorMessage(noticeText(message), ...(action ? [action.title] : [])).then((picked) => {
    if (picked === undefined || action === undefined) return;
    void vscode.commands.executeCommand(action.command, ...(action.arguments ?? []));
  });
}
