/** A test, or a suite of them, as a test explorer names it. */
export interface TestCase {
  /** POSIX, relative to the folder. */
  readonly path: string;
  /** Names inside the file from the outermost suite to the test itself; empty for the whole file. */
  readonly names: readonly string[];
  /** True when tests lie below the last name. */
  readonly suite: boolean;
}

/** What a runner is recognised by; nothing is run to find it. */
export interface RunnerFacts {
  /** POSIX relative paths of the folder. */
  readonly files: readonly string[];
  readonly readText: (path: string) => Promise<string | undefined>;
}

/** Turns a test into the arguments that run this test alone. */
export interface TestRunner {
  readonly name: string;
  /** `undefined` when the test is not one of this runner, or cannot be named to it. */
  readonly argvFor: (test: TestCase, facts: RunnerFacts) => Promise<readonly string[] | undefined>;
}

/**
 * A name as a regular expression that matches this text alone, in JavaScript and in Go. Names hold brackets, dollars and
 * line breaks; a pattern that nothing escaped would run other tests, or none.
 */
export function literalPattern(text: string): string {
  return text
    .replace(/[\\^$.*+?()[\]{}|]/gu, '\\$&')
    .replace(/\n/gu, '\\n')
    .replace(/\r/gu, '\\r')
    .replace(/\t/gu, '\\t')
    .replace(/[\u0000-\u001f\u007f]/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** A path as an argument that no program takes for an option. */
export function pathArgument(path: string): string {
  return path.startsWith('-') ? `./${path}` : path;
}

/** The nearest folder at or above a file that holds a file of this name; `''` is the root. */
export function nearestFolderWith(name: string, path: string, files: readonly string[]): string | undefined {
  const parts = path.split('/').slice(0, -1);
  for (let depth = parts.length; depth >= 0; depth -= 1) {
    const folder = parts.slice(0, depth).join('/');
    if (files.includes(folder === '' ? name : `${folder}/${name}`)) return folder;
  }
  return undefined;
}

/** A path below a folder, relative to it. */
export function pathBelow(folder: string, path: string): string {
  return folder === '' ? path : path.slice(folder.length + 1);
}

/** Whether a path lies below a folder; everything lies below `''`. */
export function pathIsBelow(folder: string, path: string): boolean {
  return folder === '' || path.startsWith(`${folder}/`);
}
