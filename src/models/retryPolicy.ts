import type { RandomPort } from '../base/random';
import type { ServerError } from './serverError';

/** How patient a call is. Ours; untested against hosted services. */
export interface RetryLimits {
  /** Repetitions after the first try. */
  readonly maxRetries: number;
  /** Longest single wait, also for a server that asks for more; milliseconds. */
  readonly maxWaitMs: number;
  /** First wait after a server error; doubles each time; milliseconds. */
  readonly baseWaitMs: number;
}

export const defaultRetryLimits: RetryLimits = { maxRetries: 3, maxWaitMs: 30_000, baseWaitMs: 400 };

/** Where a call stands: repetitions made, now, and until when a server may go on loading its model (ms since the epoch). */
export interface RetryState {
  readonly retries: number;
  readonly nowMs: number;
  readonly loadUntilMs: number;
  readonly random: RandomPort;
}

/** Milliseconds to wait before the same request is sent again; `undefined` gives up. Only errors that came instead of an answer get here. */
export function retryWaitMs(error: ServerError, state: RetryState, limits: RetryLimits): number | undefined {
  const { status } = error;
  const loading = status === 503 && /loading model/iu.test(error.text) && state.nowMs < state.loadUntilMs;
  if (!loading && state.retries >= limits.maxRetries) return undefined;
  if (status === 429) {
    // No quota left is not a matter of seconds.
    if (/insufficient_quota/u.test(`${error.type ?? ''} ${error.code ?? ''}`)) return undefined;
  } else if (status === undefined || status < 500 || status === 501 || status === 505) {
    return undefined;
  }
  const asked = retryAfterMs(error.headers, state.nowMs);
  return asked === undefined
    ? backoffMs(loading ? Math.min(state.retries, 2) : state.retries, state.random, limits)
    : Math.min(asked, limits.maxWaitMs);
}

/** A connection that failed is tried once more, soon: a dead server should be known as dead within a second. */
export function reconnectWaitMs(state: RetryState, limits: RetryLimits): number | undefined {
  return state.retries >= Math.min(1, limits.maxRetries)
    ? undefined
    : Math.min(250, backoffMs(0, state.random, limits));
}

/** Doubling, with half of it random so that bidders refused together do not come back together. */
function backoffMs(retries: number, random: RandomPort, limits: RetryLimits): number {
  return Math.min(limits.maxWaitMs, limits.baseWaitMs * 2 ** retries) * (0.5 + random.next() / 2);
}

/** `Retry-After` in seconds or as a date, and OpenAI's `retry-after-ms`. Negative, past and unreadable values count as absent. */
function retryAfterMs(headers: Headers | undefined, nowMs: number): number | undefined {
  const exact = positive(headers?.get('retry-after-ms') ?? null, 1);
  if (exact !== undefined) return exact;
  const value = headers?.get('retry-after') ?? null;
  const seconds = positive(value, 1000);
  if (seconds !== undefined) return seconds;
  if (value === null || !Number.isNaN(Number(value))) return undefined;
  const until = Date.parse(value) - nowMs;
  return until > 0 ? until : undefined;
}

function positive(value: string | null, factor: number): number | undefined {
  const number = value === null || value.trim() === '' ? NaN : Number(value);
  return number > 0 ? number * factor : undefined;
}
