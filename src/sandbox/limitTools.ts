import { access } from 'node:fs/promises';
import { findExecutable } from './findExecutable';
import type { CheckLimits } from './checkLimits';

/** Programs of the system that set limits from inside; absolute paths in the system's folders. */
export interface LimitTools {
  readonly prlimit: string;
  /** Makes the kernel end the check first when memory runs out. */
  readonly choom?: string;
  /** Where we are root: root is bound by no limit on processes, so the check runs as a user without rights. */
  readonly runAs?: { readonly setpriv: string; readonly userId: number };
}

/**
 * A user id that no account of the usual systems has, ours. Another one for each window: the kernel counts the processes of
 * a user on the whole machine, so that with one id for all the checks of two windows would use up each other's limit.
 */
const nobodyElse = 64_000 + (process.pid % 1_000);

/** Finds what sets limits on this machine; undefined: only time and output can be limited. */
export async function findLimitTools(
  outside: readonly string[],
  pathValue: string | undefined,
): Promise<LimitTools | undefined> {
  const find = (name: string): Promise<string | undefined> => findSystemTool(name, outside, pathValue);
  const [prlimit, choom, setpriv] = await Promise.all([find('prlimit'), find('choom'), find('setpriv')]);
  if (prlimit === undefined || !(await canWatch())) return undefined;
  const tools = { prlimit, ...(choom !== undefined && { choom }) };
  if (process.getuid?.() !== 0) return tools;
  return setpriv === undefined ? undefined : { ...tools, runAs: { setpriv, userId: nobodyElse } };
}

/** The command behind the programs that bind it. Each of them replaces itself by the next. */
export function limitedArgv(argv: readonly string[], limits: CheckLimits, tools: LimitTools): readonly string[] {
  const { prlimit, choom, runAs } = tools;
  const user = String(runAs?.userId);
  return [
    ...(choom === undefined ? [] : [choom, '-n', '1000', '--']),
    ...(runAs === undefined
      ? []
      : [
          ...[runAs.setpriv, '--reuid', user, '--regid', user, '--clear-groups'],
          ...['--inh-caps=-all', '--bounding-set=-all', '--'],
        ]),
    ...[prlimit, `--nproc=${limits.processes}`, `--fsize=${limits.fileBytes}`, '--core=0', '--', ...argv],
  ];
}

/** What `prlimit` prints when the command behind it cannot be executed, with nothing else before it. */
export const limiterFailed = /^prlimit: failed to execute /u;

/** Only from the system's own folders: nothing else is visible inside. */
async function findSystemTool(
  name: string,
  outside: readonly string[],
  pathValue: string | undefined,
): Promise<string | undefined> {
  const found = await findExecutable(name, outside, pathValue);
  return found !== undefined && /^\/(?:usr\/)?s?bin\//u.test(found) ? found : undefined;
}

/** Memory is counted by walking the tree of processes. */
async function canWatch(): Promise<boolean> {
  return access(`/proc/self/task/${process.pid}/children`).then(
    () => true,
    () => false,
  );
}
