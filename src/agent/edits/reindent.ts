/**
 * Moves replacement lines to the indentation of the file, after a match that ignored indentation. The pairs of
 * matched lines tell which indentation of the search text means which of the file. Returns undefined when they
 * contradict each other (a model that flattened everything): a guess could change what the code means.
 */
export function reindent(
  fileLines: readonly string[],
  searchLines: readonly string[],
  replaceLines: readonly string[],
): string[] | undefined {
  const meaning = new Map<string, string>();
  for (const [index, line] of searchLines.entries()) {
    if (line.trim() === '') continue;
    const wanted = indentOf(line);
    const real = indentOf(fileLines[index] ?? '');
    if ((meaning.get(wanted) ?? real) !== real) return undefined;
    meaning.set(wanted, real);
  }
  return replaceLines.map((line) => {
    if (line.trim() === '') return '';
    const indent = indentOf(line);
    return translate(indent, meaning) + line.slice(indent.length);
  });
}

function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

/** Known indentation is looked up; deeper ones keep their surplus, shallower ones give up as much as they lack. */
function translate(indent: string, meaning: ReadonlyMap<string, string>): string {
  const known = [...meaning.keys()].sort((left, right) => right.length - left.length);
  const inside = known.find((candidate) => indent.startsWith(candidate));
  if (inside !== undefined) return (meaning.get(inside) ?? '') + indent.slice(inside.length);
  const outside = known.reverse().find((candidate) => candidate.startsWith(indent));
  if (outside === undefined) return indent;
  const lacking = outside.slice(indent.length);
  const real = meaning.get(outside) ?? '';
  return real.endsWith(lacking) ? real.slice(0, real.length - lacking.length) : indent;
}
