import { type RandomPort, seededRandom } from '../base/random';

/** One entry of `choices[0].logprobs.content`, in the shape of the OpenAI API. */
export interface LogprobEntry {
  readonly token: string;
  readonly logprob: number;
  readonly bytes: readonly number[];
  readonly top_logprobs: readonly {
    readonly token: string;
    readonly logprob: number;
    readonly bytes: readonly number[];
  }[];
}

/**
 * Prepared log-probabilities whose mean per-token entropy is `meanNats`. Each token's alternatives fall off
 * geometrically; some tokens are nearly certain and some open, and the chosen one is drawn from that distribution, so
 * that mean surprisal comes out about the same. A seed fixes everything.
 */
export function scriptedLogprobs(
  tokens: readonly string[],
  options: { readonly meanNats: number; readonly alternatives: number; readonly seed: number },
): readonly LogprobEntry[] {
  const random = seededRandom(options.seed);
  const openness = tokens.map(() => random.next() ** 2);
  const meanOpenness = openness.reduce((sum, value) => sum + value, 0) / Math.max(1, tokens.length);
  return tokens.map((token, index) => {
    const nats = (options.meanNats * (openness[index] ?? 0)) / Math.max(meanOpenness, 1e-9);
    return entry(token, ratioForEntropy(nats), options.alternatives, random);
  });
}

function entry(token: string, ratio: number, alternatives: number, random: RandomPort): LogprobEntry {
  const rank = Math.min(Math.floor(Math.log(1 - random.next()) / Math.log(ratio)), 30);
  const others = otherTokens(token, alternatives, random);
  const top = Array.from({ length: alternatives }, (_, place) => {
    const shown = place === rank ? token : (others[place < rank ? place : place - 1] ?? ' ');
    return { token: shown, logprob: logprobAt(place, ratio), bytes: bytesOf(shown) };
  });
  return { token, logprob: logprobAt(rank, ratio), bytes: bytesOf(token), top_logprobs: top };
}

/** ln((1 - r) * r^place). */
function logprobAt(place: number, ratio: number): number {
  return Math.log1p(-ratio) + place * Math.log(ratio);
}

/** The ratio of a geometric distribution with that entropy in nats, by bisection (the entropy rises with the ratio). */
function ratioForEntropy(nats: number): number {
  let low = 1e-6;
  let high = 0.95;
  for (let step = 0; step < 40; step += 1) {
    const middle = (low + high) / 2;
    const entropy = -Math.log1p(-middle) - (middle * Math.log(middle)) / (1 - middle);
    if (entropy < nats) low = middle;
    else high = middle;
  }
  return low;
}

const commonWords =
  'the a to it and then with of for in on is be that this first each by from when so as which one all after before only';

function otherTokens(token: string, count: number, random: RandomPort): readonly string[] {
  const words = commonWords.split(' ').map((word) => ` ${word}`);
  const start = Math.floor(random.next() * words.length);
  const turned = [...words.slice(start), ...words.slice(0, start)];
  return turned.filter((word) => word !== token).slice(0, count);
}

function bytesOf(token: string): readonly number[] {
  return [...new TextEncoder().encode(token)];
}
