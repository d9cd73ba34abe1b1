const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/u;
const invisible =
  /[\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\u{e0000}-\u{e007f}\u{e0100}-\u{e01ef}]/u;

/**
 * Makes what a model or a repository wrote safe to show: terminal controls, bidi overrides, zero-width and tag
 * characters become visible code points like `⟨U+202E⟩`. Line feed and tab stay. Emoji joiners between emoji stay too.
 */
export function visibleText(text: string): string {
  let result = '';
  let previous = '';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const joinsEmoji = code === 0x200d && /\p{Extended_Pictographic}|\ufe0f/u.test(previous);
    const hidden = controls.test(character) || invisible.test(character);
    result += hidden && !joinsEmoji ? `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩` : character;
    previous = character;
  }
  return result;
}
