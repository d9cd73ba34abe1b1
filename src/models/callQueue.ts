/** A call that waits for its turn. */
interface Waiting {
  readonly modelId: string;
  readonly start: () => void;
  /** How often a later call went first. */
  overtaken: number;
}

/** How an endpoint lets calls through. */
export interface QueueLimits {
  /** Calls at once. */
  readonly concurrency: number;
  /** The server swaps models in and out: calls of different models never run together. */
  readonly oneModel: boolean;
}

/** A later call for the loaded model spares two swaps, but nobody waits for more than so many of them. Ours, untested. */
const maxOvertaken = 8;

/** The queue of one endpoint: first come, first served, but on swapping servers the loaded model first. */
export class CallQueue {
  private readonly waiting: Waiting[] = [];
  private readonly running: string[] = [];
  private lastModel: string | undefined;

  constructor(private readonly limits: QueueLimits) {}

  /**
   * Runs `action` when its turn has come, or not at all after an abort; then the result is `undefined`. `onQueue` hears
   * `true` if the call has to wait and `false` when it need not wait any more.
   */
  async run<T>(
    modelId: string,
    signal: AbortSignal,
    action: () => Promise<T>,
    onQueue: (waiting: boolean) => void = () => undefined,
  ): Promise<T | undefined> {
    if (!(await this.turn(modelId, signal, onQueue))) return undefined;
    try {
      return await action();
    } finally {
      this.running.splice(this.running.indexOf(modelId), 1);
      this.next();
    }
  }

  private turn(modelId: string, signal: AbortSignal, onQueue: (waiting: boolean) => void): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      let waited = false;
      const leave = (): void => {
        this.waiting.splice(this.waiting.indexOf(call), 1);
        resolve(false);
        this.next();
      };
      const start = (): void => {
        signal.removeEventListener('abort', leave);
        this.running.push(modelId);
        this.lastModel = modelId;
        if (waited) onQueue(false);
        resolve(true);
      };
      const call: Waiting = { modelId, start, overtaken: 0 };
      signal.addEventListener('abort', leave, { once: true });
      this.waiting.push(call);
      this.next();
      waited = this.waiting.includes(call);
      if (waited) onQueue(true);
    });
  }

  private next(): void {
    while (this.running.length < this.limits.concurrency) {
      const index = this.chosen();
      const [call] = index < 0 ? [] : this.waiting.splice(index, 1);
      if (call === undefined) return;
      for (const earlier of this.waiting.slice(0, index)) earlier.overtaken += 1;
      call.start();
    }
  }

  /** Index of the call that goes next; -1 for none. */
  private chosen(): number {
    const [first] = this.waiting;
    if (first === undefined || !this.limits.oneModel) return first === undefined ? -1 : 0;
    const patient = first.overtaken < maxOvertaken;
    const same = patient ? this.waiting.findIndex(({ modelId }) => modelId === this.lastModel) : 0;
    const index = same < 0 ? 0 : same;
    const free = this.running.every((modelId) => modelId === this.waiting[index]?.modelId);
    return free ? index : -1;
  }
}
