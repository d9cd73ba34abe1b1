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
    ['cargo', 'running 0 tests\n\ntest result: ok. 0 passed; 0 failed; 0 ignored\n', 0],
  ] as const) {
    it(`sees that ${runner} found no tests (case 142)`, () => {
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
    const beganMs = performance.now();
    for (const piece of [' 1', '1', '=', ' 1 passed', ' ']) {
      testReport(`${' '.repeat(200_000)}\nTests:${piece.repeat(100_000)}`, 1);
      testReport(`${`=== ${piece.repeat(50)}\n`.repeat(2000)}Tests: 1`, 1);
    }
    assert.ok(performance.now() - beganMs < 2000);
  }).timeout(20_000);
});
