/** A document by its number, with a score above 0; higher is more alike. */
export interface ScoredDocument {
  readonly document: number;
  readonly score: number;
}

/** The best few of many, kept sorted as they come; of equals the first offered stays in front. Made for small counts. */
export class TopList {
  readonly items: ScoredDocument[] = [];

  constructor(private readonly count: number) {}

  /** Only what scores higher can still get in; never below 0. */
  get least(): number {
    if (this.count <= 0) return Infinity;
    return this.items.length < this.count ? 0 : (this.items.at(-1)?.score ?? 0);
  }

  offer(item: ScoredDocument): void {
    let at = this.items.length;
    while (at > 0 && (this.items[at - 1]?.score ?? 0) < item.score) at -= 1;
    this.items.splice(at, 0, item);
    if (this.items.length > this.count) this.items.pop();
  }
}
