import { nearestFolderWith, pathBelow, type TestRunner } from './testRunner';

const identifier = /^(?:r#)?[\p{L}_][\p{L}\p{N}_]*$/u;

/**
 * cargo test: the whole path of modules, which is compared as a whole. A file of its own below `tests`, the program and
 * each of several programs are targets of their own.
 */
export const cargoRunner: TestRunner = {
  name: 'cargo test',
  argvFor: ({ path, names, suite }, { files }) => {
    const crate = nearestFolderWith('Cargo.toml', path, files);
    const parts = names.flatMap((name) => name.split('::'));
    if (!path.endsWith('.rs') || crate === undefined || !parts.every((name) => identifier.test(name)))
      return Promise.resolve(undefined);
    const { target, modules } = placeInCrate(pathBelow(crate, path));
    // Some explorers name the modules of files too.
    const named = modules.every((module, index) => parts[index] === module) ? parts : [...modules, ...parts];
    const filter = named.join('::');
    return Promise.resolve([
      ...['cargo', 'test'],
      ...(crate === '' ? [] : ['--manifest-path', `${crate}/Cargo.toml`]),
      ...target,
      ...(filter === '' ? [] : suite || parts.length === 0 ? [`${filter}::`] : [filter, '--', '--exact']),
    ]);
  },
};

/** The target that a file belongs to, and the modules that its place stands for. */
function placeInCrate(path: string): { readonly target: readonly string[]; readonly modules: readonly string[] } {
  const [, kind = '', rest = ''] = /^(tests|examples|benches|src)\/(.+)\.rs$/u.exec(path) ?? [];
  const steps = rest.split('/').filter((step) => step !== '');
  if (steps.at(-1) === 'mod') steps.pop();
  const [first = '', ...below] = steps;
  if (kind === 'tests') return { target: ['--test', first], modules: below.filter((step) => step !== 'main') };
  if (kind === 'src' && first === 'bin' && below[0] !== undefined)
    return { target: ['--bin', below[0]], modules: below.slice(1).filter((step) => step !== 'main') };
  if (kind === 'src' && below.length === 0 && first === 'main') return { target: ['--bins'], modules: [] };
  if (kind === 'src' && below.length === 0 && first === 'lib') return { target: ['--lib'], modules: [] };
  return { target: [], modules: kind === 'src' ? steps : [] };
}
