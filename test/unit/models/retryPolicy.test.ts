import assert from 'node:assert/strict';
import fc from 'fast-check';
import { seededRandom } from '../../../src/base/random';
import { defaultRetryLimits, reconnectWaitMs, retryWaitMs } from '../../../src/models/retryPolicy';
import type { RetryState } from '../../../src/models/retryPolicy';
import { readServerError } from '../../../src/models/serverError';
import type { ServerError } from '../../../src/models/serverError';

const now = Date.UTC(2030, 0, 1, 12, 0, 0);

function state(retries = 0): RetryState {
  return { retries, nowMs: now, loadUntilMs: now, random: seededRandom(7) };
}

function refusal(status: number, headers: Record<string, string> = {}, text = ''): ServerError {
  return readServerError(undefined, text, { status, headers: new Headers(headers) });
}

function waitMs(retryAfter: string): number | undefined {
  return retryWaitMs(refusal(429, { 'retry-after': retryAfter }), state(), defaultRetryLimits);
}

describe('models/retryPolicy', () => {
  it('reads Retry-After as seconds and as a date (case 2)', () => {
    assert.equal(waitMs('2'), 2000);
    assert.equal(waitMs('0.5'), 500);
    assert.equal(waitMs(new Date(now + 5000).toUTCString()), 5000);
  });

  it('clamps what a server asks for, and backs off by itself where it asks for nonsense (case 2)', () => {
    assert.equal(waitMs('1e9'), defaultRetryLimits.maxWaitMs);
    assert.equal(waitMs('Tue, 01 Jan 2999 00:00:00 GMT'), defaultRetryLimits.maxWaitMs);
    for (const nonsense of ['-5', '0', 'soon', '', 'Tue, 01 Jan 2019 00:00:00 GMT', 'NaN', 'Infinityx']) {
      const wait = waitMs(nonsense);
      assert.ok(wait !== undefined && wait >= 200 && wait <= 400, nonsense);
    }
  });

  it('repeats 429 and passing 5xx a few times, and nothing else', () => {
    for (const status of [429, 500, 502, 503, 504, 529]) {
      assert.notEqual(retryWaitMs(refusal(status), state(2), defaultRetryLimits), undefined);
      assert.equal(retryWaitMs(refusal(status), state(3), defaultRetryLimits), undefined);
    }
    for (const status of [400, 401, 403, 404, 408, 409, 413, 422, 501, 505]) {
      assert.equal(retryWaitMs(refusal(status, { 'retry-after': '1' }), state(), defaultRetryLimits), undefined);
    }
  });

  it('does not wait for a quota to come back', () => {
    const error = readServerError({ error: { message: 'No quota', code: 'insufficient_quota' } }, '', { status: 429 });
    assert.equal(retryWaitMs(error, state(), defaultRetryLimits), undefined);
  });

  it('goes on asking a server that loads its model until the first-token allowance is over', () => {
    const loading = refusal(503, {}, 'Loading model');
    assert.notEqual(retryWaitMs(loading, { ...state(20), loadUntilMs: now + 1 }, defaultRetryLimits), undefined);
    assert.equal(retryWaitMs(loading, state(20), defaultRetryLimits), undefined);
  });

  it('waits between half and the whole of a doubling time, never longer than the limit', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 60 }), (seed, retries) => {
        const limits = { ...defaultRetryLimits, maxRetries: 100 };
        const wait = retryWaitMs(refusal(500), { ...state(retries), random: seededRandom(seed) }, limits) ?? -1;
        const full = Math.min(limits.maxWaitMs, limits.baseWaitMs * 2 ** retries);
        assert.ok(wait >= full / 2 && wait <= full);
      }),
    );
  });

  it('tries a lost connection once more within a quarter of a second (case 5)', () => {
    assert.ok((reconnectWaitMs(state(), defaultRetryLimits) ?? Infinity) <= 250);
    assert.equal(reconnectWaitMs(state(1), defaultRetryLimits), undefined);
  });
});
