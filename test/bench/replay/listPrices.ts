import type { Price } from '../../../src/auction/bidder';
import { parametersFromModelId, shadowPrice } from '../../../src/auction/price';
import type { ListPrices } from './readBenchmarks';

/** Where a bidder's price came from; printed with the tables. */
export type PriceBasis = 'data' | 'list' | 'size' | 'cost' | 'none';

/** Public list prices at the time of the recorded runs, USD per million tokens. The recorded outcomes carry none. */
const published: readonly (readonly [pattern: RegExp, input: number, output: number, cachedInput: number])[] = [
  [/opus-4-5/u, 5, 25, 0.5],
  [/opus/u, 15, 75, 1.5],
  [/sonnet/u, 3, 15, 0.3],
  [/haiku/u, 1, 5, 0.1],
  [/gpt-5[.\d]*-nano/u, 0.05, 0.4, 0.005],
  [/gpt-5[.\d]*-mini/u, 0.25, 2, 0.025],
  [/gpt-5/u, 1.25, 10, 0.125],
  [/gpt-4\.1-mini/u, 0.4, 1.6, 0.1],
  [/gpt-4\.1/u, 2, 8, 0.5],
  [/gpt-4o-mini/u, 0.15, 0.6, 0.075],
  [/gpt-4o/u, 2.5, 10, 1.25],
  [/gpt-oss-120b/u, 0.1, 0.5, 0.1],
  [/\bo4-mini|\bo3-mini/u, 1.1, 4.4, 0.275],
  [/\bo3\b/u, 2, 8, 0.5],
  [/gemini-3-pro/u, 2, 12, 0.2],
  [/gemini-2\.5-pro/u, 1.25, 10, 0.125],
  [/gemini-2\.5-flash/u, 0.3, 2.5, 0.03],
  [/glm-4\.[56]/u, 0.6, 2.2, 0.12],
  [/kimi-k2/u, 0.6, 2.5, 0.15],
  [/deepseek/u, 0.28, 0.42, 0.028],
  [/minimax-m2/u, 0.3, 1.2, 0.3],
  [/qwen3-coder-480b/u, 0.9, 0.9, 0.9],
];

/** Models that think before they answer, as far as their names tell; hidden reasoning is paid for. */
const thinking = /gpt-5|gpt-oss|\bo[134]\b|gemini-[23]|glm-4\.[56]|deepseek-r|thinking|reason|minimax-m2|qwq/u;

export function reasons(model: string): boolean {
  return thinking.test(model.toLowerCase());
}

/**
 * A bidder's price: the folder's own list, else the published one, else the shadow price of the size in its name, else what
 * its mean cost says by the product's own formula turned around (c = 0.19 pi^0.56, output five times as dear as input).
 */
export function priceFor(model: string, prices: ListPrices, meanCostUsd: number): { price: Price; basis: PriceBasis } {
  const own = prices.get(model);
  if (own !== undefined) return { price: own, basis: 'data' };
  const listed = published.find(([pattern]) => pattern.test(model.toLowerCase()));
  if (listed !== undefined) {
    const [, input, output, cachedInput] = listed;
    return { price: { input, output, cachedInput }, basis: 'list' };
  }
  const bySize = shadowPrice(parametersFromModelId(model) ?? Number.NaN);
  if (bySize !== undefined) return { price: { input: bySize, output: bySize }, basis: 'size' };
  const blended = meanCostUsd > 0 ? (meanCostUsd / 0.19) ** (1 / 0.56) : 1;
  return { price: { input: blended / 2, output: (5 * blended) / 2 }, basis: meanCostUsd > 0 ? 'cost' : 'none' };
}
