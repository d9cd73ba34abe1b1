/**
 * Letters of other scripts that most fonts draw like a Latin one, each with that letter. After the confusables of Unicode
 * TR 39; ours in what is left out: letters that mathematical names use beside Latin ones without harm (Δ, μ, σ, θ).
 */
const latinOf: ReadonlyMap<string, string> = new Map(
  [
    'аaсcеeіiјjоoрpѕsхxуyһhԁdԛqԝwӏlѵv',
    'АAВBЕEКKМMНHОOРPСCТTХXЅSІIЈJҮYԌG',
    'οoνvρpΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧX',
    'օoսuոnհhցgᏢPᎪAᎬEꓮAꓰEɑaɡgⅼlⅰiꞁl',
  ].flatMap((pairs) => pairs.match(/../gu)?.map((pair) => [pair.slice(0, 1), pair.slice(1)] as const) ?? []),
);

const foreign = new RegExp(`[${[...latinOf.keys()].join('')}\\uff21-\\uff3a\\uff41-\\uff5a\\u{1d400}-\\u{1d7ff}]`, 'u');
/** Drawn like a semicolon, an accent grave, a K. */
const otherMarks = /[\u037e\u1fef\u212a]/u;
const words = /[\p{L}\p{Nl}_$][\p{L}\p{Nl}\p{M}\p{N}_$]*/gu;

/** True when a text holds a letter that could pose as another at all; most texts do not. */
export function mayPose(text: string): boolean {
  return foreign.test(text) || otherMarks.test(text);
}

/** Latin words of a text, to compare a word against that is written with other letters only. */
export function latinWords(text: string): ReadonlySet<string> {
  return new Set(text.match(/[A-Za-z_$][\w$]+/gu) ?? []);
}

/**
 * True for a line with a name that passes for another: Latin letters mixed with letters that look like Latin ones, or a
 * word of such letters alone that reads like one of `known`. Words of one script are nobody's mask.
 */
export function hasLookalike(line: string, known: ReadonlySet<string>): boolean {
  return markLookalikes(line, known) !== line;
}

/** Puts the code point behind every letter that poses as another: `p⟨U+0430⟩y`. */
export function markLookalikes(line: string, known: ReadonlySet<string>): string {
  if (!mayPose(line)) return line;
  return line
    .replace(words, (word) => (poses(word, known) ? Array.from(word).map(marked).join('') : word))
    .replace(otherMarks, (mark) => codePoint(mark));
}

function poses(word: string, known: ReadonlySet<string>): boolean {
  if (!foreign.test(word)) return false;
  if (/[\u{1d400}-\u{1d7ff}]/u.test(word)) return true;
  const fullWidth = /[\uff21-\uff3a\uff41-\uff5a]/u.test(word);
  if (/[A-Za-z]/u.test(word)) return true;
  return (
    !fullWidth &&
    word.length > 1 &&
    known.has(
      Array.from(word)
        .map((letter) => latinOf.get(letter) ?? letter)
        .join(''),
    )
  );
}

function marked(letter: string): string {
  return foreign.test(letter) ? `${letter}${codePoint(letter)}` : letter;
}

function codePoint(letter: string): string {
  return `⟨U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`;
}
