import assert from 'node:assert/strict';
import {
  blendedPrice,
  callCostUsd,
  parametersFromModelId,
  shadowPrice,
  worstCaseCostUsd,
} from '../../../src/auction/price';
import { bidder } from './examples';

describe('auction/price', () => {
  it('blends three parts input with one part output', () => {
    assert.equal(blendedPrice({ input: 1, output: 5 }), 2);
  });

  it('prices local models by size through the paper’s list, and beyond it by the last slope', () => {
    const expected: readonly [number, number][] = [
      [4, 0.05],
      [8, 0.09],
      [14, 0.16],
      [32, 0.36],
      [2, 0.025],
      [70, 0.36 + (38 * 0.2) / 18],
    ];
    for (const [billions, usd] of expected) assert.ok(Math.abs((shadowPrice(billions) ?? 0) - usd) < 1e-12);
    for (const none of [0, -1, Number.NaN, Infinity]) assert.equal(shadowPrice(none), undefined);
  });

  it('reads the size from a model id', () => {
    assert.equal(parametersFromModelId('qwen3:8b'), 8);
    assert.equal(parametersFromModelId('Llama-3.2-1.5B-instruct'), 1.5);
    assert.equal(parametersFromModelId('gpt-5'), undefined);
  });

  it('case 16: believes the provider’s own cost, prices cached input as such, and never says NaN', () => {
    const model = { ...bidder('m'), price: { input: 2, output: 8, cachedInput: 0.5 } };
    assert.equal(callCostUsd(model, { inputTokens: 10, outputTokens: 1, costUsd: 0.3 }), 0.3);
    assert.equal(callCostUsd(model, { inputTokens: 1e6, outputTokens: 0, cachedInputTokens: 4e5 }), 1.4);
    assert.equal(callCostUsd(bidder('unpriced'), { inputTokens: 1, outputTokens: 1 }), undefined);
    assert.equal(callCostUsd(model, undefined), undefined);
    assert.equal(worstCaseCostUsd(model, 1e6, 1e6), 10);
  });
});
