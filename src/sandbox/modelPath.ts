/** A path as a model wrote it, after the checks that need no disk. */
export type ModelPath =
  { readonly kind: 'path'; readonly path: string } | { readonly kind: 'refused'; readonly reason: string };

const maxPathLength = 1024;

/** Whole-path rules in the order they are told. The same table holds on every system: a repository is shared between them. */
const pathRules: readonly (readonly [(path: string) => boolean, string])[] = [
  [(path) => path === '', 'the path is empty'],
  [(path) => path.length > maxPathLength, `the path is longer than ${maxPathLength} characters`],
  [(path) => /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/u.test(path), 'the path contains a control character'],
  [(path) => /\p{Surrogate}/u.test(path), 'the path is not well-formed text'],
  [(path) => path.includes('\\'), 'the path contains a backslash; write it with forward slashes'],
  [(path) => path.startsWith('/'), 'the path is absolute; write it relative to the workspace folder'],
  [(path) => path.startsWith('~'), 'the path begins with "~"; write it relative to the workspace folder'],
  [(path) => path.includes(':'), 'the path contains a colon (a drive, a URL or a stream)'],
  [(path) => /%(?:2e|2f|5c)/iu.test(path), 'the path is URL-encoded'],
];

/** Rules for each name of the normalised path. */
const nameRules: readonly (readonly [(name: string) => boolean, string])[] = [
  [(name) => /[. ]$/u.test(name), 'a name in the path ends with a dot or a space'],
  [(name) => /~\d+(?:\.|$)/u.test(name), 'a name in the path looks like a Windows short name'],
  [
    (name) => /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$|clock\$) *(?:\.|$)/iu.test(name),
    'a name in the path is reserved on Windows',
  ],
];

/**
 * Reads a path that a model supplied: relative, POSIX, inside. Dots and doubled slashes are resolved as text; nothing is
 * decoded. The result may still lead outside through links: only the gate's `authorize` decides that.
 */
export function parseModelPath(raw: string): ModelPath {
  const broken = pathRules.find(([breaks]) => breaks(raw));
  if (broken) return { kind: 'refused', reason: broken[1] };
  const names: string[] = [];
  for (const name of raw.split('/')) {
    if (name === '' || name === '.') continue;
    if (name !== '..') names.push(name);
    else if (names.pop() === undefined) return { kind: 'refused', reason: 'the path leaves the workspace folder' };
  }
  if (names.length === 0) return { kind: 'refused', reason: 'the path names the workspace folder itself' };
  for (const name of names) {
    const rule = nameRules.find(([breaks]) => breaks(name));
    if (rule) return { kind: 'refused', reason: rule[1] };
  }
  return { kind: 'path', path: names.join('/') };
}
