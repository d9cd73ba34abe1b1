import type { ChildProcess } from 'node:child_process';
import type { OutputStream } from './cappedOutput';
import { endGroup, signalGroup } from './killGroup';

/** How a child ended. `exitCode` is undefined when a signal ended it. */
export interface ChildEnd {
  readonly cause: 'exited' | 'timedOut' | 'cancelled' | 'overused' | 'notSpawned';
  readonly exitCode: number | undefined;
  readonly signalName: string | undefined;
  readonly error: Error | undefined;
  /** What it used too much of, as the end of a sentence; only with `overused`. */
  readonly overuse?: string;
}

export interface Supervision {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly onData: (stream: OutputStream, bytes: Buffer) => void;
  /** Watches what the child uses; calls `exceeded` at most once. Returns the way to stop watching. */
  readonly watch?: (pid: number, exceeded: (what: string) => void) => () => void;
}

/** How long pipes may stay open after the child itself has gone, milliseconds: a process that left the group may hold them. */
const drainMs = 1_000;
/** The longest delay Node's timers know. */
const longestTimerMs = 2_147_483_647;

/**
 * Watches a detached child until it and its pipes are done. At the timeout or the signal its whole group is ended; what it
 * leaves behind in its group is ended in any case. Never throws.
 */
export function superviseChild(child: ChildProcess, supervision: Supervision): Promise<ChildEnd> {
  const { signal, timeoutMs, onData, watch } = supervision;
  return new Promise((resolve) => {
    let cause: ChildEnd['cause'] = 'exited';
    let killNow = (): void => signalGroup(child, 'SIGKILL');
    let drain: NodeJS.Timeout | undefined;
    let overuse: string | undefined;
    const stop = (reason: 'timedOut' | 'cancelled' | 'overused'): void => {
      if (cause !== 'exited' || drain !== undefined) return;
      cause = reason;
      killNow = endGroup(child);
    };
    const cancel = (): void => stop('cancelled');
    const exceeded = (what: string): void => {
      overuse = what;
      stop('overused');
      // It may fill the machine before it listens.
      killNow();
    };
    const unwatch = child.pid === undefined ? undefined : watch?.(child.pid, exceeded);
    const timer = setTimeout(() => stop('timedOut'), Math.min(timeoutMs, longestTimerMs));
    const settle = (end: ChildEnd): void => {
      clearTimeout(timer);
      clearTimeout(drain);
      unwatch?.();
      signal.removeEventListener('abort', cancel);
      resolve(end);
    };
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
    child.stdout?.on('data', (bytes: Buffer) => onData('stdout', bytes));
    child.stderr?.on('data', (bytes: Buffer) => onData('stderr', bytes));
    child.on('error', (error) => {
      if (child.pid === undefined) settle({ cause: 'notSpawned', exitCode: undefined, signalName: undefined, error });
    });
    child.once('exit', () => {
      clearTimeout(timer);
      killNow();
      drain = setTimeout(() => child.stdio.forEach((pipe) => pipe?.destroy()), drainMs);
    });
    child.once('close', (code, signalName) =>
      settle({
        cause,
        exitCode: code ?? undefined,
        signalName: signalName ?? undefined,
        error: undefined,
        ...(overuse !== undefined && { overuse }),
      }),
    );
  });
}
