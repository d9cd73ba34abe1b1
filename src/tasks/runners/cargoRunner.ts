import { nearestFolderWith, pathBelow, type TestRunner } from './testRunner';

const identifier = /^(?:r#)?[\p{L}_][\p{L}\p{N}_]*$/u;

/** cargo test: the path of modules as a filter; a file of its own below `tests` is a target of its own. */
export const cargoRunner: TestRunner = {
  name: 'cargo test',
  argvFor: ({ path, names }, { files }) => {
    const crate = nearestFolderWith('Cargo.toml', path, files);
    const parts = names.flatMap((name) => name.split('::'));
    if (!path.endsWith('.rs') || crate === undefined || !parts.every((name) => identifier.test(name)))
      return Promise.resolve(undefined);
    const target = /^tests\/([^/]+)\.rs$/u.exec(pathBelow(crate, path))?.[1];
    return Promise.resolve([
      ...['cargo', 'test'],
      ...(crate === '' ? [] : ['--manifest-path', `${crate}/Cargo.toml`]),
      ...(target === undefined ? [] : ['--test', target]),
      ...(parts.length > 0 ? [parts.join('::')] : []),
    ]);
  },
};
