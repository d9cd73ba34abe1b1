/** Time as a port: milliseconds since the Unix epoch, and a timer that an AbortSignal ends. */
export interface ClockPort {
  nowMs(): number;
  /** Runs `action` once after `delayMs`; the returned function cancels it and may be called more than once. */
  after(delayMs: number, action: () => void): () => void;
}

/** The machine's clock. */
export const systemClock: ClockPort = {
  nowMs: () => Date.now(),
  after: (delayMs, action) => {
    const timer = setTimeout(action, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};
