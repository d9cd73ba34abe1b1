/** About four characters each, as common tokenizers cut English and code; joined they are the text again. */
const piece = /\s?[\p{L}\p{M}\p{N}_]{1,6}|\s?[^\s\p{L}\p{M}\p{N}_]{1,3}|\s+/gu;

/** Cuts a text into the tokens that the scripted models pretend to generate. */
export function cutTokens(text: string): readonly string[] {
  return text.match(piece) ?? [];
}
