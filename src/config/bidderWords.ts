import type { Bidder, Price, PriceSource } from '../auction/bidder';

const sources: Readonly<Record<PriceSource, string>> = {
  user: 'your price',
  endpoint: 'as reported',
  builtIn: 'list price',
  shadow: 'shadow price',
  practice: 'practice price',
  unknown: 'no price',
};

/** "$0.25 in, $2 out per Mt, list price (of 2025-12-01)". */
export function priceWords({ price, priceSource, priceNote }: Bidder): string {
  const note = priceNote === undefined ? '' : ` (${priceNote})`;
  if (price === undefined) return `no price${note}`;
  return `$${figure(price.input)} in, $${figure(price.output)} out per Mt, ${sources[priceSource]}${note}`;
}

/** "context 8,192, tools, JSON schema, no log-probabilities"; what is unknown is left out. */
export function capabilityWords({ contextTokens, capabilities }: Bidder): string {
  const { nativeTools, jsonSchema, logprobs, reasons } = capabilities;
  const words = [
    contextTokens === undefined ? '' : `context ${contextTokens.toLocaleString('en-US')}`,
    said(nativeTools, 'tools'),
    said(jsonSchema, 'JSON schema'),
    said(logprobs, 'log-probabilities'),
    reasons === true ? 'reasons' : '',
  ].filter((word) => word !== '');
  return words.length === 0 ? 'nothing known yet' : words.join(', ');
}

function said(value: boolean | 'unknown', word: string): string {
  if (value === 'unknown') return '';
  return value ? word : `no ${word}`;
}

/** "0.25 / 2" as a price; `undefined` for anything else. */
export function readPrice(text: string): Price | undefined {
  const [, input, output] = /^\s*\$?(\d+(?:\.\d+)?)\s*[/;,\s]\s*\$?(\d+(?:\.\d+)?)\s*$/u.exec(text) ?? [];
  return input === undefined || output === undefined ? undefined : { input: Number(input), output: Number(output) };
}

function figure(usd: number): string {
  return String(Number(usd.toPrecision(3)));
}
