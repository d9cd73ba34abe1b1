/** Tests as a runner counted them in its output. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
}

/** What the output of a check says beside its exit code. It can make a verdict worse, never better. */
export interface TestReport {
  /** The runner says that it found nothing to run. */
  readonly noTests: boolean;
  /** The program that runs the tests is not installed. */
  readonly runnerMissing: boolean;
  /** Absent when no known runner counted. */
  readonly counts?: TestCounts;
}

/** Lines of runners that found nothing: node, jest, vitest, mocha, pytest, unittest, cargo, maven, gradle, dotnet, ctest. */
const noTestLines: readonly RegExp[] = [
  /^No tests found(?:, exiting with code \d+)?\.?$/mu,
  /^\s*No test files found, exiting with code \d+/mu,
  /^Error: No test files found/mu,
  /^(?:=+ )?no tests ran in /mu,
  /^Ran 0 tests in /mu,
  /No tests were (?:executed|found)!?/u,
  /^No test is available in /mu,
  /^No tests were found!!!/mu,
];

/** Sums of runners that skipped whatever they found: jest, vitest, pytest. A name that nothing bears ends like that. */
const allSkippedLines: readonly RegExp[] = [
  /^\s*Tests:? +(?:\d{1,9} (?:skipped|todo)(?:, | \| | )){1,2}(?:\d{1,9} total|\(\d{1,9}\))$/mu,
  /^=+ (?:\d{1,9} (?:skipped|deselected|warnings?)(?:, | )){1,3}in /mu,
];

/** node counts a file in which no test ran as a test of its own, named as the file. */
const nodeFileLine = /^(?:✔ |ok \d{1,9} - ).+\.[cm]?[jt]sx?(?: \([\d.]+ms\))?$/gmu;
const nodeWithoutSuites = /^(?:# |ℹ )suites 0$/mu;

/** What go says of each package: `ok`, `FAIL`, or `?` for one without test files. */
const goPackageLine = /^(?:ok|FAIL|\?)\s+\S+\s+(\S.*)$/gmu;

/** Lines of shells and package managers whose runner is not there. */
const missingLines: readonly RegExp[] = [
  /^(?:sh|bash|dash|\/bin\/sh|cmd): (?:line )?(?:\d+: )?[\w@./-]+: (?:command )?not found$/mu,
  /^[\w./-]+: No module named '?(?:pytest|unittest|nose|tox)'?$/mu,
  /^make(?:\[\d+\])?: [\w.+/-]+: No such file or directory$/mu,
  /^error: no such (?:sub)?command: `\w+`/mu,
  /is not recognized as an internal or external command/u,
  /^ERR_PNPM_RECURSIVE_EXEC_FIRST_FAIL|^error Command "[\w-]+" not found\.$/mu,
];

/** Totals: a runner may print one line for each package, and they are added up. */
const countLines: readonly (readonly [RegExp, 'passed' | 'failed'])[] = [
  [/^(?:# |ℹ )pass (\d{1,9})$/gmu, 'passed'],
  [/^(?:# |ℹ )fail (\d{1,9})$/gmu, 'failed'],
  [/^\s+(\d{1,9}) passing\b/gmu, 'passed'],
  [/^\s+(\d{1,9}) failing\b/gmu, 'failed'],
  [/^Tests:.*?(\d{1,9}) passed/gmu, 'passed'],
  [/^Tests:.*?(\d{1,9}) failed/gmu, 'failed'],
  [/^\s*Tests\s+.*?(\d{1,9}) passed/gmu, 'passed'],
  [/^\s*Tests\s+.*?(\d{1,9}) failed/gmu, 'failed'],
  [/^=+ .*?(\d{1,9}) passed.* in [\d.:]+/gmu, 'passed'],
  [/^=+ .*?(\d{1,9}) failed.* in [\d.:]+/gmu, 'failed'],
  [/^test result: \w+\. (\d{1,9}) passed/gmu, 'passed'],
  [/^test result: \w+\. \d+ passed; (\d{1,9}) failed/gmu, 'failed'],
];

/** Only the ends of a long output are read: that is where runners sum up, and a flood costs nothing. */
const readCharacters = 64 * 1024;
/** Longer lines are no sums, and patterns are kept away from them. */
const maxSumCharacters = 500;

/**
 * Reads what a test runner printed. `exitCode` decides first: pytest ends with 5 without tests, a shell with 127 without the
 * program. `argv` is the command, as far as it is known.
 */
export function testReport(output: string, exitCode: number | undefined, argv: readonly string[] = []): TestReport {
  const ends =
    output.length <= 2 * readCharacters
      ? output
      : `${output.slice(0, readCharacters)}\n${output.slice(-readCharacters)}`;
  const text = ends
    .split('\n')
    .filter((line) => line.length <= maxSumCharacters && line.trim() !== '') // `\s` below would go through empty lines
    .join('\n');
  const counts = countsIn(text);
  const some = counts !== undefined && counts.passed + counts.failed > 0 && !(named(argv) && onlyFiles(text, counts));
  const none = counts !== undefined && !some;
  const report = {
    noTests: !some && (none || foundNothing(text, exitCode)),
    runnerMissing: exitCode !== 0 && !some && (exitCode === 127 || missingLines.some((line) => line.test(text))),
  };
  return counts === undefined ? report : { ...report, counts };
}

/** Asked for tests of some name: else a file without tests in node's sense may be one on purpose. */
function named(argv: readonly string[]): boolean {
  return argv.some((argument) => argument.startsWith('--test-name-pattern'));
}

function onlyFiles(text: string, { passed, failed }: TestCounts): boolean {
  return failed === 0 && nodeWithoutSuites.test(text) && [...text.matchAll(nodeFileLine)].length === passed;
}

/** Of several packages of go one that ran something is enough. */
function foundNothing(text: string, exitCode: number | undefined): boolean {
  const packages = [...text.matchAll(goPackageLine)].map(([, said = '']) => said);
  if (packages.length > 0) return packages.every((said) => /\[no test(?:s to run| files)\]$/u.test(said));
  if (noTestLines.some((line) => line.test(text))) return true;
  return (exitCode === 0 || exitCode === 5) && allSkippedLines.some((line) => line.test(text));
}

function countsIn(text: string): TestCounts | undefined {
  const found = { passed: 0, failed: 0 };
  let any = false;
  for (const [line, kind] of countLines) {
    for (const match of text.matchAll(line)) {
      any = true;
      found[kind] += Number(match[1]);
    }
  }
  return any ? found : (unittestCounts(text) ?? undefined);
}

/** unittest prints the sum, and behind it the failures and what it skipped. */
function unittestCounts(text: string): TestCounts | undefined {
  const ran = /^Ran (\d+) tests? in /mu.exec(text)?.[1];
  if (ran === undefined) return undefined;
  const said = /^FAILED \(([^)]*)\)/mu.exec(text)?.[1] ?? '';
  const failed = [...said.matchAll(/(?:failures|errors)=(\d+)/gu)].reduce((sum, [, count]) => sum + Number(count), 0);
  const skipped = Number(/^(?:OK|FAILED) \([^)]*\bskipped=(\d+)/mu.exec(text)?.[1] ?? 0);
  return { passed: Math.max(0, Number(ran) - failed - skipped), failed };
}
