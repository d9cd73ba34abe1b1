/** Letters and digits, with underscores and dollar signs inside names. */
const names = /[\p{L}\p{N}\p{M}_$]+/gu;
/** The parts of a name: `parseHTTPReply2` is parse, HTTP, Reply, 2. */
const parts = /\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{Lm}\p{M}]+|\p{N}+/gu;

/** The words of a text, lower case, names split at camelCase and underscores and, if they had parts, kept whole as well. */
export function identifierWords(text: string): string[] {
  const words: string[] = [];
  for (const [name] of text.matchAll(names)) {
    const found = name.match(parts) ?? [];
    for (const part of found) words.push(part.toLowerCase());
    if (found.length > 1) words.push(name.toLowerCase());
  }
  return words;
}
