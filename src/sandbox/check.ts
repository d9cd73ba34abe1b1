/** A command to run in a folder. `argv[0]` is looked up outside the workspace unless it is a path. */
export interface CheckRequest {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** Folder whose files may not stand in for a tool found on PATH. */
  readonly workspaceRoot: string;
  readonly timeoutMs: number;
  /** Output kept, head and tail together; the rest is counted and dropped. */
  readonly maxOutputBytes: number;
}

/** `notStarted`: the command could not be run at all. An undefined exit code is a failure, never a pass. */
export type CheckVerdict = 'passed' | 'failed' | 'timedOut' | 'notStarted' | 'cancelled';

export interface CheckResult {
  readonly verdict: CheckVerdict;
  readonly exitCode: number | undefined;
  /** Plain text, terminal controls removed, capped. */
  readonly output: string;
  readonly durationMs: number;
  /** One sentence: what happened and, where something helps, what to do. */
  readonly message: string;
  readonly confined: boolean;
}

export interface CheckOptions {
  readonly signal: AbortSignal;
  /** Sanitised output as it comes. */
  readonly onOutput?: (text: string) => void;
}
