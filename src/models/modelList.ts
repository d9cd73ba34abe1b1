import type { Price } from '../auction/bidder';
import { asAmount, asRecord, asText } from './jsonShape';
import type { JsonRecord } from './jsonShape';
import type { ListedModel, ServerKind } from './modelFacts';

/** What `GET /models` said. `server` is `other` where the list does not give its maker away. */
export interface ModelList {
  readonly server: ServerKind;
  readonly models: readonly ListedModel[];
}

/** More models than anybody picks from; a longer list is cut. */
const maxModels = 2000;

/** Models that cannot chat, by their usual names. */
const otherWork =
  /(?:^|[^a-z])(?:embed\w*|rerank\w*|whisper|tts|moderation|dall-e|transcribe|realtime|sora|image|audio)(?![a-z])/iu;

/** Reads the list of any OpenAI-compatible server; `undefined` when it is none. Models that do not chat are left out. */
export function readModelList(body: unknown): ModelList | undefined {
  const data = asRecord(body)?.['data'] ?? asRecord(body)?.['models'] ?? body;
  if (!Array.isArray(data)) return undefined;
  const entries = data.slice(0, maxModels).map(asRecord);
  const models = entries.flatMap((entry) => (entry === undefined ? [] : readEntry(entry)));
  return { server: serverOf(entries), models };
}

function readEntry(entry: JsonRecord): ListedModel[] {
  const id = asText(entry['id']) ?? asText(entry['name']) ?? asText(entry['model']);
  if (id === undefined || entry['type'] === 'embeddings' || otherWork.test(id)) return [];
  const meta = asRecord(entry['meta']) ?? {};
  const provider = asRecord(entry['top_provider']) ?? {};
  // What llama-server tells of a model that it has not loaded: not what it will give it.
  const trained = entry['owned_by'] === 'llamacpp' ? entry['context_length'] : undefined;
  return [
    {
      id,
      ...defined({
        contextTokens: firstAmount(
          meta['n_ctx'],
          entry['max_model_len'],
          entry['loaded_context_length'],
          provider['context_length'],
          trained === undefined ? entry['context_length'] : undefined,
          entry['max_context_length'],
        ),
        maxContextTokens: firstAmount(meta['n_ctx_train'], entry['max_context_length'], trained),
        maxOutputTokens: firstAmount(provider['max_completion_tokens']),
        parametersBillions: billions(meta['n_params']),
        price: reportedPrice(entry['pricing']),
        capabilities: reportedCapabilities(entry),
      }),
    },
  ];
}

function serverOf(entries: readonly (JsonRecord | undefined)[]): ServerKind {
  const some = (test: (entry: JsonRecord) => boolean): boolean =>
    entries.some((entry) => entry !== undefined && test(entry));
  if (some((entry) => entry['owned_by'] === 'llamacpp')) return 'llamaCpp';
  if (some((entry) => entry['owned_by'] === 'vllm' || asAmount(entry['max_model_len']) !== undefined)) return 'vllm';
  return some((entry) => reportedPrice(entry['pricing']) !== undefined) ? 'openRouter' : 'other';
}

/** OpenRouter's prices: USD per token, as strings; -1 where they vary. */
function reportedPrice(value: unknown): Price | undefined {
  const pricing = asRecord(value);
  const input = perMillion(pricing?.['prompt']);
  const output = perMillion(pricing?.['completion']);
  if (input === undefined || output === undefined) return undefined;
  const cachedInput = perMillion(pricing?.['input_cache_read']);
  return { input, output, ...(cachedInput !== undefined && { cachedInput }) };
}

function perMillion(value: unknown): number | undefined {
  const usdPerToken = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  const usd = asAmount(usdPerToken);
  // Nine digits: 0.00000025 times a million is not quite 0.25.
  return usd === undefined ? undefined : Number((usd * 1e6).toPrecision(9));
}

function reportedCapabilities(entry: JsonRecord): ListedModel['capabilities'] {
  const supported = entry['supported_parameters'];
  if (Array.isArray(supported)) {
    const has = (...names: readonly string[]): boolean => names.some((name) => supported.includes(name));
    return {
      logprobs: has('logprobs', 'top_logprobs'),
      jsonSchema: has('structured_outputs'),
      nativeTools: has('tools'),
      reasons: has('reasoning', 'include_reasoning'),
    };
  }
  const list = entry['capabilities'];
  if (!Array.isArray(list) || !list.includes('tool_use')) return undefined;
  return { nativeTools: true };
}

function billions(parameters: unknown): number | undefined {
  const count = asAmount(parameters);
  return count === undefined || count === 0 ? undefined : Number((count / 1e9).toPrecision(3));
}

/** The first whole number of tokens; some servers write 0 for what they do not know. */
export function firstAmount(...values: readonly unknown[]): number | undefined {
  return values.map(asAmount).find((value) => value !== undefined && value >= 1);
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without the fields that are `undefined`. */
export function defined<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
}
