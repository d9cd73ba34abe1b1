import { realpath } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { authorize } from '../sandbox/gate';
import { readInside } from '../sandbox/insideFiles';
import { npmChecks } from './npmChecks';

/** A check the project seems to have, and what it was seen in. Nothing is run to find it. */
export interface DetectedCheck {
  readonly argv: readonly string[];
  readonly source: string;
}

/** What a runner is recognised by. */
export interface ProjectFacts {
  /** POSIX relative paths of the workspace. */
  readonly files: readonly string[];
  readonly anchoredPaths: readonly string[];
  /** Text of a file at the root of the workspace; undefined when there is none. */
  readonly readText: (name: string) => Promise<string | undefined>;
}

/** Finds the checks of one kind of project; empty when it is not of that kind. */
type Detector = (facts: ProjectFacts) => Promise<readonly DetectedCheck[]> | readonly DetectedCheck[];

const detectors: readonly Detector[] = [
  npmChecks,
  pythonChecks,
  cargoChecks,
  goChecks,
  mavenChecks,
  gradleChecks,
  dotnetChecks,
  makeChecks,
];

/**
 * Looks for the project's own test commands, most specific first within each kind: a test file that belongs to an anchored
 * file where the runner can take one, then the whole suite. `files` are POSIX relative paths of the workspace.
 */
export async function detectChecks(
  folder: string,
  anchoredPaths: readonly string[],
  files: readonly string[],
): Promise<readonly DetectedCheck[]> {
  const found = await Promise.all(
    detectors.map(async (detector) => detector({ files, anchoredPaths, readText: (name) => readText(folder, name) })),
  );
  return found.flat();
}

/** A repository may hold a link to a device under such a name, and reading that would never end. */
async function readText(folder: string, name: string): Promise<string | undefined> {
  try {
    const verdict = await authorize(folder, name, 'read');
    if (verdict.kind === 'denied') return undefined;
    const file = await readInside(await realpath(folder), verdict.absolutePath);
    return file?.bytes.toString('utf8');
  } catch {
    return undefined;
  }
}

/**
 * Test files named after the anchored files, in the order of these: `src/x.js` and `test/x.test.js`, `src/x.spec.js`,
 * `tests/test_x.py`, …
 */
export function testFilesOf({ anchoredPaths, files }: ProjectFacts): readonly string[] {
  const found = anchoredPaths.flatMap((anchored) => {
    const stem = basename(anchored, extname(anchored));
    const names = [`${stem}.test`, `${stem}.spec`, `test-${stem}`, `test_${stem}`, `${stem}_test`];
    return files.filter((path) => names.includes(basename(path, extname(path))));
  });
  return [...new Set(found)];
}

async function pythonChecks(facts: ProjectFacts): Promise<readonly DetectedCheck[]> {
  const { files, readText } = facts;
  const tests = files.filter((path) => /(?:^|\/)(?:test_[^/]*|[^/]*_test)\.py$/u.test(path));
  const [project = '', tox = '', setup = ''] = await Promise.all(
    ['pyproject.toml', 'tox.ini', 'setup.cfg'].map(readText),
  );
  const configured =
    files.includes('pytest.ini') || /\bpytest\b/u.test(project + tox + setup) || files.includes('conftest.py');
  if (tests.length === 0 && !configured) return [];
  const uses = configured || (await usesPytest(tests, readText));
  const own = testFilesOf(facts).filter((path) => tests.includes(path));
  const runner = uses ? ['python3', '-m', 'pytest'] : ['python3', '-m', 'unittest'];
  const source = uses ? 'the project uses pytest' : 'there are Python tests';
  return [
    ...own.map((path) => ({ argv: [...runner, path], source: `the tests beside ${basename(path)}` })),
    { argv: uses ? runner : [...runner, 'discover'], source },
  ];
}

async function usesPytest(tests: readonly string[], readText: ProjectFacts['readText']): Promise<boolean> {
  const texts = await Promise.all(tests.slice(0, 5).map(readText));
  return texts.some(
    (text) => text !== undefined && /^(?:import pytest|from pytest|def test_|async def test_)/mu.test(text),
  );
}

function cargoChecks({ files }: ProjectFacts): readonly DetectedCheck[] {
  return files.includes('Cargo.toml') ? [{ argv: ['cargo', 'test'], source: 'there is a Cargo.toml' }] : [];
}

function goChecks({ files, anchoredPaths }: ProjectFacts): readonly DetectedCheck[] {
  if (!files.includes('go.mod')) return [];
  const folders = new Set(anchoredPaths.filter((path) => path.endsWith('.go') && path.includes('/')).map(folderOf));
  const own = [...folders].filter((folder) =>
    files.some((path) => folderOf(path) === folder && path.endsWith('_test.go')),
  );
  return [
    ...own.map((folder) => ({ argv: ['go', 'test', `./${folder}/...`], source: `the tests of ${folder}` })),
    { argv: ['go', 'test', './...'], source: 'there is a go.mod' },
  ];
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function mavenChecks({ files }: ProjectFacts): readonly DetectedCheck[] {
  if (!files.includes('pom.xml')) return [];
  return [{ argv: [files.includes('mvnw') ? './mvnw' : 'mvn', '-q', '-o', 'test'], source: 'there is a pom.xml' }];
}

function gradleChecks({ files }: ProjectFacts): readonly DetectedCheck[] {
  const build = ['build.gradle', 'build.gradle.kts'].find((name) => files.includes(name));
  if (build === undefined) return [];
  return [
    { argv: [files.includes('gradlew') ? './gradlew' : 'gradle', '--offline', 'test'], source: `there is a ${build}` },
  ];
}

function dotnetChecks({ files }: ProjectFacts): readonly DetectedCheck[] {
  const project = files.find((path) => /^[^/]+\.(?:sln|slnx|csproj|fsproj)$/u.test(path));
  return project === undefined ? [] : [{ argv: ['dotnet', 'test'], source: `there is a ${project}` }];
}

async function makeChecks({ files, readText }: ProjectFacts): Promise<readonly DetectedCheck[]> {
  const name = ['GNUmakefile', 'makefile', 'Makefile'].find((candidate) => files.includes(candidate));
  const text = name === undefined ? undefined : await readText(name);
  const target = ['test', 'check'].find((candidate) => new RegExp(`^${candidate}[ \\t]*:(?!=)`, 'mu').test(text ?? ''));
  return target === undefined ? [] : [{ argv: ['make', target], source: `${name ?? ''} has the target ${target}` }];
}
