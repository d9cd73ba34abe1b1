import { literalPattern, nearestFolderWith, pathBelow, type TestRunner } from './testRunner';

/** go test: the package of the file, and `-run` with one anchored pattern for each level of subtests. */
export const goRunner: TestRunner = {
  name: 'go test',
  argvFor: ({ path, names }, { files }) => {
    const module = nearestFolderWith('go.mod', path, files);
    if (!path.endsWith('_test.go') || module === undefined) return Promise.resolve(undefined);
    const [first] = names;
    if (first !== undefined && !/^(?:Test|Example|Fuzz)/u.test(first)) return Promise.resolve(undefined);
    // Modules of a workspace are reached from its root; others only from inside, for which go must be 1.20.
    const from = files.includes('go.work') ? '' : module;
    const folder = pathBelow(from, path).split('/').slice(0, -1).join('/');
    // A slash in a name stands between levels too, and blanks have become underscores.
    const levels = names
      .flatMap((name) => name.split('/'))
      .map((name) => `^${literalPattern(name.replace(/\s/gu, '_'))}$`);
    return Promise.resolve([
      ...['go', ...(from === '' ? [] : ['-C', from]), 'test'],
      ...(levels.length > 0 ? ['-run', levels.join('/')] : []),
      folder === '' ? '.' : `./${folder}`,
    ]);
  },
};
