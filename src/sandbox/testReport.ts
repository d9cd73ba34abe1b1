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

/** Lines of runners that found nothing: node, jest, vitest, mocha, pytest, unittest, go, cargo, maven, gradle, dotnet, ctest. */
const noTestLines: readonly RegExp[] = [
  /^No tests found(?:, exiting with code \d+)?\.?$/mu,
  /^\s*No test files found, exiting with code \d+/mu,
  /^Error: No test files found/mu,
  /^(?:=+ )?no tests ran in /mu,
  /^Ran 0 tests in /mu,
  /^\?\s+\S+\s+\[no test files\]/mu,
  /^testing: warning: no tests to run/mu,
  /No tests were (?:executed|found)!?/u,
  /^No test is available in /mu,
  /^No tests were found!!!/mu,
];

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

/** Reads what a test runner printed. `exitCode` decides first: pytest ends with 5 without tests, a shell with 127 without the program. */
export function testReport(output: string, exitCode: number | undefined): TestReport {
  const ends =
    output.length <= 2 * readCharacters
      ? output
      : `${output.slice(0, readCharacters)}\n${output.slice(-readCharacters)}`;
  const text = ends
    .split('\n')
    .filter((line) => line.length <= maxSumCharacters)
    .join('\n');
  const counts = countsIn(text);
  const some = counts !== undefined && counts.passed + counts.failed > 0;
  const none = counts !== undefined && !some;
  const report = {
    noTests: !some && (none || noTestLines.some((line) => line.test(text))),
    runnerMissing: exitCode !== 0 && !some && (exitCode === 127 || missingLines.some((line) => line.test(text))),
  };
  return counts === undefined ? report : { ...report, counts };
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

/** unittest prints the sum, and the failures behind FAILED. */
function unittestCounts(text: string): TestCounts | undefined {
  const ran = /^Ran (\d+) tests? in /mu.exec(text)?.[1];
  if (ran === undefined) return undefined;
  const said = /^FAILED \(([^)]*)\)/mu.exec(text)?.[1] ?? '';
  const failed = [...said.matchAll(/(?:failures|errors)=(\d+)/gu)].reduce((sum, [, count]) => sum + Number(count), 0);
  return { passed: Number(ran) - failed, failed };
}
