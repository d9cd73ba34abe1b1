import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readEntropies } from '../../../src/auction/entropy';
import { token } from './examples';

const near = (a: number | undefined, b: number): void => {
  assert.ok(a !== undefined && Math.abs(a - b) < 1e-9, `${a} is not ${b}`);
};

describe('auction/entropy', () => {
  it('is Shannon entropy over the alternatives when nearly all mass is reported', () => {
    const reading = readEntropies([{ bidderId: 'a', logprobs: [token('x', 0.5, 0.5), token('y', 1)] }]);
    assert.equal(reading.estimator, 'shannonTop');
    near(reading.nats.get('a'), Math.log(2) / 2);
  });

  it('falls back to mean surprisal for all when one bid reports too little mass', () => {
    const reading = readEntropies([
      { bidderId: 'a', logprobs: [token('x', 0.5, 0.5)] },
      { bidderId: 'b', logprobs: [token('x', 0.5, 0.2)] },
    ]);
    assert.equal(reading.estimator, 'surprisal');
    near(reading.nats.get('a'), Math.log(2));
    near(reading.nats.get('b'), Math.log(2));
  });

  it('leaves a bid without logprobs unknown', () => {
    const reading = readEntropies([{ bidderId: 'a', logprobs: [token('x', 1)] }, { bidderId: 'b' }]);
    assert.equal(reading.nats.has('b'), false);
    assert.deepEqual(readEntropies([{ bidderId: 'b' }]), { estimator: 'none', nats: new Map() });
  });

  it('keeps estimator and mean of an earlier ballot when told to, and reads nothing that estimator cannot', () => {
    const first = readEntropies([{ bidderId: 'a', logprobs: [token('x', 0.5, 0.5)] }, { bidderId: 'b' }]);
    near(first.meanNats, Math.log(2));
    const later = readEntropies(
      [
        { bidderId: 'a', logprobs: [token('x', 0.5, 0.2)] },
        { bidderId: 'b', logprobs: [token('x', 1)] },
      ],
      first,
    );
    assert.deepEqual([later.estimator, later.meanNats], ['shannonTop', first.meanNats]);
    assert.deepEqual([...later.nats.keys()], ['b']);
    const none = readEntropies([{ bidderId: 'a', logprobs: [token('x', 1)] }], { estimator: 'none' });
    assert.deepEqual(none, { estimator: 'none', nats: new Map() });
  });

  it('case 17: survives -9999, -3.4e38, -Infinity, NaN, positive values and missing alternatives', () => {
    const odd = [-9999, -3.4e38, -Infinity, Number.NaN, 3].map((logprob) => ({ token: 't', logprob, top: [] }));
    const reading = readEntropies([{ bidderId: 'a', logprobs: odd }]);
    const nats = reading.nats.get('a') ?? -1;
    assert.ok(Number.isFinite(nats) && nats >= 0);
  });

  it('property: entropy is finite and never negative', () => {
    const entry = fc.record({
      token: fc.string(),
      logprob: fc.double(),
      top: fc.array(fc.record({ token: fc.string(), logprob: fc.double() }), { maxLength: 20 }),
    });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 30 }), (logprobs) => {
        for (const nats of readEntropies([{ bidderId: 'a', logprobs }]).nats.values()) {
          assert.ok(Number.isFinite(nats) && nats >= 0);
        }
      }),
    );
  });
});
