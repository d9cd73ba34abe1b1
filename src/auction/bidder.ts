/** USD per million tokens. Unknown prices are absent, never 0. */
export interface Price {
  readonly input: number;
  readonly output: number;
  readonly cachedInput?: number;
}

/** Where a price came from; the panel says it beside the figure. */
export type PriceSource = 'user' | 'endpoint' | 'builtIn' | 'shadow' | 'practice' | 'unknown';

/** What an endpoint and model were found to support; `unknown` until seen. */
export interface Capabilities {
  readonly logprobs: boolean | 'unknown';
  readonly jsonSchema: boolean | 'unknown';
  readonly nativeTools: boolean | 'unknown';
  readonly reasons: boolean | 'unknown';
}

/** One model at one endpoint. `id` is `endpointId/modelId` and is the only name the ledger knows it by. */
export interface Bidder {
  readonly id: string;
  readonly name: string;
  readonly endpointId: string;
  readonly modelId: string;
  readonly price?: Price;
  readonly priceSource: PriceSource;
  /** Day or terms of the price, said behind its source. */
  readonly priceNote?: string;
  readonly contextTokens?: number;
  readonly maxOutputTokens?: number;
  /** Runs on the user's own machine or network: it may have to load the model first. */
  readonly local?: boolean;
  readonly capabilities: Capabilities;
}

export const unknownCapabilities: Capabilities = {
  logprobs: 'unknown',
  jsonSchema: 'unknown',
  nativeTools: 'unknown',
  reasons: 'unknown',
};
