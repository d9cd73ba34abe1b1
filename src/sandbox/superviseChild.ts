import type { ChildProcess } from 'node:child_process';
import type { OutputStream } from './cappedOutput';
import { endGroup, signalGroup } from './killGroup';

/** How a child ended. `exitCode` is undefined when a signal ended it. */
export interface ChildEnd {
  readonly cause: 'exited' | 'timedOut' | 'cancelled' | 'notSpawned';
  readonly exitCode: number | undefined;
  readonly signalName: string | undefined;
  readonly error: Error | undefined;
}

export interface Supervision {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly onData: (stream: OutputStream, bytes: Buffer) => void;
}

/** How long pipes may stay open after the child itself has gone, milliseconds: a process that left the group may hold them. */
const drainMs = 1_000;
/** The longest delay Node's timers know. */
const longestTimerMs = 2_147_483_647;

/**
 * Watches a detached child until it and its pipes are done. At the timeout or the signal its whole group is ended; what it
 * leaves behind in its group is ended in any case. Never throws.
 */
export function superviseChild(child: ChildProcess, { signal, timeoutMs, onData }: Supervision): Promise<ChildEnd> {
  return new Promise((resolve) => {
    let cause: ChildEnd['cause'] = 'exited';
    let killNow = (): void => signalGroup(child, 'SIGKILL');
    let drain: NodeJS.Timeout | undefined;
    const stop = (reason: 'timedOut' | 'cancelled'): void => {
      if (cause !== 'exited' || drain !== undefined) return;
      cause = reason;
      killNow = endGroup(child);
    };
    const cancel = (): void => stop('cancelled');
    const timer = setTimeout(() => stop('timedOut'), Math.min(timeoutMs, longestTimerMs));
    const settle = (end: ChildEnd): void => {
      clearTimeout(timer);
      clearTimeout(drain);
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
      settle({ cause, exitCode: code ?? undefined, signalName: signalName ?? undefined, error: undefined }),
    );
  });
}
