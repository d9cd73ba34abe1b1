import type { ClockPort } from '../../../src/base/clock';

/** Time that moves only when told to. */
export class FakeClock implements ClockPort {
  private now = 0;
  private readonly timers = new Set<{ at: number; action: () => void }>();

  nowMs(): number {
    return this.now;
  }

  after(delayMs: number, action: () => void): () => void {
    const timer = { at: this.now + delayMs, action };
    this.timers.add(timer);
    return () => void this.timers.delete(timer);
  }

  get pending(): number {
    return this.timers.size;
  }

  pass(ms: number): void {
    const end = this.now + ms;
    for (;;) {
      const next = [...this.timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.timers.delete(next);
      this.now = next.at;
      next.action();
    }
    this.now = end;
  }
}
