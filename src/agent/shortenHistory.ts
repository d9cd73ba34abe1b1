import type { CallResult, Exchange } from './conversation';
import { exchangeCharacters } from './conversation';

/** Ours: shortening goes on until a quarter of the room is free, so that it does not break prompt caches at each turn. */
const keptShare = 0.75;
const shortResultCharacters = 200;

/**
 * Shortens old tool results, oldest first, once a conversation has more than `maxCharacters`. The newest exchange stays
 * whole: the model has not answered it yet. What the model said and asked for stays too.
 */
export function shortenHistory(exchanges: readonly Exchange[], maxCharacters: number): readonly Exchange[] {
  let characters = exchanges.reduce((sum, exchange) => sum + exchangeCharacters(exchange), 0);
  if (characters <= maxCharacters) return exchanges;
  const wanted = maxCharacters * keptShare;
  return exchanges.map((exchange, index) => {
    if (characters <= wanted || index === exchanges.length - 1) return exchange;
    const shortened = { ...exchange, results: exchange.results.map(shortenedResult) };
    characters -= exchangeCharacters(exchange) - exchangeCharacters(shortened);
    return shortened;
  });
}

function shortenedResult(result: CallResult): CallResult {
  if (result.text.length <= shortResultCharacters * 2) return result;
  const left = result.text.length - shortResultCharacters;
  const text = `${result.text.slice(0, shortResultCharacters)}\n… [${left} characters of this old result left out; call the tool again if you need them]`;
  return { ...result, text };
}
