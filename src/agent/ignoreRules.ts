import ignore from 'ignore';
import { parseModelPath } from '../sandbox/modelPath';

/** Whether a path is left out; for paths as models write them too. */
export type IgnoreRule = (path: string) => boolean;

/** The file at the root of a workspace that names what agents shall not see. */
export const ignoreFile = '.gavelignore';

/** Ours: a longer one is no list of rules. */
const maxRuleCharacters = 64 * 1024;

/**
 * The rule of a `.gavelignore`, in the syntax of `.gitignore`. It can only take away: what it brings back with `!` is no more
 * than what other rules of the same file took. The file itself is never left out, and no text makes it throw.
 */
export function ignoreRule(text: string | undefined): IgnoreRule {
  if (text === undefined || text.trim() === '') return () => false;
  const rules = ignore().add(text.slice(0, maxRuleCharacters));
  return (path) => {
    const parsed = parseModelPath(path);
    return parsed.kind === 'path' && parsed.path !== ignoreFile && rules.ignores(parsed.path);
  };
}
