import { visibleText } from '../base/visibleText';
import type { DetectedCheck } from './detectChecks';
import { cargoRunner } from './runners/cargoRunner';
import { goRunner } from './runners/goRunner';
import { nodeRunners } from './runners/nodeRunners';
import { pytestRunner } from './runners/pytestRunner';
import type { RunnerFacts, TestCase, TestRunner } from './runners/testRunner';
import { unittestRunner } from './runners/unittestRunner';

/** The table of runners; the first that knows the test is taken. */
const runners: readonly TestRunner[] = [...nodeRunners, pytestRunner, unittestRunner, goRunner, cargoRunner];

/**
 * The command that runs one test alone, or one file when the test has no name; `undefined` when no runner of the table
 * knows it, and then the person is asked. It is only suggested: nothing runs that nobody confirmed.
 */
export async function checkForTest(test: TestCase, facts: RunnerFacts): Promise<DetectedCheck | undefined> {
  for (const runner of runners) {
    const argv = await runner.argvFor(test, facts);
    if (argv === undefined) continue;
    const what =
      test.names.length === 0 ? 'the tests of this file' : test.suite ? 'this suite alone' : 'this test alone';
    return { argv, source: `${what}, by ${visibleText(runner.name)}` };
  }
  return undefined;
}
