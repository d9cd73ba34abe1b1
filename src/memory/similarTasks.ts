import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EmbeddingPort } from '../models/embeddings';
import { LexicalIndex } from './lexicalIndex';
import type { MemoryRecord } from './memoryRecord';
import { type ScoredDocument, TopList } from './topList';
import { cosine, type VectorCache } from './vectorCache';

/** Which past auctions are asked about. */
export interface SimilarityQuestion {
  /**
   * Only this workspace's. Absent: those of all workspaces, and then by words alone, because embedding them would show
   * one workspace's text to an endpoint on account of another.
   */
  readonly workspaceId?: string;
  /** Only auctions that satisfy this; asked before the best are chosen. */
  readonly where?: (record: MemoryRecord) => boolean;
  readonly signal?: AbortSignal;
  /** Puts a gate before the embeddings for this one question. */
  readonly behind?: (port: EmbeddingPort) => EmbeddingPort;
}

/** Past auctions, best first, and how they were compared. Scores order one answer and mean nothing across answers. */
export interface Similar {
  readonly records: readonly { readonly record: MemoryRecord; readonly score: number }[];
  /** `lexical`: BM25 over words and parts of names. `fused`: that and cosine of embeddings, by reciprocal rank. */
  readonly method: 'lexical' | 'fused';
  /** Why embeddings, though given, were used for none or not for all. */
  readonly message?: string;
}

/** The constant of reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009). */
const rankOffset = 60;
/** How far down each list fusion looks. Ours. */
const fusionDepth = 50;
/** The editor gets its turn this often while thousands of records are indexed. */
const maxBlockMs = 8;

interface Entry {
  readonly record: MemoryRecord;
  readonly document: number;
}

type Allowed = (document: number) => boolean;

/** Similarity of tasks. Follows the records it is given: the index is built once and then only told what changed. */
export class SimilarTasks {
  private index = new LexicalIndex();
  private entries = new Map<string, Entry>();
  private byDocument: (MemoryRecord | undefined)[] = [];
  private seen: readonly MemoryRecord[] = [];
  private following: Promise<void> = Promise.resolve();

  constructor(private readonly vectors: VectorCache) {}

  /** The `count` records most like the text. Only `taskText` is compared, never what a model wrote. */
  async find(
    records: readonly MemoryRecord[],
    taskText: string,
    count: number,
    question: SimilarityQuestion,
  ): Promise<Similar> {
    await this.follow(records);
    const { workspaceId, where } = question;
    const allowed: Allowed = (document) => {
      const record = this.byDocument[document];
      if (record === undefined || (workspaceId !== undefined && record.workspaceId !== workspaceId)) return false;
      return where?.(record) ?? true;
    };
    const { list, message } = await this.byMeaning(taskText, question, allowed);
    const documents =
      list === undefined
        ? this.index.top(taskText, count, allowed)
        : fuse([this.index.top(taskText, fusionDepth, allowed), list]).slice(0, count);
    return {
      records: documents.flatMap(({ document, score }) => {
        const record = this.byDocument[document];
        return record === undefined ? [] : [{ record, score }];
      }),
      method: list === undefined ? 'lexical' : 'fused',
      ...(message !== undefined && { message }),
    };
  }

  /** One caller at a time brings the index up to date; the others wait and find it done. */
  private follow(records: readonly MemoryRecord[]): Promise<void> {
    this.following = this.following.then(() => this.catchUp(records));
    return this.following;
  }

  private async catchUp(records: readonly MemoryRecord[]): Promise<void> {
    if (records === this.seen) return;
    this.seen = records;
    const ids = new Set(records.map(({ runId }) => runId));
    for (const id of this.entries.keys()) if (!ids.has(id)) this.drop(id);
    // Dead documents cost time and bend the word statistics; past the living ones it pays to begin anew.
    if (this.index.removed > Math.max(64, records.length)) this.begin();
    let sinceMs = performance.now();
    for (const record of records) {
      this.put(record);
      if (performance.now() - sinceMs < maxBlockMs) continue;
      await nextTurn();
      sinceMs = performance.now();
    }
  }

  private begin(): void {
    this.index = new LexicalIndex();
    this.entries = new Map();
    this.byDocument = [];
  }

  private put(record: MemoryRecord): void {
    const known = this.entries.get(record.runId);
    if (known?.record === record) return;
    let document = known?.document;
    if (document === undefined || known?.record.taskText !== record.taskText) {
      this.drop(record.runId);
      document = this.index.add(record.taskText);
    }
    this.entries.set(record.runId, { record, document });
    this.byDocument[document] = record;
  }

  private drop(id: string): void {
    const known = this.entries.get(id);
    if (known === undefined) return;
    this.index.remove(known.document);
    this.byDocument[known.document] = undefined;
    this.entries.delete(id);
  }

  private async byMeaning(
    taskText: string,
    { workspaceId, signal = new AbortController().signal, behind }: SimilarityQuestion,
    allowed: Allowed,
  ): Promise<{ readonly list?: readonly ScoredDocument[]; readonly message?: string }> {
    if (!this.vectors.available || workspaceId === undefined) return {};
    const candidates = [...this.entries.values()].filter(({ document }) => allowed(document)).reverse();
    if (candidates.length === 0) return {};
    const texts = [taskText, ...candidates.map(({ record }) => record.taskText)];
    const { vectors, message } = await this.vectors.vectorsOf(texts, signal, behind);
    const [question, ...others] = vectors;
    if (question === undefined) return { message: message ?? 'The embedding server sent nothing usable.' };
    const best = new TopList(fusionDepth);
    candidates.forEach(({ document }, at) => {
      const vector = others[at];
      const score = vector === undefined ? 0 : cosine(question, vector);
      if (score > best.least) best.offer({ document, score });
    });
    return { list: best.items, ...(message !== undefined && { message }) };
  }
}

/** Reciprocal rank fusion: the sum of 1 / (60 + rank) over the lists; of equals the newer document first. */
function fuse(lists: readonly (readonly ScoredDocument[])[]): readonly ScoredDocument[] {
  const scores = new Map<number, number>();
  for (const list of lists) {
    list.forEach(({ document }, at) => {
      scores.set(document, (scores.get(document) ?? 0) + 1 / (rankOffset + at + 1));
    });
  }
  return [...scores]
    .map(([document, score]) => ({ document, score }))
    .sort((a, b) => b.score - a.score || b.document - a.document);
}
