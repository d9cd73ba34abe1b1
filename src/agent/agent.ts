import type { Bidder } from '../auction/bidder';
import type { ModelPort } from '../models/modelPort';
import type { CheckResult } from '../sandbox/check';
import type { SandboxTree } from '../sandbox/sandboxTree';
import type { AgentState } from './agentState';
import type { LanguagePort } from './languagePort';
import type { SearchPort } from './search/searchPort';
import type { WorkHabits } from './workHabits';

/** What the agent's tools ask of the outside world beyond sandbox and check. */
export interface AgentPorts {
  readonly language: LanguagePort;
  readonly search: SearchPort;
}

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
  /** Tokens of all prompts and answers of the attempt together; absent means no limit. */
  readonly maxTokens?: number;
  /** USD of the attempt at the bidder's price; absent means no limit, and so does an unknown price. */
  readonly maxUsd?: number;
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
  /** What stands behind symbols, problems and search; absent means what works everywhere. */
  readonly ports?: AgentPorts;
  /** What is known about how this model works. */
  readonly habits?: WorkHabits;
  /** Goes on with an attempt as `onState` saw it last, in a sandbox that holds what it had done. */
  readonly resume?: AgentState;
  /** Hears every state; each one is plain data that can be kept as JSON. */
  readonly onState?: (state: AgentState) => void;
  readonly signal: AbortSignal;
  readonly onStep: (step: AgentStep) => void;
}

/** How the attempt ended; the files it changed are in the sandbox whatever this says. */
export interface AgentOutcome {
  readonly end:
    | 'finished'
    | 'turnLimit'
    | 'timeLimit'
    | 'tokenLimit'
    | 'costLimit'
    | 'callLimit'
    | 'stuck'
    | 'modelFailed'
    | 'cancelled';
  /** One sentence. */
  readonly message: string;
  readonly turns: number;
  /** What this attempt showed about the model, to be remembered. */
  readonly learned: WorkHabits;
  /** The last check the agent ran itself, if any. */
  readonly lastCheck?: CheckResult;
}
