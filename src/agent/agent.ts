import type { Bidder } from '../auction/bidder';
import type { ModelPort } from '../models/modelPort';
import type { CheckResult } from '../sandbox/check';
import type { SandboxTree } from '../sandbox/sandboxTree';

/** One visible step of the agent. `detail` is untrusted text, shown as text. */
export interface AgentStep {
  readonly kind: 'said' | 'tool' | 'check' | 'problem';
  /** Short: "Read src/duration.js", "Edited src/duration.js", "Check passed". */
  readonly title: string;
  readonly detail: string;
  readonly ok: boolean;
}

/** Limits of one attempt; the agent stops before the turn that would break one. */
export interface AgentLimits {
  readonly maxTurns: number;
  readonly maxOutputTokensPerTurn: number;
  readonly maxSeconds: number;
}

export interface AgentRequest {
  readonly bidder: Bidder;
  /** The bytes every prompt of this auction begins with: system text, and task with context. */
  readonly systemText: string;
  readonly taskText: string;
  readonly plan: string;
  /** The end of the check's output after another bidder's attempt on the same task failed; untrusted text. */
  readonly failedLog?: string;
  readonly sandbox: SandboxTree;
  readonly models: ModelPort;
  /** Runs the confirmed check in the sandbox; absent when the task has none. */
  readonly runCheck?: (signal: AbortSignal) => Promise<CheckResult>;
  readonly limits: AgentLimits;
  readonly signal: AbortSignal;
  readonly onStep: (step: AgentStep) => void;
}

/** How the attempt ended; the files it changed are in the sandbox whatever this says. */
export interface AgentOutcome {
  readonly end: 'finished' | 'turnLimit' | 'timeLimit' | 'stuck' | 'modelFailed' | 'cancelled';
  /** One sentence. */
  readonly message: string;
  readonly turns: number;
  /** The last check the agent ran itself, if any. */
  readonly lastCheck?: CheckResult;
}
