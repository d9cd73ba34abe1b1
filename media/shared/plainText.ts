/** Controls except tab and line feed, bidi controls, zero-width and tag characters, line separators, blank letters. */
const hidden =
  /(?<!\p{Extended_Pictographic}\ufe0f?)\u200d|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\u{e0000}-\u{e007f}\u{e0100}-\u{e01ef}]/gu;

/** These go back to the host as they came; components show them through {@link visible}. */
const identifiers = new Set(['runId', 'bidderId', 'judgeId', 'awardedTo', 'path', 'order', 'action', 'type']);

/** Text with every character that could hide or reorder other text shown as its code point, like `⟨U+202E⟩`. */
export function visible(text: string): string {
  return text.replace(hidden, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
  });
}

/**
 * A copy of a message with all texts made visible and all identifiers untouched. The host does this too; the panel
 * does it once at its door, so that no component can forget it.
 */
export function withVisibleTexts<T>(value: T): T {
  return copy(value) as T;
}

function copy(value: unknown): unknown {
  if (typeof value === 'string') return visible(value);
  if (Array.isArray(value)) return value.map(copy);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key, identifiers.has(key) ? (entry as unknown) : copy(entry)]),
  );
}
