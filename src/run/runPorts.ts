import type { AgentPorts } from '../agent/agent';
import type { TextReader } from '../agent/context';
import type { WorkHabitsPort } from '../agent/workHabits';
import type { PastAuction } from '../auction/pastPlans';
import type { ClockPort } from '../base/clock';
import type { LoggerPort } from '../base/logger';
import type { DayPurse } from '../ledger/dayPurse';
import type { LedgerEntry } from '../ledger/ledgerEntry';
import type { MemoryRecord } from '../memory/memoryRecord';
import type { EmbeddingPort } from '../models/embeddings';
import type { ModelPort } from '../models/modelPort';
import type { ApplyPort } from '../review/applyPort';
import type { CheckOptions, CheckRequest, CheckResult } from '../sandbox/check';
import type { AppendOutcome } from '../store/recordStore';
import type { Confinement } from '../sandbox/confinement';
import type { CopyProgress, SandboxOutcome, SandboxTree } from '../sandbox/sandboxTree';

/** Asks for past auctions like a task. */
export interface PastQuestion {
  readonly taskText: string;
  readonly signal: AbortSignal;
  readonly behind: (port: EmbeddingPort) => EmbeddingPort;
}

export interface PastAnswer {
  readonly auctions: readonly PastAuction[];
  /** `words`: the built-in index alone. `meaning`: that and embeddings. */
  readonly comparedBy: 'words' | 'meaning';
}

/** A command that is about to run with the person's own rights and no longer means what it meant when it was clicked. */
export interface ChangedCommand {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** The changed files that decide what runs, POSIX relative. */
  readonly paths: readonly string[];
  /** Names command and content. */
  readonly contentId: string;
  readonly signal: AbortSignal;
}

/** What the flow needs of the outside world. Everything is real in tests too, but for the models' words. */
export interface RunPorts {
  readonly models: ModelPort;
  readonly clock: ClockPort;
  readonly log: LoggerPort;
  /** Files a model may see, POSIX relative to the workspace folder, sorted. */
  listFiles(): Promise<readonly string[]>;
  readonly readText: TextReader;
  /** Asks once per origin and workspace; false keeps that origin's models out of the auction. */
  mayShow(origin: string): Promise<boolean>;
  /** A copy of the workspace, or of another sandbox that nobody has worked in. */
  createSandbox(
    signal: AbortSignal,
    from?: SandboxTree,
    onProgress?: (progress: CopyProgress) => void,
  ): Promise<SandboxOutcome>;
  /** Past auctions of this workspace, most similar first; none without a memory. Embeddings are asked only through `behind`. */
  similarPast(question: PastQuestion): Promise<PastAnswer>;
  /** The day's money, shared with other windows unless the market is scripted. */
  readonly dayPurse: DayPurse;
  readonly confinement: Confinement;
  /**
   * Asks before an unconfined run of a command whose scripts or settings the work has changed; each content is asked once.
   * Nobody to ask means no.
   */
  mayRunChanged?(question: ChangedCommand): Promise<boolean>;
  /** Runs the check and shows it in a terminal named after `label`. */
  runCheck(label: string, request: CheckRequest, options: CheckOptions): Promise<CheckResult>;
  /** What the agent's tools ask of the outside world, and what is remembered of its models; absent means the least. */
  readonly agent?: AgentPorts & { readonly habits: WorkHabitsPort };
  readonly apply: ApplyPort;
  /** Folder of the accept journals. */
  readonly journalFolder: string;
  appendLedger(entry: LedgerEntry): Promise<AppendOutcome>;
  appendMemory(record: MemoryRecord): Promise<AppendOutcome>;
}
