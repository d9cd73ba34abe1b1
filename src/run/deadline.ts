import type { Bidder } from '../auction/bidder';
import type { Flow } from './flow';

/**
 * The signal of a call that follows a bid: it ends with the run, and after the time a bidder had. A local server may have
 * swapped the model out meanwhile and gets its allowance once more.
 */
export function callDeadline(flow: Flow, bidder: Bidder): AbortSignal {
  const { bidDeadlineMs, localFirstTokenMs } = flow.request;
  const controller = new AbortController();
  const stop = flow.ports.clock.after(bidDeadlineMs + (bidder.local === true ? localFirstTokenMs : 0), () => {
    controller.abort();
  });
  flow.onEnd(stop);
  return AbortSignal.any([flow.signal, controller.signal]);
}
