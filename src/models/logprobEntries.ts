import type { TokenLogprob } from '../auction/model';
import { asRecord } from './jsonShape';

/** "Impossible" is -9999 at vLLM and -3.4e38 at llama-server; one floor for both, whose probability is 0 in any arithmetic. */
const floor = -9999;
/** Rounding may lift a certain token a hair above 0; more than this is no log-probability. */
const rounding = 1e-3;
/** OpenAI's own limit. Some servers send their whole vocabulary. */
const maxAlternatives = 20;

/**
 * Reads `choices[0].logprobs` of one chunk. `[]` when it holds none (absent, null, the legacy form); `undefined` when an
 * entry is nonsense, for then the whole list cannot be trusted to match the text.
 */
export function readLogprobs(value: unknown): readonly TokenLogprob[] | undefined {
  const content = asRecord(value)?.['content'];
  if (!Array.isArray(content)) return [];
  const entries: TokenLogprob[] = [];
  for (const item of content) {
    const record = asRecord(item);
    const entry = readEntry(record);
    if (entry === undefined) return undefined;
    entries.push({ ...entry, top: readTop(record?.['top_logprobs']) });
  }
  return entries;
}

function readTop(value: unknown): { token: string; logprob: number }[] {
  if (!Array.isArray(value)) return [];
  return value
    .slice(0, maxAlternatives)
    .map(readEntry)
    .filter((entry) => entry !== undefined);
}

function readEntry(value: unknown): { token: string; logprob: number } | undefined {
  const record = asRecord(value);
  const token = record?.['token'];
  const logprob = record?.['logprob'];
  if (typeof token !== 'string' || typeof logprob !== 'number' || !(logprob <= rounding)) return undefined;
  return { token, logprob: Math.min(0, Math.max(floor, logprob)) };
}
