import type { Capabilities, Price } from '../auction/bidder';
import type { ParameterFit } from './parameterFit';

/** Which server software answers, as far as it gave itself away. */
export type ServerKind = 'ollama' | 'llamaCpp' | 'vllm' | 'lmStudio' | 'openRouter' | 'other';

/** A model as its server lists it. Everything but the id may be missing. */
export interface ListedModel {
  readonly id: string;
  /** Tokens of prompt and answer together that the server takes now. */
  readonly contextTokens?: number;
  /** What the model could take if the server gave it the room. */
  readonly maxContextTokens?: number;
  readonly maxOutputTokens?: number;
  readonly parametersBillions?: number;
  /** As the server reports it, USD per million tokens. */
  readonly price?: Price;
  readonly capabilities?: Partial<Capabilities>;
}

/** What real answers showed. Later answers correct earlier ones. */
export interface SeenCapabilities extends Partial<Record<keyof Capabilities, boolean>> {
  /** Most alternatives that came with a token. */
  readonly alternatives?: number;
  readonly usageInStreams?: boolean;
}

/** All that is known of one model at one endpoint; plain data, kept over restarts. */
export interface ModelFacts {
  readonly server?: ServerKind;
  readonly listed?: Omit<ListedModel, 'id'>;
  /** ISO day of `listed`. */
  readonly listedOn?: string;
  readonly fit?: ParameterFit;
  readonly seen?: SeenCapabilities;
}

/** Where facts are kept, by the endpoint's base URL and the model: another address is another server. */
export interface FactsPort {
  get(baseUrl: string, modelId: string): ModelFacts | undefined;
  /** Adds to what is known; a field that is given replaces the one before. */
  add(baseUrl: string, modelId: string, facts: ModelFacts): void;
}

/** Facts for as long as the object lives. */
export function factsInMemory(): FactsPort {
  const known = new Map<string, ModelFacts>();
  const keyOf = (baseUrl: string, modelId: string): string => `${baseUrl}\n${modelId}`;
  return {
    get: (baseUrl, modelId) => known.get(keyOf(baseUrl, modelId)),
    add: (baseUrl, modelId, facts) => {
      const key = keyOf(baseUrl, modelId);
      known.set(key, mergedFacts(known.get(key), facts));
    },
  };
}

/** What is known after `added`. */
export function mergedFacts(before: ModelFacts | undefined, added: ModelFacts): ModelFacts {
  return {
    ...before,
    ...added,
    ...((before?.seen ?? added.seen) && { seen: { ...before?.seen, ...added.seen } }),
  };
}

/** Families that think before they answer, by name; a guess until the first answer shows it. Ours. */
const reasoners =
  /(?:^|[^a-z0-9])(?:deepseek-r1|r1|qwq|qwen3(?!.*(?:instruct|coder))|gpt-oss|gpt-[5-9](?!-chat)|o[134](?:-mini|-pro)?|magistral|phi-?4-(?:mini-)?reasoning|thinking|reasoning|reasoner)(?![a-z])/iu;

/** What to expect of a model: what was seen, else what its server says, else what its name suggests. */
export function capabilitiesOf(facts: ModelFacts | undefined, modelId: string): Capabilities {
  const { seen, listed, fit } = facts ?? {};
  const said = listed?.capabilities;
  return {
    logprobs: seen?.logprobs ?? (fit?.topLogprobs === 0 ? false : undefined) ?? said?.logprobs ?? 'unknown',
    jsonSchema: seen?.jsonSchema ?? (fit?.answerSchema === false ? false : undefined) ?? said?.jsonSchema ?? 'unknown',
    nativeTools: seen?.nativeTools ?? said?.nativeTools ?? 'unknown',
    // Thoughts that were seen prove it; an answer without any does not prove the contrary.
    reasons: seen?.reasons === true || (said?.reasons ?? (reasoners.test(modelId) || (seen?.reasons ?? 'unknown'))),
  };
}
