import type { Bidder, Price } from './bidder';
import type { Usage } from './model';

/** The market's single price in USD per million tokens: (3 * input + output) / 4. Ours: agentic prompts are about three parts input. */
export function blendedPrice(price: Price): number {
  return (3 * price.input + price.output) / 4;
}

/** No model costs a dollar a token; a larger figure is a typing error that would overflow the arithmetic. */
const maxUsdPerMt = 1e6;

/** A price is usable when every part is a number from 0 to a million USD per million tokens. */
export function isUsablePrice(price: Price | undefined): price is Price {
  if (price === undefined) return false;
  const parts = [price.input, price.output, price.cachedInput ?? 0];
  return parts.every((part) => part >= 0 && part <= maxUsdPerMt);
}

/** Total parameters in billions to USD per million tokens; the paper's four agents, through (0, 0). */
const paperPrices: readonly (readonly [billions: number, usdPerMt: number])[] = [
  [0, 0],
  [4, 0.05],
  [8, 0.09],
  [14, 0.16],
  [32, 0.36],
];

/**
 * What a local model of this size would cost if it were hosted, in USD per million tokens: piecewise linear through the
 * paper's price list, the last slope beyond it. A local price of 0 would win every auction. `undefined` for a size
 * that is not a positive finite number.
 */
export function shadowPrice(parametersBillions: number): number | undefined {
  if (!Number.isFinite(parametersBillions) || parametersBillions <= 0) return undefined;
  const last = paperPrices.length - 1;
  const found = paperPrices.findIndex(([billions]) => billions >= parametersBillions);
  const upper = found === -1 ? last : found;
  const [x0, y0] = paperPrices[upper - 1] ?? [0, 0];
  const [x1, y1] = paperPrices[upper] ?? [1, 0];
  return y0 + ((parametersBillions - x0) * (y1 - y0)) / (x1 - x0);
}

/** Billions of parameters as a model id says them ("qwen3:8b" is 8), or `undefined`. */
export function parametersFromModelId(modelId: string): number | undefined {
  const match = /(\d+(?:\.\d+)?)b\b/i.exec(modelId);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

/**
 * USD for a call. The provider's own figure wins; cached input is priced as such (at the input price when no cached
 * price is known). `undefined` when neither usage nor price can tell; never NaN.
 */
export function callCostUsd(bidder: Bidder, usage: Usage | undefined): number | undefined {
  if (usage?.costUsd !== undefined && Number.isFinite(usage.costUsd) && usage.costUsd >= 0) return usage.costUsd;
  if (usage === undefined || !isUsablePrice(bidder.price)) return undefined;
  const cached = Math.min(usage.cachedInputTokens ?? 0, usage.inputTokens);
  const { input, output, cachedInput = input } = bidder.price;
  return ((usage.inputTokens - cached) * input + cached * cachedInput + usage.outputTokens * output) / 1e6;
}

/** The most a call can cost in USD, given its prompt and its output bound in tokens; `undefined` without a price. */
export function worstCaseCostUsd(bidder: Bidder, promptTokens: number, maxTokens: number): number | undefined {
  if (!isUsablePrice(bidder.price)) return undefined;
  return (promptTokens * bidder.price.input + maxTokens * bidder.price.output) / 1e6;
}
