import assert from 'node:assert/strict';
import fc from 'fast-check';
import { testReport } from '../../../src/sandbox/testReport';

describe('sandbox/testReport', () => {
  for (const [runner, output, exitCode] of [
    ['node', '# tests 0\n# pass 0\n# fail 0\n', 0],
    ['jest', 'No tests found, exiting with code 1\nRun with `--passWithNoTests`', 1],
    ['vitest', '\nNo test files found, exiting with code 1\n', 1],
    ['mocha', 'Error: No test files found: "test"', 1],
    ['pytest', '============ no tests ran in 0.01s ============', 5],
    ['unittest', '\nRan 0 tests in 0.000s\n\nOK\n', 0],
    ['go', '?   \texample.com/slug\t[no test files]\n', 0],
    ['go', 'ok  \texample.com/a\t0.002s [no tests to run]\n?   \texample.com/b\t[no test files]\n', 0],
    ['jest', 'Test Suites: 1 skipped, 0 of 1 total\nTests:       4 skipped, 4 total\n', 0],
    ['vitest', ' Test Files  1 skipped (1)\n      Tests  3 skipped | 1 todo (4)\n', 0],
    ['pytest', '============ 4 deselected, 1 warning in 0.01s ============', 5],
    ['pytest', '============ 1 skipped in 0.01s ============', 0],
    ['unittest', 'Ran 1 test in 0.000s\n\nOK (skipped=1)\n', 0],
    ['cargo', 'running 0 tests\n\ntest result: ok. 0 passed; 0 failed; 0 ignored\n', 0],
  ] as const) {
    it(`sees that ${runner} ran no test (case 142): ${output.trim().split('\n')[0] ?? ''}`, () => {
      assert.deepEqual(
        [testReport(output, exitCode).noTests, testReport(output, exitCode).runnerMissing],
        [true, false],
      );
    });
  }

  for (const [what, output, exitCode] of [
    ['a shell', 'sh: 1: jest: not found\n', 127],
    ['npm', '> test\n> vitest\n\nsh: vitest: command not found\n', 127],
    ['Python', '/usr/bin/python3: No module named pytest\n', 1],
    ['cargo', 'error: no such command: `nextest`\n', 101],
  ] as const) {
    it(`sees that the runner is missing in the words of ${what} (case 142)`, () => {
      assert.equal(testReport(output, exitCode).runnerMissing, true);
    });
  }

  for (const [runner, output, passed, failed] of [
    ['node', '# tests 3\n# pass 2\n# fail 1\n', 2, 1],
    ['node, spec reporter', 'ℹ tests 3\nℹ pass 3\nℹ fail 0\n', 3, 0],
    ['mocha', '  12 passing (4s)\n  2 failing\n', 12, 2],
    ['jest', 'Tests:       1 failed, 4 passed, 5 total\n', 4, 1],
    ['pytest', '===== 1 failed, 3 passed in 0.12s =====', 3, 1],
    ['unittest', 'Ran 4 tests in 0.001s\n\nFAILED (failures=1, errors=1)\n', 2, 2],
    ['cargo, two packages', 'test result: ok. 3 passed; 0 failed\ntest result: FAILED. 1 passed; 2 failed\n', 4, 2],
  ] as const) {
    it(`counts the tests of ${runner}`, () => {
      assert.deepEqual(testReport(output, 1), { noTests: false, runnerMissing: false, counts: { passed, failed } });
    });
  }

  it('knows the file that node counts as a test where none bears the name that was asked for', () => {
    const named = ['node', '--test', '--test-name-pattern=^x$', 'test/my n.test.js'];
    const file = '✔ test/my n.test.js (81.6ms)\n';
    const sum = (count: number): string => `ℹ suites 0\nℹ pass ${count}\nℹ fail 0\n`;
    assert.equal(testReport(file + sum(1), 0, named).noTests, true);
    const tap = 'ok 1 - /a/n.test.mjs\n1..1\n# suites 0\n# pass 1\n# fail 0\n';
    assert.equal(testReport(tap, 0, named).noTests, true);
    assert.equal(testReport(`${file}✔ adds (1ms)\n${sum(2)}`, 0, named).noTests, false);
    assert.equal(testReport(file + sum(1), 0, ['node', '--test']).noTests, false, 'a script may be a test by itself');
  });

  it('takes nothing for no tests where a package of several, or a file, did run or broke', () => {
    for (const [output, exitCode] of [
      ['?   \texample.com/cmd\t[no test files]\nok  \texample.com/sum\t0.003s\n', 0],
      ['ok  \texample.com/a\t0.002s [no tests to run]\nok  \texample.com/b\t(cached)\n', 0],
      ['FAIL\texample.com/a [build failed]\n?   \texample.com/b\t[no test files]\nFAIL\n', 1],
      ['Test Suites: 1 failed, 1 total\nTests:       0 total\n', 1],
      [' Test Files  1 failed (1)\n      Tests  no tests\n', 1],
      [' Test Files  1 failed | 1 passed (2)\n      Tests  1 skipped (1)\n', 1],
    ] as const)
      assert.equal(testReport(output, exitCode).noTests, false, output);
  });

  it('says nothing about output it does not know, and nothing is missing in a pass', () => {
    assert.deepEqual(testReport('all good\n', 0), { noTests: false, runnerMissing: false });
    assert.equal(testReport('sh: 1: colour: not found\n', 0).runnerMissing, false);
  });

  it('reads any output quickly and never throws (property)', () => {
    const piece = fc.constantFrom(
      '# pass ',
      '1',
      '\n',
      'Tests:',
      ' passed',
      'Ran ',
      ' tests in ',
      '=',
      ' ',
      'FAILED (',
      'x',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), fc.option(fc.integer()), (parts, code) => {
        testReport(parts.join(''), code ?? undefined);
      }),
      { numRuns: 1000 },
    );
    testReport('\n'.repeat(120_000), 0); // ends only where nothing is quadratic
    testReport(' \n'.repeat(60_000), 0);
    const beganMs = performance.now();
    for (const piece of [' 1', '1', '=', ' 1 passed', ' ']) {
      testReport(`${' '.repeat(200_000)}\nTests:${piece.repeat(100_000)}`, 1);
      testReport(`${`=== ${piece.repeat(50)}\n`.repeat(2000)}Tests: 1`, 1);
    }
    assert.ok(performance.now() - beganMs < 2000);
  }).timeout(20_000);
});
