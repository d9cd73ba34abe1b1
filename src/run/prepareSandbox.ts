import type { SandboxTree } from '../sandbox/sandboxTree';
import type { CheckResult } from '../sandbox/check';
import type { Flow } from './flow';

/** Output of a check that is kept, in bytes. */
const maxOutputBytes = 256 * 1024;

/** Copies the workspace while the bids come in and runs the check once in the untouched copy; stops the run when there is no copy. */
export async function prepareSandbox(flow: Flow): Promise<SandboxTree | undefined> {
  const outcome = await flow.ports.createSandbox(flow.signal);
  if (outcome.kind === 'failed') flow.stop('failed', outcome.message);
  if (outcome.kind !== 'ready') return undefined;
  const { tree } = outcome;
  flow.dispatch({ type: 'sandboxReady', fileCount: tree.fileCount });
  if (flow.request.task.check === undefined || flow.signal.aborted) return tree;
  flow.dispatch({ type: 'baselineStarted' });
  const result = await checkIn(flow, tree, 'before any work', flow.signal);
  flow.dispatch({ type: 'baselineClosed', result });
  return tree;
}

/** Runs the task's check in the sandbox, in the terminal. The task must have one. */
export async function checkIn(flow: Flow, tree: SandboxTree, label: string, signal: AbortSignal): Promise<CheckResult> {
  const { task, checkTimeoutMs, workspaceRoot } = flow.request;
  return flow.ports.runCheck(
    label,
    { argv: task.check ?? [], cwd: tree.root, workspaceRoot, timeoutMs: checkTimeoutMs, maxOutputBytes },
    { signal },
  );
}
