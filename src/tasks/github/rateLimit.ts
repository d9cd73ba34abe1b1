/** Ours: a pause that is longer is not believed. The hour of the primary limit is the longest that GitHub has. */
const maxPauseMs = 3_600_000;
/** What GitHub's documentation asks for when a secondary limit names no time. */
const secondaryPauseMs = 60_000;

/** Until when GitHub wants no further request, read from a response; `undefined` when it did not ask for a pause. */
export function waitUntilMs(
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  errorBody: string,
  nowMs: number,
): { readonly untilMs: number; readonly secondary: boolean } | undefined {
  const refused = status === 403 || status === 429;
  const retryAfter = seconds(headers.get('retry-after'));
  if (refused && retryAfter !== undefined)
    return { untilMs: bounded(nowMs + 1000 * retryAfter, nowMs), secondary: true };
  if (headers.get('x-ratelimit-remaining') === '0') {
    const reset = seconds(headers.get('x-ratelimit-reset'));
    return { untilMs: bounded(1000 * (reset ?? 0), nowMs), secondary: false };
  }
  return status === 429 || (refused && /secondary rate limit/iu.test(errorBody))
    ? { untilMs: nowMs + secondaryPauseMs, secondary: true }
    : undefined;
}

function seconds(value: string | null): number | undefined {
  return value !== null && /^\d{1,12}$/u.test(value) ? Number(value) : undefined;
}

function bounded(untilMs: number, nowMs: number): number {
  return Math.min(nowMs + maxPauseMs, Math.max(nowMs + 1000, untilMs));
}
