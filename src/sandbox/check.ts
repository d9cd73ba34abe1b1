import type { BoundFolder } from './boundFolders';
import type { CheckGrant } from './checkGrant';
import type { CheckLimits } from './checkLimits';
import type { Lacking } from './lacking';
import type { TestCounts } from './testReport';

/** A command to run in a folder. `argv[0]` is looked up outside the workspace unless it is a path. */
export interface CheckRequest {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** Folder whose files may not stand in for a tool found on PATH. */
  readonly workspaceRoot: string;
  readonly timeoutMs: number;
  /** Output kept, head and tail together; the rest is counted and dropped. */
  readonly maxOutputBytes: number;
  /** What a confined run sees of the workspace besides the copy: its installed dependencies. */
  readonly bound?: readonly BoundFolder[];
  /** What a confined run may use; default `defaultCheckLimits`. */
  readonly limits?: CheckLimits;
  /** What the person allowed beyond the usual, for this run. Without confinement it means nothing. */
  readonly grant?: CheckGrant;
}

/**
 * `passed` and `failed` come from the exit code alone; an undefined one is a failure, never a pass. `noTests`: the runner
 * found nothing to run, whatever its exit code. `runnerMissing`: the program that would run the tests is not installed.
 * `notStarted`: our own start of the command failed. `flaky`: it failed and passed on the very same files.
 */
export type CheckVerdict =
  'passed' | 'failed' | 'noTests' | 'runnerMissing' | 'flaky' | 'timedOut' | 'notStarted' | 'cancelled';

export interface CheckResult {
  readonly verdict: CheckVerdict;
  readonly exitCode: number | undefined;
  /** Plain text, terminal controls removed, capped. */
  readonly output: string;
  readonly durationMs: number;
  /** One sentence: what happened and, where something helps, what to do. */
  readonly message: string;
  readonly confined: boolean;
  /** Tests as the runner counted them, where it is one we know. Printed, so for people only. */
  readonly counts?: TestCounts;
  /** What a confined run that did not pass seems to have missed. */
  readonly lacks?: Lacking;
}

export interface CheckOptions {
  readonly signal: AbortSignal;
  /** Sanitised output as it comes. */
  readonly onOutput?: (text: string) => void;
}
