import { linesOf } from '../textFile';
import { createPatternWorker, type LineMatcher } from './patternWorker';
import {
  hitText,
  searchBounds,
  type SearchHit,
  type SearchOutcome,
  type SearchPort,
  type SearchRequest,
} from './searchPort';

const filesAtOnce = 32;

/** Search without a program of its own: reads file by file; patterns run in a thread that is ended when one takes too long. */
export const walkSearch: SearchPort = {
  search: async (request): Promise<SearchOutcome> => {
    const { query } = request;
    if (query.kind === 'text') return walk(request, literalMatcher(query.text));
    const pattern = createPatternWorker(query.text);
    if (pattern.kind === 'refused') return pattern;
    try {
      return await walk(request, pattern);
    } finally {
      pattern.close();
    }
  },
};

function literalMatcher(text: string): LineMatcher {
  const wanted = text.toLowerCase();
  const matches = (lines: readonly string[]): number[] =>
    lines.flatMap((line, index) => (line.toLowerCase().includes(wanted) ? [index] : []));
  return { match: (files) => Promise.resolve(files.map(matches)) };
}

async function walk(request: SearchRequest, matcher: LineMatcher): Promise<SearchOutcome> {
  const { paths, maxHits, signal } = request;
  const beganMs = performance.now();
  const hits: SearchHit[] = [];
  let complete = true;
  for (let first = 0; first < paths.length && !signal.aborted; first += filesAtOnce) {
    if (performance.now() - beganMs > searchBounds.totalMs) return { kind: 'found', hits, complete: false };
    const some = await Promise.all(paths.slice(first, first + filesAtOnce).map((path) => linesIn(request, path)));
    const found = await matcher.match(some.map(({ lines }) => lines));
    if (found === 'tooSlow') return { kind: 'refused', reason: tooSlow };
    for (const [index, { path, lines }] of some.entries()) {
      const matched = found[index] ?? [];
      complete &&= matched.length <= searchBounds.hitsPerFile;
      for (const at of matched.slice(0, searchBounds.hitsPerFile)) {
        if (hits.length === maxHits) return { kind: 'found', hits, complete: false };
        hits.push({ path, line: at + 1, text: hitText(lines[at] ?? '') });
      }
    }
  }
  return { kind: 'found', hits, complete: complete && !signal.aborted };
}

const tooSlow = 'The pattern took too long and was stopped; search for a plain text, or for a simpler pattern.';

async function linesIn({ readText }: SearchRequest, path: string): Promise<{ path: string; lines: readonly string[] }> {
  const text = await readText(path);
  return { path, lines: text === undefined || text.length > searchBounds.fileBytes ? [] : linesOf(text) };
}
