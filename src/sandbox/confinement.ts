import { lchown, mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorText } from '../base/errorText';
import { defaultCheckLimits } from './checkLimits';
import { confinedArguments } from './confinedCommand';
import { findExecutable } from './findExecutable';
import { signalGroup } from './killGroup';
import { findLimitTools, type LimitTools } from './limitTools';
import { removeTree } from './removeTree';
import { startConfined } from './startConfined';

/** Whether checks can run without network, home and keys on this machine; if not, why, in words for a person. */
export type Confinement =
  | {
      readonly kind: 'confined';
      readonly bwrap: string;
      /** What bounds processes, memory and files; absent where that was tried and does not hold. */
      readonly tools?: LimitTools;
    }
  | { readonly kind: 'unconfined'; readonly reason: string };

/** The user that checks run as where that is not ourselves: the copy must belong to it. */
export function checkOwner(confinement: Confinement): number | undefined {
  return confinement.kind === 'confined' ? confinement.tools?.runAs?.userId : undefined;
}

/** What the screen says where only time and output are limited. */
export const noProcessLimits = 'process limits not enforced' as const;

export interface ProbeOptions {
  /** Folders whose programs must not be used: the workspace. */
  readonly outside?: readonly string[];
  readonly pathValue?: string;
  /** Milliseconds until a probe that hangs is given up. Default 15,000: a busy machine takes seconds, and what is found holds for the session. */
  readonly timeoutMs?: number;
}

const known = new Map<string, Promise<Confinement>>();

/** Tries what confinement promises, from inside: each failed promise has its own exit code. */
const probeScript = `
[ ! -e "$1" ] || exit 11
( : > /usr/.gavel-probe ) 2>/dev/null && exit 12
links=0
while read -r line; do case "$line" in *:*) links=$((links + 1));; esac; done < /proc/net/dev
[ "$links" -le 1 ] || exit 13
( : > "$2/written" ) 2>/dev/null || exit 14
[ "$3" = 0 ] && exit 77
( count=0; while [ "$count" -lt "$3" ]; do sleep 9 & count=$((count + 1)); done ) 2>/dev/null && exit 15
exit 77
`;

const failures: Readonly<Record<number, string>> = {
  11: 'files outside the sandbox stay readable',
  12: 'system folders stay writable',
  13: 'the network stays reachable',
  14: 'the sandbox itself is not writable',
  15: 'limits on processes do not hold',
};

/** With the shell and its subshell, more than this cannot start. */
const probedProcesses = 6;

const proven = 77;

/** Finds bubblewrap outside the workspace and proves with a real run that it holds. Probed once per set of options. */
export async function probeConfinement(options: ProbeOptions = {}): Promise<Confinement> {
  const key = JSON.stringify([options.outside ?? [], options.pathValue, options.timeoutMs]);
  const running = known.get(key) ?? probe(options);
  known.set(key, running);
  return running;
}

async function probe({ outside = [], pathValue, timeoutMs = 15_000 }: ProbeOptions): Promise<Confinement> {
  if (process.platform !== 'linux') return unconfined('confinement needs Linux so far');
  const bwrap = await findExecutable('bwrap', outside, pathValue);
  if (bwrap === undefined) return unconfined('bubblewrap is not installed');
  const tools = await findLimitTools(outside, pathValue);
  if (tools !== undefined) {
    const limited = await probeIn(bwrap, tools, timeoutMs);
    if (limited.kind === 'confined') return limited;
  }
  return probeIn(bwrap, undefined, timeoutMs);
}

async function probeIn(bwrap: string, tools: LimitTools | undefined, timeoutMs: number): Promise<Confinement> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'gavel-probe-'));
  try {
    return await tryOut({ bwrap, tools, folder, timeoutMs });
  } catch (error) {
    return unconfined(`bubblewrap could not be tried (${errorText(error)})`);
  } finally {
    await removeTree(folder);
  }
}

interface Trial {
  readonly bwrap: string;
  readonly tools: LimitTools | undefined;
  readonly folder: string;
  readonly timeoutMs: number;
}

async function tryOut({ bwrap, tools, folder, timeoutMs }: Trial): Promise<Confinement> {
  const canary = join(folder, 'canary');
  await writeFile(canary, 'seen');
  const treeRoot = await mkdtemp(join(folder, 'tree-'));
  const owner = tools?.runAs?.userId;
  if (owner !== undefined) await lchown(treeRoot, owner, owner);
  const tooMany = String(tools === undefined ? 0 : 2 * probedProcesses);
  const argv = ['/bin/sh', '-c', probeScript, 'probe', canary, treeRoot, tooMany];
  const limits = { ...defaultCheckLimits, processes: probedProcesses };
  const args = await confinedArguments({
    ...{ bwrap, treeRoot, cwd: treeRoot, readable: [], argv, limits, tools, network: false },
  });
  const code = await exitCodeOf(bwrap, args, timeoutMs);
  if (code === proven) return { kind: 'confined', bwrap, ...(tools !== undefined && { tools }) };
  if (code === 'timedOut') return unconfined('bubblewrap did not answer');
  return unconfined(failures[code ?? -1] ?? 'bubblewrap is installed, but this system does not let it work');
}

function exitCodeOf(bwrap: string, args: readonly string[], timeoutMs: number): Promise<number | 'timedOut' | null> {
  return new Promise((resolve, reject) => {
    const child = startConfined({ bwrap, args, environment: {}, listen: false });
    const timer = setTimeout(() => {
      signalGroup(child, 'SIGKILL');
      resolve('timedOut');
    }, timeoutMs);
    child.once('error', reject);
    child.once('exit', (code) => resolve(code));
    child.once('close', () => clearTimeout(timer));
  });
}

function unconfined(reason: string): Confinement {
  return { kind: 'unconfined', reason: `Not confined: ${reason}.` };
}
