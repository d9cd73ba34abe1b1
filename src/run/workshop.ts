import { createHash } from 'node:crypto';
import { errorText } from '../base/errorText';
import { visibleText } from '../base/visibleText';
import type { CheckResult } from '../sandbox/check';
import { proposeChanges } from '../review/proposeChanges';
import { pathsNamedBy } from '../sandbox/commandPaths';
import { checkResult } from '../sandbox/checkResult';
import { noGrant } from '../sandbox/checkGrant';
import type { CopyProgress, SandboxTree } from '../sandbox/sandboxTree';
import type { Flow } from './flow';

/** Output of a check that is kept, in bytes. */
const maxOutputBytes = 256 * 1024;

/** The sandboxes of one run: the first is made and its check run while the bids come in; others come from the same snapshot. */
export interface Workshop {
  /** The first sandbox, once its check has run; `undefined` when there is none, and then the run is stopped. */
  first(): Promise<SandboxTree | undefined>;
  /** A fresh copy of what the first one was before any work. */
  another(): Promise<SandboxTree | undefined>;
  /** The copy that an attempt (0-based) worked in. */
  usedBy(attempt: number): SandboxTree | undefined;
  /** Removes every copy from the disk. */
  close(): Promise<void>;
}

/** Opens the workshop: copying begins at once. */
export function openWorkshop(flow: Flow): Workshop {
  const trees: SandboxTree[] = [];
  const used: SandboxTree[] = [];
  const use = (tree: SandboxTree | undefined): SandboxTree | undefined => {
    if (tree !== undefined) used.push(tree);
    return tree;
  };
  const keep = async (from?: SandboxTree): Promise<SandboxTree | undefined> => {
    // Of later copies, which are made of the first one, nothing waits in the bidding.
    const report = (progress: CopyProgress): void => flow.dispatch({ type: 'copyProgressed', ...progress });
    const outcome = await flow.ports.createSandbox(flow.signal, from, from === undefined ? report : undefined);
    if (outcome.kind === 'failed') flow.stop('failed', outcome.message);
    if (outcome.kind !== 'ready') return undefined;
    trees.push(outcome.tree);
    return outcome.tree;
  };
  // The spare is what no check and no agent ever touches; later attempts are copies of it.
  let spare: SandboxTree | undefined;
  const prepare = async (): Promise<SandboxTree | undefined> => {
    const tree = await keep();
    if (tree === undefined) return undefined;
    flow.dispatch({ type: 'sandboxReady', fileCount: tree.fileCount });
    if (flow.request.task.check === undefined || flow.stopped()) return tree;
    if (flow.request.economics.maxAttempts > 1) spare = await keep(tree);
    return (await runBaseline(flow, tree)) ? tree : undefined;
  };
  const first = prepare().catch((error: unknown) => {
    flow.ports.log.error('The sandbox failed', error);
    flow.stop('failed', `The workspace could not be copied: ${errorText(error)}`);
    return undefined;
  });
  return {
    first: async () => use(await first),
    another: async () => (spare === undefined ? undefined : use(await keep(spare))),
    usedBy: (attempt) => used[attempt],
    close: async () => {
      await first;
      for (const tree of trees) {
        await tree.dispose().catch((error: unknown) => {
          flow.ports.log.warn(`A sandbox could not be removed: ${errorText(error)}`);
        });
      }
    },
  };
}

/** Runs the check once in the untouched copy; false when the run was stopped meanwhile. */
async function runBaseline(flow: Flow, tree: SandboxTree): Promise<boolean> {
  if (flow.stopped()) return false;
  flow.dispatch({ type: 'baselineStarted' });
  const result = await checkIn(flow, tree, 'before any work', flow.signal);
  flow.dispatch({ type: 'baselineClosed', result });
  return !flow.stopped();
}

/** Runs the task's check in the sandbox, in the terminal. The task must have one. */
export async function checkIn(flow: Flow, tree: SandboxTree, label: string, signal: AbortSignal): Promise<CheckResult> {
  const { task, checkTimeoutMs, workspaceRoot, grant = noGrant } = flow.request;
  const argv = task.check ?? [];
  if (!(await allowed(flow, tree, argv))) return checkResult.notStarted(notAllowed, 0);
  const result = await flow.ports.runCheck(
    label,
    { argv, cwd: tree.root, workspaceRoot, bound: tree.bound, timeoutMs: checkTimeoutMs, maxOutputBytes, grant },
    { signal },
  );
  const lost = await tree.undoCheck();
  // The terminal has shown it as it came; from here on it also goes to models.
  return { ...result, message: result.message + lostText(lost), output: tree.fitForModels(result.output) };
}

const notAllowed = 'The check was not run: you did not allow the changed command.';

/**
 * The click on the command covers what it ran then. Without confinement, work that changed what the command means (scripts,
 * build files, runner settings, tests, a file that the command names) needs another one, once for each such content.
 */
async function allowed(flow: Flow, tree: SandboxTree, argv: readonly string[]): Promise<boolean> {
  if (flow.state().confinement.kind === 'confined') return true;
  const touched = await tree.touched();
  const named = pathsNamedBy(argv, flow.request.workspaceRoot);
  const changes = proposeChanges(touched).filter(
    ({ path, flags }) => flags.includes('runsCode') || flags.includes('testChanged') || named.has(path),
  );
  if (changes.length === 0) return true;
  const paths = changes.map(({ path }) => path);
  const hash = createHash('sha256').update(JSON.stringify(argv));
  for (const { path, current } of touched.filter((file) => paths.includes(file.path))) {
    hash.update(`\0${path}\0`).update(current ?? 'gone');
  }
  const question = { argv, cwd: tree.root, paths, contentId: hash.digest('hex'), signal: flow.signal };
  return (await flow.ports.mayRunChanged?.(question)) === true;
}

function lostText(paths: readonly string[]): string {
  if (paths.length === 0) return '';
  const names = visibleText(paths.slice(0, 3).join(', '));
  return ` It changed ${names}${paths.length > 3 ? ` and ${paths.length - 3} more` : ''}, which could not be taken back: run the auction again to be sure.`;
}
