import type { CheckResult } from './check';
import type { ChildEnd } from './superviseChild';

interface EndedFacts {
  readonly output: string;
  readonly durationMs: number;
  readonly confined: boolean;
  readonly timeoutMs: number;
}

/** The one place where a check's end becomes a verdict. Only our child's exit code 0 is a pass. */
export const checkResult = {
  notStarted(message: string, durationMs: number, output = '', confined = false): CheckResult {
    return { verdict: 'notStarted', exitCode: undefined, output, durationMs, message, confined };
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

  ended(end: ChildEnd, { output, durationMs, confined, timeoutMs }: EndedFacts): CheckResult {
    if (end.cause === 'cancelled') return checkResult.cancelled(durationMs, confined, output);
    const { exitCode } = end;
    const common = { exitCode, output, durationMs, confined };
    if (end.cause === 'timedOut') {
      const seconds = Math.round(timeoutMs / 100) / 10;
      const message = `The check was stopped after ${seconds} seconds; give it more time, or choose a faster one.`;
      return { ...common, exitCode: undefined, verdict: 'timedOut', message };
    }
    if (exitCode === 0) return { ...common, verdict: 'passed', message: 'The check passed with exit code 0.' };
    const how = exitCode === undefined ? `by ${end.signalName ?? 'an unknown signal'}` : `with exit code ${exitCode}`;
    return { ...common, verdict: 'failed', message: `The check ended ${how}, which is a failure.` };
  },
};
