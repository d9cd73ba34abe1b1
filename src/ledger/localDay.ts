import type { Day } from './statistics';

/** The day a moment belongs to where this machine is; 23 or 25 hours long when the clocks change. */
export function localDay(nowMs: number): Day {
  const now = new Date(nowMs);
  const midnight = (days: number): number =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() + days).getTime();
  return { fromMs: midnight(0), untilMs: midnight(1) };
}
