import * as vscode from 'vscode';
import { UserFacingError } from '../base/userFacingError';
import { readSettings } from '../config/settings';
import type { CheckResult } from '../sandbox/check';
import { runCheck } from '../sandbox/runCheck';
import { sandboxOf } from './runPortsFor';
import type { Services } from './services';

/** Output of the run that is kept, in bytes; a task holds far less. */
const maxOutputBytes = 64 * 1024;

/**
 * Runs a confirmed check once before there is an auction, for its log: in a sandbox of its own, under the same confinement,
 * in the check terminal. The caller has the click that an unconfined one needs. The notification stops it. Throws a
 * `UserFacingError` when the workspace cannot be copied.
 */
export async function runBeforehand(
  services: Services,
  folder: vscode.WorkspaceFolder,
  argv: readonly string[],
): Promise<CheckResult> {
  const title = 'Gavel runs the test once for its log';
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (_progress, token) => {
      const stop = new AbortController();
      token.onCancellationRequested(() => stop.abort());
      return runInCopy(services, folder, argv, stop.signal);
    },
  );
}

async function runInCopy(
  services: Services,
  folder: vscode.WorkspaceFolder,
  argv: readonly string[],
  signal: AbortSignal,
): Promise<CheckResult> {
  const workspaceRoot = folder.uri.fsPath;
  const confinement = await services.confinement();
  const sandbox = await sandboxOf(services, workspaceRoot, confinement, { signal });
  if (sandbox.kind === 'failed') throw new UserFacingError(sandbox.message);
  if (sandbox.kind !== 'ready') return cancelled;
  const { tree } = sandbox;
  try {
    const timeoutMs = readSettings().checkTimeoutMs;
    const result = await services.terminal.run(
      'for the task',
      (...check) => runCheck(...check, confinement),
      { argv, cwd: tree.root, workspaceRoot, bound: tree.bound, timeoutMs, maxOutputBytes },
      { signal },
    );
    return { ...result, output: tree.fitForModels(result.output) };
  } finally {
    await tree.dispose().catch((error: unknown) => services.log.error('A sandbox could not be removed', error));
  }
}

const cancelled: CheckResult = {
  verdict: 'cancelled',
  exitCode: undefined,
  output: '',
  durationMs: 0,
  message: 'Cancelled.',
  confined: false,
};
