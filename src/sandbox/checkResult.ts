import type { CheckResult } from './check';
import type { ChildEnd } from './superviseChild';
import { testReport } from './testReport';

interface EndedFacts {
  readonly argv: readonly string[];
  readonly output: string;
  readonly durationMs: number;
  readonly confined: boolean;
  readonly timeoutMs: number;
}

const noTestsText = 'The check found no tests to run, so it says nothing; choose another check.';
const runnerMissingText =
  'The program that runs the tests is not installed; install it, or run Auction This Task again and choose another check.';

/** The one place where a check's end becomes a verdict. Only our child's exit code 0 is a pass; its output can only take that away. */
export const checkResult = {
  notStarted(message: string, durationMs: number, output = '', confined = false): CheckResult {
    return { verdict: 'notStarted', exitCode: undefined, output, durationMs, message, confined };
  },

  /** The command itself is not there. */
  missing(message: string, durationMs: number): CheckResult {
    return { ...checkResult.notStarted(message, durationMs), verdict: 'runnerMissing' };
  },

  cancelled(durationMs: number, confined: boolean, output = ''): CheckResult {
    return {
      verdict: 'cancelled',
      exitCode: undefined,
      output,
      durationMs,
      message: 'The check was cancelled.',
      confined,
    };
  },

  /** One run failed and one passed on the same files: neither counts. */
  flaky(run: CheckResult): CheckResult {
    const message = 'The check is flaky: on the same files it failed once and passed once, so it proves nothing.';
    return { ...run, verdict: 'flaky', message };
  },

  /** What two runs on the same files say together: one of each proves nothing, and one that was stopped says nothing. */
  both(before: CheckResult | undefined, again: CheckResult): CheckResult {
    if (again.verdict === 'cancelled' || before?.verdict === 'flaky') return before ?? again;
    const verdicts = [before?.verdict, again.verdict];
    return verdicts.includes('passed') && verdicts.includes('failed') ? checkResult.flaky(again) : again;
  },

  ended(end: ChildEnd, { argv, output, durationMs, confined, timeoutMs }: EndedFacts): CheckResult {
    if (end.cause === 'cancelled') return checkResult.cancelled(durationMs, confined, output);
    const { exitCode } = end;
    const common = { exitCode, output, durationMs, confined };
    if (end.cause === 'timedOut') {
      const seconds = Math.round(timeoutMs / 100) / 10;
      const message = `The check was stopped after ${seconds} seconds; give it more time, or choose a faster one.`;
      return { ...common, exitCode: undefined, verdict: 'timedOut', message };
    }
    if (end.cause === 'overused') {
      const message = `The check was stopped, which is a failure: ${end.overuse ?? 'it used too much'}.`;
      return { ...common, exitCode: undefined, verdict: 'failed', message };
    }
    const { noTests, runnerMissing, counts } = testReport(output, exitCode, argv);
    const counted = counts === undefined ? common : { ...common, counts };
    if (runnerMissing) return { ...counted, verdict: 'runnerMissing', message: runnerMissingText };
    if (noTests) return { ...counted, verdict: 'noTests', message: noTestsText };
    if (exitCode === 0) {
      const oddly =
        counts !== undefined && counts.failed > 0 ? ` although it reports ${counts.failed} failed tests` : '';
      return { ...counted, verdict: 'passed', message: `The check passed with exit code 0${oddly}.` };
    }
    const how = exitCode === undefined ? `by ${end.signalName ?? 'an unknown signal'}` : `with exit code ${exitCode}`;
    return { ...counted, verdict: 'failed', message: `The check ended ${how}, which is a failure.` };
  },
};
