const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/u;
const invisible =
  /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/u;

/**
 * Makes what a model or a repository wrote safe to show: terminal controls, bidi overrides, zero-width and tag
 * characters and variation selectors become visible code points like `⟨U+202E⟩`. Line feed and tab stay. What joins or
 * colours emoji stays too.
 */
export function visibleText(text: string): string {
  if (!controls.test(text) && !invisible.test(text)) return text;
  let result = '';
  let previous = '';
  for (const character of text) {
    const hidden = controls.test(character) || invisible.test(character);
    if (hidden && !belongsToEmoji(character, previous)) {
      const code = character.codePointAt(0) ?? 0;
      result += `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
      previous = '';
    } else {
      result += character;
      previous = character;
    }
  }
  return result;
}

/** Behind a letter a selector or joiner makes two names that look the same; behind an emoji it only shapes the picture. */
function belongsToEmoji(character: string, previous: string): boolean {
  if (character !== '\u200d' && character !== '\ufe0f') return false;
  return /[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}\ufe0f]/u.test(previous);
}
