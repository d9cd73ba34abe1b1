import { systemClock } from '../base/clock';

/** Longest delay a timer takes, in milliseconds. */
const maxDelayMs = 2 ** 31 - 1;

/** One signal for cancel and time limit, and which of the two it was. */
export interface StopSignal {
  readonly signal: AbortSignal;
  /** Why it stopped; meaningful once the signal is aborted. Cancel wins when both happened. */
  end(): 'cancelled' | 'timeLimit';
  dispose(): void;
}

/** Stops when the person cancels or `maxSeconds` have passed, whichever comes first. */
export function createStopSignal(cancel: AbortSignal, maxSeconds: number): StopSignal {
  const time = new AbortController();
  const stopTimer = systemClock.after(Math.min(Math.max(0, maxSeconds) * 1000, maxDelayMs), () => time.abort());
  return {
    signal: AbortSignal.any([cancel, time.signal]),
    end: () => (cancel.aborted ? 'cancelled' : 'timeLimit'),
    dispose: stopTimer,
  };
}

/**
 * Waits for the work, but no longer than the signal allows: what does not listen to it cannot hold up a cancel. The
 * result of work that ends later is dropped, its failure too.
 */
export async function untilStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T | 'stopped'> {
  if (signal.aborted) {
    work.catch(() => undefined);
    return 'stopped';
  }
  let stop: (() => void) | undefined;
  const stopped = new Promise<'stopped'>((resolve) => {
    stop = () => resolve('stopped');
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    if (stop !== undefined) signal.removeEventListener('abort', stop);
  }
}
