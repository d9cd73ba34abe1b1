import { identifierWords } from './identifierWords';
import { type ScoredDocument, TopList } from './topList';

interface Postings {
  readonly documents: number[];
  readonly counts: number[];
}

/** Usual constants of BM25 (Robertson and Zaragoza, 2009): how fast repetition saturates, how much length counts. */
const saturation = 1.2;
const lengthShare = 0.75;
/**
 * The rarest words of a query say nearly all. These bound the time for a whole file as a query: at most so many words, and
 * after the first few no more than so many visits to documents. Ours.
 */
const maxQueryWords = 48;
const fewWords = 8;
const maxVisits = 60_000;

/**
 * A full-text index by BM25, over documents numbered from 0 in the order in which they were added. Removed documents leave
 * no trace in results; their share in word statistics lasts until the index is built anew.
 */
export class LexicalIndex {
  private readonly postings = new Map<string, Postings>();
  /** Words in each document; -1 for removed ones. */
  private readonly lengths: number[] = [];
  private scores = new Float64Array(0);
  private totalLength = 0;
  private alive = 0;

  /** Documents that were removed. */
  get removed(): number {
    return this.lengths.length - this.alive;
  }

  /** Adds a text and returns its document number. */
  add(text: string): number {
    const document = this.lengths.length;
    const words = identifierWords(text);
    for (const word of words) {
      let entry = this.postings.get(word);
      if (entry === undefined) this.postings.set(word, (entry = { documents: [], counts: [] }));
      const { documents, counts } = entry;
      const last = documents.length - 1;
      if (last >= 0 && documents[last] === document) counts[last] = (counts[last] ?? 0) + 1;
      else {
        documents.push(document);
        counts.push(1);
      }
    }
    this.lengths.push(words.length);
    this.totalLength += words.length;
    this.alive += 1;
    return document;
  }

  remove(document: number): void {
    const length = this.lengths[document];
    if (length === undefined || length < 0) return;
    this.lengths[document] = -1;
    this.totalLength -= length;
    this.alive -= 1;
  }

  /** The `count` allowed documents most like the query, best first, of equals the newest; none that shares no word with it. */
  top(query: string, count: number, allowed: (document: number) => boolean): readonly ScoredDocument[] {
    const scores = this.clearedScores();
    const averageLength = this.totalLength / Math.max(1, this.alive) || 1;
    for (const { entry, weight } of this.rarest(query)) {
      for (let at = 0; at < entry.documents.length; at += 1) {
        const document = entry.documents[at] ?? 0;
        const repeats = entry.counts[at] ?? 0;
        const length = 1 - lengthShare + (lengthShare * (this.lengths[document] ?? 0)) / averageLength;
        const part = (weight * repeats * (saturation + 1)) / (repeats + saturation * length);
        scores[document] = (scores[document] ?? 0) + part;
      }
    }
    const best = new TopList(count);
    for (let document = scores.length - 1; document >= 0; document -= 1) {
      const score = scores[document] ?? 0;
      const there = (this.lengths[document] ?? -1) >= 0;
      if (score > best.least && there && allowed(document)) best.offer({ document, score });
    }
    return best.items;
  }

  /** One array for all questions: making 80 kB anew for each wakes the garbage collector. */
  private clearedScores(): Float64Array {
    if (this.scores.length < this.lengths.length) this.scores = new Float64Array(this.lengths.length * 2);
    else this.scores.fill(0);
    return this.scores.subarray(0, this.lengths.length);
  }

  private rarest(query: string): readonly { entry: Postings; weight: number }[] {
    const found = [...new Set(identifierWords(query))].flatMap((word) => {
      const entry = this.postings.get(word);
      if (entry === undefined) return [];
      const share = entry.documents.length;
      return [{ entry, weight: Math.log(1 + (this.lengths.length - share + 0.5) / (share + 0.5)) }];
    });
    let visits = 0;
    return found
      .sort((a, b) => b.weight - a.weight)
      .slice(0, maxQueryWords)
      .filter(({ entry }, at) => (visits += entry.documents.length) <= maxVisits || at < fewWords);
  }
}
