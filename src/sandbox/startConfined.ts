import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { filterDescriptor, statusDescriptor } from './confinedCommand';
import { systemCallFilter } from './systemCallFilter';

/** What a start needs besides the arguments from `confinedArguments`. */
export interface ConfinedStart {
  readonly bwrap: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** False where nobody reads what the program prints. */
  readonly listen: boolean;
}

/**
 * Starts bubblewrap in a group of its own, hands it the call filter, and keeps our own open files from it: what some part of
 * this process opened carelessly would otherwise be open inside as well.
 */
export function startConfined({ bwrap, args, environment, listen }: ConfinedStart): ChildProcess {
  const output = listen ? 'pipe' : 'ignore';
  const nothing = openSync(devNull, 'r');
  try {
    const stdio: ('ignore' | 'pipe' | number)[] = ['ignore', output, output, 'pipe', 'pipe'];
    for (const descriptor of inheritable()) {
      while (stdio.length <= descriptor) stdio.push('ignore');
      if (descriptor > filterDescriptor) stdio[descriptor] = nothing;
    }
    const child = spawn(bwrap, args, { env: { ...environment }, cwd: '/', detached: true, stdio });
    const filter = child.stdio[filterDescriptor];
    // Bubblewrap that fails early closes the pipe before it was read; its exit says so.
    filter?.on('error', () => undefined);
    if (filter !== null && filter !== undefined && 'end' in filter) filter.end(systemCallFilter() ?? Buffer.alloc(0));
    child.stdio[statusDescriptor]?.on('data', () => undefined);
    return child;
  } finally {
    closeSync(nothing);
  }
}

/** Close-on-exec, as `/proc` writes it. */
const closedOnExec = 0o2000000;

/** Descriptors above the standard ones that a child would get. Linux. */
function inheritable(): readonly number[] {
  const open: number[] = [];
  for (const name of readdirSync('/proc/self/fd')) {
    const descriptor = Number(name);
    if (descriptor <= 2) continue;
    try {
      const flags = /^flags:\s*([0-7]+)/mu.exec(readFileSync(`/proc/self/fdinfo/${name}`, 'utf8'))?.[1] ?? '0';
      if ((Number.parseInt(flags, 8) & closedOnExec) === 0) open.push(descriptor);
    } catch {
      // The one that listed the folder is closed again.
    }
  }
  return open;
}
