import type { CallResult, Exchange } from './conversation';
import { exchangeCharacters } from './conversation';

/** Ours: shortening goes on until a quarter of the room is free, so that it does not break prompt caches at each turn. */
const keptShare = 0.75;
const shortResultCharacters = 200;

/**
 * Shortens old tool results, oldest first, once a conversation has more than `maxCharacters`; when that is not enough,
 * what the model said and wrote there too. The newest exchange stays whole: the model has not answered it yet.
 */
export function shortenHistory(exchanges: readonly Exchange[], maxCharacters: number): readonly Exchange[] {
  if (charactersOf(exchanges) <= maxCharacters) return exchanges;
  const wanted = maxCharacters * keptShare;
  const withShortResults = shortenOldest(exchanges, wanted, (exchange) => ({
    ...exchange,
    results: exchange.results.map(shortenedResult),
  }));
  return shortenOldest(withShortResults, maxCharacters, summary);
}

function charactersOf(exchanges: readonly Exchange[]): number {
  return exchanges.reduce((sum, exchange) => sum + exchangeCharacters(exchange), 0);
}

function shortenOldest(
  exchanges: readonly Exchange[],
  wanted: number,
  shorten: (exchange: Exchange) => Exchange,
): readonly Exchange[] {
  let characters = charactersOf(exchanges);
  return exchanges.map((exchange, index) => {
    if (characters <= wanted || index === exchanges.length - 1) return exchange;
    const shortened = shorten(exchange);
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

/** An old exchange in a sentence: which tools were called, and whether they did their work. */
function summary(exchange: Exchange): Exchange {
  if (exchangeCharacters(exchange) <= shortResultCharacters * 4) return exchange;
  const done = exchange.results.map(({ name, ok }) => `${name} ${ok ? 'done' : 'failed'}`).join(', ');
  const notice = `[This old exchange was left out${done === '' ? '' : `: ${done}`}.]`;
  const said = exchange.calls.length === 0 ? exchange.said : (exchange.said.split('\n')[0] ?? '');
  return { said: said.slice(0, shortResultCharacters), form: 'text', calls: [], results: [], notice };
}
