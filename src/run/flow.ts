import type { MarketEvent } from '../auction/events';
import type { RunEnd, RunEvent } from './runEvents';
import type { RunPorts } from './runPorts';
import type { RunRequest } from './runRequest';
import type { RunState } from './runState';

/** What every step of the flow works with: the request, the outside world, the state and the one way to change it. */
export interface Flow {
  readonly request: RunRequest;
  readonly ports: RunPorts;
  /** Aborted when the person cancels. */
  readonly signal: AbortSignal;
  stopped(): boolean;
  state(): RunState;
  dispatch(event: RunEvent): void;
  market(event: MarketEvent): void;
  /** USD booked for a bidder since the last time this was asked; `undefined` when nothing was. */
  takeCost(bidderId: string): number | undefined;
  /** Ends the run now: everything under way is aborted, and this is how it ended. The first call counts. */
  stop(end: RunEnd, message: string): void;
  /** Runs when the run is over, however it ends; at once when it is over already. */
  onEnd(action: () => void): void;
}

/** Settles when the signal is aborted: what waits for a person or a server races against it. */
export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
