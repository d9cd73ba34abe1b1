import type { Price } from '../auction/bidder';

/** Day as of which the prices below are known, from public tables; nobody has compared them with the providers' own pages since. */
export const priceSeedDate = '2025-12-01';

/** USD per million tokens: input, output, cached input. List prices of the common hosted models, without long-context surcharges. */
const seed: Readonly<Record<string, readonly [input: number, output: number, cachedInput?: number]>> = {
  'gpt-5.2': [1.75, 14, 0.175],
  'gpt-5.1': [1.25, 10, 0.125],
  'gpt-5.1-codex': [1.25, 10, 0.125],
  'gpt-5': [1.25, 10, 0.125],
  'gpt-5-codex': [1.25, 10, 0.125],
  'gpt-5-mini': [0.25, 2, 0.025],
  'gpt-5-nano': [0.05, 0.4, 0.005],
  'gpt-4.1': [2, 8, 0.5],
  'gpt-4.1-mini': [0.4, 1.6, 0.1],
  'gpt-4.1-nano': [0.1, 0.4, 0.025],
  'gpt-4o': [2.5, 10, 1.25],
  'gpt-4o-mini': [0.15, 0.6, 0.075],
  o3: [2, 8, 0.5],
  'o4-mini': [1.1, 4.4, 0.275],
  'claude-opus-4-5': [5, 25, 0.5],
  'claude-opus-4-1': [15, 75, 1.5],
  'claude-sonnet-4-5': [3, 15, 0.3],
  'claude-sonnet-4': [3, 15, 0.3],
  'claude-haiku-4-5': [1, 5, 0.1],
  'gemini-2.5-pro': [1.25, 10, 0.31],
  'gemini-2.5-flash': [0.3, 2.5, 0.075],
  'gemini-2.5-flash-lite': [0.1, 0.4, 0.025],
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
