/** One piece is a word with its leading space, a run of digits up to three, a run of signs, or a run of blanks. */
const pieces = /\s?[\p{L}\p{M}]+|\d{1,3}|[^\s\p{L}\p{M}\d]{1,3}|\s+/gu;

/**
 * One common token count for all bidders' plans. An estimate of ours, not any model's tokenizer: a wrong BPE misjudges
 * more. Words longer than 8 letters count one more per 6 letters; letters outside the Latin script count about one each.
 */
export function countTokens(text: string): number {
  let count = 0;
  for (const [piece] of text.matchAll(pieces)) {
    const wide = /[^\u0000-\u024f]/u.test(piece);
    if (wide) count += Math.ceil(piece.length * 0.8);
    else count += 1 + Math.max(0, Math.floor((piece.trim().length - 3) / 6));
  }
  return count;
}
