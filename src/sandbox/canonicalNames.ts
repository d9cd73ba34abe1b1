const ignorable =
  /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\u{e0000}-\u{e0fff}]/gu;

/**
 * The names of a path as the most forgiving file system would read them: compatibility forms folded (`．ｇｉｔ`), characters
 * that HFS+ ignores taken out, lower case, trailing dots and spaces gone. For comparing with a list only, never for opening.
 */
export function canonicalNames(path: string): readonly string[] {
  return path
    .normalize('NFKC')
    .split(/[/\\]/u)
    .map((name) =>
      name
        .replace(ignorable, '')
        .toLowerCase()
        .normalize('NFKC')
        .replace(/[. ]+$/u, ''),
    )
    .filter((name) => name !== '');
}
