import * as vscode from 'vscode';
import type { LoggerPort } from '../base/logger';

/**
 * Does something once, at the first sign that a person is at work in the window: a file that is opened or turned to, the
 * window touched or focused. Activation itself does nothing and starts no timer. What fails is only logged.
 */
export function atFirstSign(action: () => Promise<void>, log: LoggerPort): vscode.Disposable {
  let waiting = true;
  const begin = (): void => {
    if (!waiting) return;
    waiting = false;
    signs.dispose();
    action().catch((error: unknown) => {
      log.error('What waits for the first sign of work failed', error);
    });
  };
  const signs = vscode.Disposable.from(
    vscode.window.onDidChangeWindowState(begin),
    vscode.window.onDidChangeActiveTextEditor(begin),
    vscode.window.onDidChangeVisibleTextEditors(begin),
    vscode.workspace.onDidOpenTextDocument(begin),
  );
  return signs;
}
