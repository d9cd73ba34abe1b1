import type { ClockPort } from '../base/clock';
import type { EndpointTimeouts } from './endpoint';

/** Which allowance ran out. `ending` is no failure: the answer was over and only the connection was not. */
export type TimerName = 'connect' | 'firstToken' | 'idle' | 'total' | 'ending';

/** Milliseconds. `connectMs` runs until the response's headers, `firstTokenMs` until the first piece of an answer. */
export interface TimerLimits {
  readonly connectMs: number | undefined;
  readonly firstTokenMs: number;
  readonly idleMs: number;
  readonly totalMs: number;
  /** Between the finish reason and the end of the stream, where only the usage is still missing. */
  readonly endingMs: number;
}

/**
 * The endpoint's own timeouts over our defaults. Many servers send no headers before the model is loaded or a slot is
 * free, so waiting for headers is bounded by the first-token allowance unless the user sets `connectMs`; the runtime
 * itself gives up a TCP connection after 10 s.
 */
export function timerLimits(timeouts: EndpointTimeouts | undefined, local: boolean): TimerLimits {
  const idleMs = timeouts?.idleMs ?? 45_000;
  return {
    connectMs: timeouts?.connectMs,
    firstTokenMs: timeouts?.firstTokenMs ?? (local ? 180_000 : 60_000),
    idleMs,
    totalMs: timeouts?.totalMs ?? 600_000,
    endingMs: Math.min(idleMs, 5_000),
  };
}

/** The timers of one request. The SDK's `timeout` ends at the headers and the runtime's are minutes, so these are the ones that hold. */
export class StreamTimers {
  private readonly cancels = new Map<TimerName, () => void>();
  private lastProgressMs = 0;
  private firedName: TimerName | undefined;

  constructor(
    private readonly clock: ClockPort,
    private readonly limits: TimerLimits,
    private readonly onFire: () => void,
  ) {}

  /** The timer that ended the request, if one did. */
  get fired(): TimerName | undefined {
    return this.firedName;
  }

  start(): void {
    if (this.limits.connectMs !== undefined) this.arm('connect', this.limits.connectMs);
    this.arm('firstToken', this.limits.firstTokenMs);
  }

  headers(): void {
    this.cancel('connect');
  }

  /** Something of the answer came; keep-alives and empty chunks are not told here. */
  progress(): void {
    this.lastProgressMs = this.clock.nowMs();
    if (!this.cancel('firstToken')) return;
    this.cancel('connect');
    this.armIdle(this.limits.idleMs);
  }

  /** The finish reason came. */
  finish(): void {
    if (this.cancels.has('ending')) return;
    this.stop();
    this.arm('ending', this.limits.endingMs);
  }

  stop(): void {
    for (const name of [...this.cancels.keys()]) this.cancel(name);
  }

  /** One timer that looks back when it rings is cheaper than a new one for each of thousands of chunks. */
  private armIdle(delayMs: number): void {
    this.arm('idle', delayMs, () => {
      const leftMs = this.lastProgressMs + this.limits.idleMs - this.clock.nowMs();
      if (leftMs > 0) this.armIdle(leftMs);
      else this.fire('idle');
    });
  }

  private arm(name: TimerName, delayMs: number, action = () => this.fire(name)): void {
    const cancel = this.clock.after(delayMs, () => {
      this.cancels.delete(name);
      action();
    });
    this.cancels.set(name, cancel);
  }

  private cancel(name: TimerName): boolean {
    this.cancels.get(name)?.();
    return this.cancels.delete(name);
  }

  private fire(name: TimerName): void {
    this.stop();
    this.firedName = name;
    this.onFire();
  }
}
