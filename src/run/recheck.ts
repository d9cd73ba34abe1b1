import type { CheckResult } from '../sandbox/check';
import type { Flow } from './flow';
import { mayRecheck } from './runState';
import { checkIn, type Workshop } from './workshop';

/** The person's way to run the check once more on the proposal under review. */
export interface RecheckDesk {
  /** Where the sandboxes are; until then there is nothing to check again. */
  open(workshop: Workshop): void;
  /** Settles with the result; `undefined` when there is nothing to check, or a check is running. */
  recheck(): Promise<CheckResult | undefined>;
}

/** Opens the desk of one run. */
export function recheckDesk(flow: Flow): RecheckDesk {
  let workshop: Workshop | undefined;
  let running = false;
  return {
    open: (opened) => (workshop = opened),
    recheck: async () => {
      const { reviewed: attempt } = flow.state();
      const tree = workshop?.usedBy(attempt);
      if (running || !mayRecheck(flow.state()) || tree === undefined) return undefined;
      running = true;
      try {
        const result = await checkIn(flow, tree, 'run again', flow.signal);
        flow.dispatch({ type: 'rechecked', attempt, result });
        return result;
      } finally {
        running = false;
      }
    },
  };
}
