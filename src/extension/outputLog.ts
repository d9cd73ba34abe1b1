import * as vscode from 'vscode';
import type { Disposable } from '../base/disposables';
import type { LoggerPort } from '../base/logger';

/** The "Gavel" output channel with levels; made at the first line. */
export function outputLog(): LoggerPort & Disposable {
  let channel: vscode.LogOutputChannel | undefined;
  const open = (): vscode.LogOutputChannel => (channel ??= vscode.window.createOutputChannel('Gavel', { log: true }));
  return {
    debug: (message) => open().debug(message),
    info: (message) => open().info(message),
    warn: (message) => open().warn(message),
    error: (message, error) =>
      open().error(error instanceof Error ? `${message}: ${error.stack ?? error.message}` : message),
    dispose: () => channel?.dispose(),
  };
}
