import type { Bidder } from '../auction/bidder';
import type { ClockPort } from '../base/clock';
import type { Flow } from './flow';

/** The time one bidder has. What a call waits in our own queue is not the bidder's fault and does not count. */
export interface Deadline {
  /** Aborted when the time is over, or the run. */
  readonly signal: AbortSignal;
  /** For the call's `onQueue`: stops the time while the call waits, and starts it anew when its turn has come. */
  readonly onQueue: (waiting: boolean) => void;
  /** From here on it has so many milliseconds. */
  restart(limitMs: number): void;
  /** True when the time ran out and the run went on. */
  passed(): boolean;
  stop(): void;
}

/** A deadline `limitMs` from now. */
export function startDeadline(clock: ClockPort, signal: AbortSignal, limitMs: number): Deadline {
  const ended = new AbortController();
  let stop = (): void => undefined;
  const restart = (milliseconds: number): void => {
    stop();
    stop = clock.after(milliseconds, () => {
      ended.abort();
    });
  };
  restart(limitMs);
  return {
    signal: AbortSignal.any([signal, ended.signal]),
    onQueue: (waiting) => {
      if (waiting) stop();
      else restart(limitMs);
    },
    restart,
    passed: () => ended.signal.aborted && !signal.aborted,
    stop: () => {
      stop();
    },
  };
}

/**
 * The deadline of a call that follows a bid: the time a bidder had. A local server may have swapped the model out
 * meanwhile and gets its allowance once more.
 */
export function callDeadline(flow: Flow, bidder: Bidder): Deadline {
  const { bidDeadlineMs, localFirstTokenMs } = flow.request;
  const limitMs = bidDeadlineMs + (bidder.local === true ? localFirstTokenMs : 0);
  const deadline = startDeadline(flow.ports.clock, flow.signal, limitMs);
  flow.onEnd(() => {
    deadline.stop();
  });
  return deadline;
}
