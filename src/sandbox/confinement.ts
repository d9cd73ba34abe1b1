import { spawn } from 'node:child_process';
import { mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorText } from '../base/errorText';
import { confinedArguments, statusDescriptor } from './confinedCommand';
import { findExecutable } from './findExecutable';
import { signalGroup } from './killGroup';
import { removeTree } from './removeTree';

/** Whether checks can run without network, home and keys on this machine; if not, why, in words for a person. */
export type Confinement =
  { readonly kind: 'confined'; readonly bwrap: string } | { readonly kind: 'unconfined'; readonly reason: string };

export interface ProbeOptions {
  /** Folders whose programs must not be used: the workspace. */
  readonly outside?: readonly string[];
  readonly pathValue?: string;
  /** Milliseconds until a probe that hangs is given up. Default 5,000. */
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
exit 77
`;

const failures: Readonly<Record<number, string>> = {
  11: 'files outside the sandbox stay readable',
  12: 'system folders stay writable',
  13: 'the network stays reachable',
  14: 'the sandbox itself is not writable',
};

const proven = 77;

/** Finds bubblewrap outside the workspace and proves with a real run that it holds. Probed once per set of options. */
export async function probeConfinement(options: ProbeOptions = {}): Promise<Confinement> {
  const key = JSON.stringify([options.outside ?? [], options.pathValue, options.timeoutMs]);
  const running = known.get(key) ?? probe(options);
  known.set(key, running);
  return running;
}

async function probe({ outside = [], pathValue, timeoutMs = 5_000 }: ProbeOptions): Promise<Confinement> {
  if (process.platform !== 'linux') return unconfined('confinement needs Linux so far');
  const bwrap = await findExecutable('bwrap', outside, pathValue);
  if (bwrap === undefined) return unconfined('bubblewrap is not installed');
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'gavel-probe-'));
  try {
    return await tryOut(bwrap, folder, timeoutMs);
  } catch (error) {
    return unconfined(`bubblewrap could not be tried (${errorText(error)})`);
  } finally {
    await removeTree(folder);
  }
}

async function tryOut(bwrap: string, folder: string, timeoutMs: number): Promise<Confinement> {
  const canary = join(folder, 'canary');
  await writeFile(canary, 'seen');
  const treeRoot = await mkdtemp(join(folder, 'tree-'));
  const argv = ['/bin/sh', '-c', probeScript, 'probe', canary, treeRoot];
  const args = await confinedArguments({ bwrap, treeRoot, cwd: treeRoot, readable: [], argv });
  const code = await exitCodeOf(bwrap, args, timeoutMs);
  if (code === proven) return { kind: 'confined', bwrap };
  if (code === 'timedOut') return unconfined('bubblewrap did not answer');
  return unconfined(failures[code ?? -1] ?? 'bubblewrap is installed, but this system does not let it work');
}

function exitCodeOf(command: string, args: readonly string[], timeoutMs: number): Promise<number | 'timedOut' | null> {
  return new Promise((resolve, reject) => {
    // Beyond the first three, 'ignore' would leave the descriptor closed, and bubblewrap wants it open.
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'], detached: true, env: {} });
    child.stdio[statusDescriptor]?.on('data', () => undefined);
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
