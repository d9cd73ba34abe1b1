import * as z from 'zod/mini';
import { assertNever } from '../../base/assertNever';
import type { CheckResult } from '../../sandbox/check';
import { fenced } from '../fence';
import type { ToolResult } from './tool';
import { defineTool, failedResult } from './tool';

/** Ours: errors stand at the end, the first failing test often at the beginning. */
const headCharacters = 2000;
const tailCharacters = 6000;

/** Runs the one command the person has confirmed. It takes no argument, so a model cannot change the command. */
export const runCheckTool = defineTool({
  name: 'run_check',
  description:
    "Runs the project's check (its tests) on the files as they are now and shows the result. Takes no arguments.",
  schema: z.strictObject({}),
  changesFiles: false,
  run: async (_args, { runCheck, signal }): Promise<ToolResult> => {
    if (runCheck === undefined) return failedResult('No check to run', 'This task has no check; finish without one.');
    const check = await runCheck(signal);
    const text = `${check.message}\nVerdict: ${verdictText(check)}.\n${fenced(headAndTail(check.output))}`;
    const title = `Check ${verdictText(check)}`;
    return { ok: check.verdict === 'passed', text, title, detail: check.message, changedFiles: false, check };
  },
});

function verdictText(check: CheckResult): string {
  switch (check.verdict) {
    case 'passed':
      return 'passed';
    case 'failed':
      return check.exitCode === undefined ? 'failed, without an exit code' : `failed, exit code ${check.exitCode}`;
    case 'noTests':
      return 'found no tests';
    case 'runnerMissing':
      return 'could not run: its program is missing';
    case 'flaky':
      return 'is flaky';
    case 'timedOut':
      return 'timed out';
    case 'notStarted':
      return 'could not start';
    case 'cancelled':
      return 'was cancelled';
    default:
      return assertNever(check.verdict);
  }
}

function headAndTail(output: string): string {
  const left = output.length - headCharacters - tailCharacters;
  if (left <= 0) return output;
  return `${output.slice(0, headCharacters)}\n… ${left} characters left out …\n${output.slice(-tailCharacters)}`;
}
