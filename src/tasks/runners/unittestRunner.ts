import { pathArgument, type TestRunner } from './testRunner';

/** Python's own unittest: by the file, and `-k` for the names. */
export const unittestRunner: TestRunner = {
  name: 'unittest',
  argvFor: async ({ path, names, suite }, { readText }) => {
    if (!path.endsWith('.py') || !/\bunittest\b/u.test((await readText(path)) ?? '')) return undefined;
    const parts = names.map((name) => name.trim().replace(/\(\)$/u, ''));
    if (!parts.every((name) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name))) return undefined;
    // Without a star it would be a part of names, and other tests' names may begin with this one's.
    const pattern = `*.${parts.join('.')}${suite ? '.*' : ''}`;
    return ['python3', '-m', 'unittest', pathArgument(path), ...(parts.length > 0 ? ['-k', pattern] : [])];
  },
};
