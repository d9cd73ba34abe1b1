import { isInDependencies } from './dependencyFolders';
import { readInside } from './insideFiles';
import { authorize } from './gate';
import { isSecretPath } from './secretPaths';

/** Shorter values are words, and hiding words would spoil every text. Ours. */
const minValueLength = 8;
/** Larger files hold no settings. */
const maxFileBytes = 256 * 1024;
const maxFiles = 100;

const assignment = /^(?:export\s+)?["']?[\w.-]+["']?\s*[=:]\s*(.+?),?$/u;
const quotedText = /"([^"\\]+)"|'([^'\\]+)'/gu;
const passwordOfUrl = /:\/\/[^:@/\s]*:([^@\s]+)@/gu;
/** Values that settings files hold and that are no secret. */
const harmless =
  /^(?:true|false|null|undefined|development|production|localhost|127\.0\.0\.1|[a-z]+:\/\/localhost\S*)$/iu;

/**
 * The values that the secret files of a copy hold. A check may read those files, and what it prints or writes down goes to
 * models: there the values are hidden. A check that encodes them first is not noticed, which is why keys that a
 * check hardly needs are not copied at all.
 */
export class SecretText {
  private readonly longestFirst: readonly string[];

  constructor(values: Iterable<string>) {
    this.longestFirst = [...new Set(values)].sort((one, other) => other.length - one.length);
  }

  isIn(text: string): boolean {
    return this.longestFirst.some((value) => text.includes(value));
  }

  /** The text with every value replaced by a visible mark. */
  hiddenIn(text: string): string {
    return this.longestFirst.reduce((shown, value) => shown.replaceAll(value, '[secret hidden]'), text);
  }
}

/** Reads the secret files among `paths` (POSIX, relative) of a copy. What cannot be read as a file holds nothing. */
export async function readSecretText(root: string, paths: readonly string[]): Promise<SecretText> {
  const secret = paths.filter((path) => isSecretPath(path) && !isInDependencies(path)).slice(0, maxFiles);
  const values = await Promise.all(secret.map((path) => valuesOfFile(root, path)));
  return new SecretText(values.flat());
}

async function valuesOfFile(root: string, path: string): Promise<readonly string[]> {
  // Not for a model: the gate is asked where the path leads, not whether a model may read it.
  const verdict = await authorize(root, path, 'write');
  if (verdict.kind === 'denied') return [];
  const content = await readInside(root, verdict.absolutePath).catch(() => undefined);
  if (content === undefined || content.bytes.length > maxFileBytes) return [];
  return content.bytes.toString('utf8').split(/\r?\n/u).flatMap(valuesOfLine);
}

function valuesOfLine(line: string): readonly string[] {
  const text = line.trim();
  if (/^(?:#|\/\/|;)/u.test(text)) return [];
  const value = (assignment.exec(text)?.[1] ?? text).trim();
  const quoted = [...text.matchAll(quotedText)].map(([, double, single]) => double ?? single ?? '');
  const passwords = [...text.matchAll(passwordOfUrl)].map(([, password]) => password ?? '');
  return [value, ...quoted, ...passwords].filter((found) => found.length >= minValueLength && !harmless.test(found));
}
