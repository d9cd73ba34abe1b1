import { createHash } from 'node:crypto';
import { errorText } from '../base/errorText';
import { isRunByTools, isTestFile } from '../review/codeFiles';
import { pathsNamedBy } from '../sandbox/commandPaths';
import { readInside } from '../sandbox/insideFiles';
import { resolveInside } from '../sandbox/resolveInside';

/** Files at the root that decide what the usual commands run, whatever their arguments. */
const deciders = [
  ...['.npmrc', '.yarnrc', '.yarnrc.yml', '.pnpmfile.cjs'],
  ...['GNUmakefile', 'makefile', 'Makefile'],
  ...['mvnw', 'mvnw.cmd', 'mvnw.bat', '.mvn/wrapper/maven-wrapper.properties', '.mvn/maven.config', '.mvn/jvm.config'],
  ...['gradlew', 'gradlew.bat', 'gradle/wrapper/gradle-wrapper.properties'],
];

/**
 * A stamp (SHA-256) of what a command runs, as far as that is known without running it: the scripts of `package.json` to
 * the letter, what decides for make, npm, Maven and Gradle, and the files that the command names. Tests are left out
 * unless they are the program or a script: the person changes those all the time. The content goes nowhere else, so that files with secrets count too.
 */
export async function checkStamp(folder: string, argv: readonly string[]): Promise<string> {
  const program = pathsNamedBy(argv.slice(0, 1), folder);
  const counts = (path: string): boolean => program.has(path) || isRunByTools(path) || !isTestFile(path);
  const named = [...pathsNamedBy(argv, folder)].filter((path) => path !== 'package.json' && counts(path));
  const hash = createHash('sha256').update(JSON.stringify(scriptsOf(await read(folder, 'package.json'))));
  for (const path of new Set([...deciders, ...named])) {
    const content = await read(folder, path);
    if (content !== undefined) hash.update(`\0${JSON.stringify(path)} ${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** A regular file inside the folder; what cannot be read (too large, a link that leads out) stands as its reason. */
async function read(folder: string, path: string): Promise<Buffer | undefined> {
  try {
    const resolved = await resolveInside(folder, path);
    if (resolved.kind === 'outside') return Buffer.from(`leads to ${resolved.target}`);
    return (await readInside(resolved.realRoot, resolved.absolutePath))?.bytes;
  } catch (error) {
    return Buffer.from(errorText(error));
  }
}

/** All scripts, since they call each other; a manifest that is no JSON counts as a whole. */
function scriptsOf(manifest: Buffer | undefined): unknown {
  const text = manifest?.toString('utf8') ?? '{}';
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === 'object' && read !== null && 'scripts' in read ? (read.scripts ?? null) : null;
  } catch {
    return text;
  }
}
