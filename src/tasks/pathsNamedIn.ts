import type { Anchor } from '../auction/task';

/** Ours: a log can name dozens of files. */
const maxPaths = 4;
const maxCharacters = 40_000;

/**
 * Files of the workspace that a text names, in its order, with the line behind the name (`src/a.js:12`, `src/a.js#L12`).
 * Only what is in `files` counts, so that a stranger's text can point at nothing that a bidder may not see.
 */
export function pathsNamedIn(text: string, files: readonly string[]): readonly Anchor[] {
  const known = new Set(files);
  const found = new Map<string, Anchor>();
  for (const [, word = '', line] of text
    .slice(0, maxCharacters)
    .matchAll(/([\p{L}\p{N}_@.+-]+(?:\/[\p{L}\p{N}_@.+-]+)*)(?:(?::|#L)(\d{1,7}))?/gu)) {
    const path = endingOf(word.replace(/\.+$/u, ''), known);
    if (path === undefined || found.has(path)) continue;
    const startLine = Number(line ?? 0);
    found.set(path, startLine >= 1 ? { path, startLine, endLine: startLine } : { path });
    if (found.size === maxPaths) break;
  }
  return [...found.values()];
}

/** A link or a log may name the file behind folders that are not ours: `/home/me/app/src/a.js`, `…/blob/main/src/a.js`. */
function endingOf(word: string, known: ReadonlySet<string>): string | undefined {
  const steps = word.split('/').slice(-20);
  for (let from = 0; from < steps.length; from += 1) {
    const path = steps.slice(from).join('/');
    // A bare name such as `index` or `README.md` in prose is too little, unless it has an extension and stands at the root.
    if (known.has(path) && (steps.length - from > 1 || /\.\w+$/u.test(path))) return path;
  }
  return undefined;
}
