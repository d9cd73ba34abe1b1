import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { EmbeddingPort } from '../models/embeddings';
import { openRecordStore, type RecordStore } from '../store/recordStore';

const schema = z.object({ schema: z.literal(1), key: z.string(), vector: z.string() });

/** One embedding of length 1 under the hash of its model and text; on disk the numbers are base64 of little-endian float32. */
class CachedVector {
  constructor(
    readonly key: string,
    readonly vector: Float32Array,
  ) {}

  toJSON(): z.infer<typeof schema> {
    const bytes = Buffer.alloc(this.vector.length * 4);
    this.vector.forEach((value, at) => bytes.writeFloatLE(value, at * 4));
    return { schema: 1, key: this.key, vector: bytes.toString('base64') };
  }
}

/** Vectors for these texts, in order; `undefined` where there is none yet. `message` says why the rest is missing. */
export interface Vectors {
  readonly vectors: readonly (Float32Array | undefined)[];
  readonly message?: string;
}

/** Longer texts are cut: small embedding models refuse more, and a task's beginning says what it is about. Ours. */
const maxCharacters = 6000;
/** Texts in one request, and requests for one question: a long memory is embedded little by little. Ours. */
const batchSize = 32;
const maxBatches = 8;
const maxHashes = 50_000;

/** Where a cache lives and who fills it. Without a port it can only forget. */
export interface VectorCacheOptions {
  readonly file: string;
  readonly maxRecords: number;
  readonly warn: (message: string) => void;
  readonly port?: EmbeddingPort;
}

/** Embeddings remembered by text, in a side file, so that each text is sent once for each model. */
export class VectorCache {
  private readonly store: RecordStore<CachedVector>;
  private readonly known = new Map<string, Float32Array>();
  private readonly hashes = new Map<string, string>();
  private readonly port: EmbeddingPort | undefined;
  private seen: readonly CachedVector[] = [];

  constructor({ port, ...options }: VectorCacheOptions) {
    this.port = port;
    this.store = openRecordStore({
      ...options,
      name: 'embedding cache',
      schemaVersion: 1,
      parse: readCachedVector,
      idOf: ({ key }) => key,
    });
  }

  get available(): boolean {
    return this.port !== undefined;
  }

  /** Looks the texts up and asks the port for what is missing, the first texts first. */
  async vectorsOf(
    texts: readonly string[],
    signal: AbortSignal,
    behind = (port: EmbeddingPort): EmbeddingPort => port,
  ): Promise<Vectors> {
    if (this.port === undefined) return { vectors: texts.map(() => undefined) };
    await this.load();
    const prefix = `${shortHash(this.port.id)}:`;
    const keys = texts.map((text) => prefix + this.hashOf(text));
    const missing = new Map(keys.map((key, at) => [key, texts[at] ?? ''] as const));
    for (const key of keys) if (this.known.has(key)) missing.delete(key);
    const message = await this.fetch(behind(this.port), [...missing].slice(0, batchSize * maxBatches), signal);
    return { vectors: keys.map((key) => this.known.get(key)), ...(message !== undefined && { message }) };
  }

  /** Forgets the vectors of these texts for every model, on disk too. */
  async forget(texts: readonly string[]): Promise<void> {
    const hashes = new Set(texts.map((text) => this.hashOf(text)));
    const isOne = (key: string): boolean => hashes.has(key.slice(key.indexOf(':') + 1));
    for (const key of this.known.keys()) if (isOne(key)) this.known.delete(key);
    const { records } = await this.store.read();
    if (records.some(({ key }) => isOne(key))) await this.store.remove(({ key }) => isOne(key));
  }

  private async load(): Promise<void> {
    const { records } = await this.store.read();
    if (records === this.seen) return;
    this.seen = records;
    for (const { key, vector } of records) this.known.set(key, vector);
  }

  private async fetch(
    port: EmbeddingPort,
    missing: readonly (readonly [key: string, text: string])[],
    signal: AbortSignal,
  ): Promise<string | undefined> {
    for (let from = 0; from < missing.length; from += batchSize) {
      const batch = missing.slice(from, from + batchSize);
      const texts = batch.map(([, text]) => text.slice(0, maxCharacters));
      const result = await port.embed(texts, signal);
      if (result.kind === 'failed') return result.message;
      const fresh = result.vectors.flatMap((vector, at) => {
        const unit = unitVector(vector);
        const key = batch[at]?.[0];
        return unit === undefined || key === undefined ? [] : [new CachedVector(key, unit)];
      });
      for (const { key, vector } of fresh) this.known.set(key, vector);
      await Promise.all(fresh.map((entry) => this.store.append(entry)));
    }
    return undefined;
  }

  /** Hashing thousands of texts for every question would take longer than comparing their vectors. */
  private hashOf(text: string): string {
    const known = this.hashes.get(text);
    if (known !== undefined) return known;
    if (this.hashes.size > maxHashes) this.hashes.clear();
    const hash = createHash('sha256').update(text.slice(0, maxCharacters)).digest('hex').slice(0, 32);
    this.hashes.set(text, hash);
    return hash;
  }
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

function readCachedVector(value: unknown): CachedVector | undefined {
  const read = schema.safeParse(value);
  if (!read.success) return undefined;
  const bytes = Buffer.from(read.data.vector, 'base64');
  const numbers = Float32Array.from({ length: Math.floor(bytes.length / 4) }, (_, at) => bytes.readFloatLE(at * 4));
  const unit = unitVector(numbers);
  return unit === undefined ? undefined : new CachedVector(read.data.key, unit);
}

/** The vector at length 1; `undefined` when it has no direction or holds something that is no number. */
function unitVector(vector: Float32Array): Float32Array | undefined {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return Number.isFinite(length) && length > 0 ? vector.map((value) => value / length) : undefined;
}

/** Cosine of two vectors of length 1; 0 when their dimensions differ, as after a change of the server's model. */
export function cosine(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return 0;
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}
