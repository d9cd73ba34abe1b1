/** What to look for, line by line, ignoring case. A `pattern` is a regular expression of a model: untrusted. */
export interface SearchQuery {
  readonly kind: 'text' | 'pattern';
  readonly text: string;
}

/** Where to look. */
export interface SearchRequest {
  readonly query: SearchQuery;
  /** Real, absolute folder. */
  readonly root: string;
  /** POSIX relative paths; nothing else is told, whatever else the folder holds. */
  readonly paths: readonly string[];
  /** Text of one of them; undefined when it is none or may not be read. */
  readonly readText: (path: string) => Promise<string | undefined>;
  readonly maxHits: number;
  readonly signal: AbortSignal;
}

/** One line. `line` is 1-based; `text` is cut to a bearable length. */
export interface SearchHit {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

/** `complete` is false when hits or time ran out; hits are sorted by path and line. */
export type SearchOutcome =
  | { readonly kind: 'found'; readonly hits: readonly SearchHit[]; readonly complete: boolean }
  | { readonly kind: 'refused'; readonly reason: string };

/** Text search. No query can hold up the host; nothing is thrown. */
export interface SearchPort {
  search(request: SearchRequest): Promise<SearchOutcome>;
}

/** Bounds that all searches share. Ours. */
export const searchBounds = { hitsPerFile: 20, hitCharacters: 200, fileBytes: 1024 * 1024, totalMs: 10_000 } as const;

/** A line as a hit shows it. */
export function hitText(line: string): string {
  return line.trim().slice(0, searchBounds.hitCharacters);
}
