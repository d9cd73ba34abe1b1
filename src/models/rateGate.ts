import type { ClockPort } from '../base/clock';

/**
 * What all calls of one endpoint know about its rate limit: after a 429 nobody sends before its time is over, then one
 * call goes ahead, and the others follow when that one was let through.
 */
export class RateGate {
  private openAtMs = 0;
  private limited = false;
  private scout: Promise<void> | undefined;

  constructor(private readonly clock: ClockPort) {}

  /** The server asked for fewer requests: nobody sends for so many milliseconds. */
  close(waitMs: number): void {
    this.limited = true;
    this.openAtMs = Math.max(this.openAtMs, this.clock.nowMs() + waitMs);
  }

  /** Waits until this call may be sent, or until `signal`. What is returned must be told whether it was let through. */
  async pass(signal: AbortSignal): Promise<(letThrough: boolean) => void> {
    while (!signal.aborted) {
      const waitMs = this.openAtMs - this.clock.nowMs();
      if (waitMs > 0) await pause(this.clock, waitMs, signal);
      else if (this.scout !== undefined) await Promise.race([this.scout, aborted(signal)]);
      else break;
    }
    return this.limited && !signal.aborted ? this.goAhead() : () => undefined;
  }

  private goAhead(): (letThrough: boolean) => void {
    let done: () => void = () => undefined;
    this.scout = new Promise((resolve) => {
      done = resolve;
    });
    return (letThrough) => {
      if (letThrough) this.limited = false;
      this.scout = undefined;
      done();
    };
  }
}

/** Resolves after the time or with the abort, whichever is first. */
export function pause(clock: ClockPort, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(delayMs, done);
    function done(): void {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done, { once: true });
    if (signal.aborted) done();
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (signal.aborted) resolve();
  });
}
