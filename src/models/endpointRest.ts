/** Calls that waited together come back this many milliseconds apart. Ours, untested against hosted services. */
const apartMs = 100;

/**
 * The pause of one endpoint after it said that it was asked too often (429). All its models keep it: whoever would send
 * meanwhile waits too, and afterwards they come back one after the other.
 */
export class EndpointRest {
  private untilMs = 0;
  /** Rises with every new pause, so that whoever wakes up knows whether to wait once more. */
  begun = 0;

  begin(nowMs: number, waitMs: number): void {
    this.untilMs = Math.max(this.untilMs, nowMs + waitMs);
    this.begun += 1;
  }

  /** Milliseconds until the caller may send; 0 when the endpoint does not rest. Each caller gets a later turn than the last. */
  turn(nowMs: number): number {
    if (this.untilMs <= nowMs) return 0;
    const waitMs = this.untilMs - nowMs;
    this.untilMs += apartMs;
    return waitMs;
  }
}
