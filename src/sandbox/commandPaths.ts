import { posix } from 'node:path';

/** What interpreters try behind a name without an extension. */
const endings = ['', '.js', '.cjs', '.mjs', '.ts', '.py', '.json', '/index.js', '/__main__.py'];

/**
 * POSIX relative paths of files that a command may name, whether or not they exist: each argument, and what stands behind
 * the `=` of an option, as a path, as one without its extension, and as a Python module. `root` shortens absolute ones.
 */
export function pathsNamedBy(argv: readonly string[], root: string): ReadonlySet<string> {
  const found = argv.flatMap((part) => [part, part.slice(part.indexOf('=') + 1)]);
  const named = found.flatMap((part) => {
    const slashed = part.replaceAll('\\', '/');
    const folder = `${root.replaceAll('\\', '/').replace(/\/+$/u, '')}/`;
    const path = posix.normalize(slashed.startsWith(folder) ? slashed.slice(folder.length) : slashed);
    const isModule = /^\w+(?:\.\w+)+$/u.test(path);
    return isModule ? [path, path.replaceAll('.', '/')] : [path.replace(/\/+$/u, '')];
  });
  const inside = named.filter((path) => !['', '.', '..'].includes(path) && !/^(?:\/|\.\.\/|-)/u.test(path));
  return new Set(inside.flatMap((path) => endings.map((ending) => path + ending)));
}
