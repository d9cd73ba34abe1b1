import assert from 'node:assert/strict';
import { once } from '../../../src/base/once';

describe('base/once', () => {
  it('makes the thing once for all callers, and again after a failure', async () => {
    let calls = 0;
    let broken = true;
    const get = once(async () => {
      calls += 1;
      await Promise.resolve();
      if (broken) throw new Error('the disk is away');
      return 'open';
    });
    const both = await Promise.allSettled([get(), get()]);
    assert.deepEqual(
      both.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    assert.equal(calls, 1);
    broken = false;
    assert.deepEqual(await Promise.all([get(), get()]), ['open', 'open']);
    assert.equal(await get(), 'open');
    assert.equal(calls, 2);
  });
});
