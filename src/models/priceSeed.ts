import type { Price } from '../auction/bidder';

/** Day as of which the prices below are known. */
export const priceSeedDate = '2026-10-07';

/**
 * USD per million tokens: input, output, cached input. List prices of the common hosted models, without surcharges for
 * long prompts and without passing discounts. Those of the first two groups were compared with the makers' own pages or
 * with two tables made from them; a cached price that was not is left out, and then counts as the input price.
 */
const seed: Readonly<Record<string, readonly [input: number, output: number, cachedInput?: number]>> = {
  'claude-fable-5-1': [10, 50, 0.25],
  'claude-fable-5': [10, 50, 1],
  'claude-opus-5-5': [4, 20, 0.2],
  'claude-opus-5': [5, 25, 0.5],
  'claude-opus-4-8': [5, 25, 0.5],
  'claude-opus-4-7': [5, 25, 0.5],
  'claude-opus-4-6': [5, 25, 0.5],
  'claude-opus-4-5': [5, 25, 0.5],
  'claude-opus-4-1': [15, 75, 1.5],
  'claude-sonnet-5-5': [2, 10, 0.1],
  'claude-sonnet-5': [2, 10, 0.2],
  'claude-sonnet-4-6': [3, 15, 0.3],
  'claude-sonnet-4-5': [3, 15, 0.3],
  'claude-sonnet-4': [3, 15, 0.3],
  'claude-haiku-5-5': [0.1, 0.5, 0.01],
  'claude-haiku-4-5': [1, 5, 0.1],
  'gemini-3.5-flash': [1.5, 9, 0.15],
  'gemini-3.1-pro-preview': [2, 12, 0.2],

  'gpt-6-astra': [10, 50, 1],
  'gpt-5.6-terra': [2, 12, 0.2],
  'gpt-5.6-luna': [0.2, 1.2, 0.02],
  'gpt-5.5': [5, 30, 0.5],
  'gpt-5.4': [2.5, 15, 0.25],
  'gpt-5.4-mini': [0.75, 4.5, 0.075],
  'gpt-5.4-nano': [0.2, 1.25, 0.02],
  'gpt-5.3-codex': [1.75, 14, 0.175],
  'gpt-5.2': [1.75, 14, 0.175],
  'gpt-5.1': [1.25, 10, 0.125],
  'gpt-5-mini': [0.25, 2, 0.025],
  'gpt-4.1': [2, 8, 0.5],

  // Known from older tables; nobody has compared these with the makers' pages since.
  'gpt-5.1-codex': [1.25, 10, 0.125],
  'gpt-5': [1.25, 10, 0.125],
  'gpt-5-codex': [1.25, 10, 0.125],
  'gpt-5-nano': [0.05, 0.4, 0.005],
  'gpt-4.1-mini': [0.4, 1.6, 0.1],
  'gpt-4.1-nano': [0.1, 0.4, 0.025],
  'gpt-4o': [2.5, 10, 1.25],
  'gpt-4o-mini': [0.15, 0.6, 0.075],
  o3: [2, 8, 0.5],
  'o4-mini': [1.1, 4.4, 0.275],
  'gemini-3.5-flash-lite': [0.3, 2.5],
  'gemini-2.5-pro': [1.25, 10],
  'gemini-2.5-flash': [0.3, 2.5],
  'gemini-2.5-flash-lite': [0.1, 0.4],
};

/** The list price of a hosted model by its name, with or without the maker in front and a date behind; `undefined` for others. */
export function seedPrice(modelId: string): Price | undefined {
  const name = modelId
    .toLowerCase()
    .replace(/^.*\//u, '')
    .replace(/(?:-\d{4}-\d{2}-\d{2}|-20\d{6}|-latest)$/u, '');
  const spelled = name.startsWith('claude-') ? name.replaceAll('.', '-') : name;
  const found = Object.hasOwn(seed, spelled) ? seed[spelled] : undefined;
  if (found === undefined) return undefined;
  const [input, output, cachedInput] = found;
  return { input, output, ...(cachedInput !== undefined && { cachedInput }) };
}
