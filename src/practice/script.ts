import type { PracticeModelId } from './practiceModels';

/** A judge's prepared opinion of one plan: 0..5, and a reason of at most 20 words. */
export interface ScriptedVerdict {
  readonly score: 0 | 1 | 2 | 3 | 4 | 5;
  readonly reason: string;
}

/** A prepared bid. */
export interface ScriptedPlan {
  readonly text: string;
  /** Mean per-token entropy, in nats, that the reported log-probabilities shall have. */
  readonly entropyNats: number;
  /** What each judge says about this plan. */
  readonly verdicts: Readonly<Record<PracticeModelId, ScriptedVerdict>>;
}

/** Replaces `search`, which stands exactly once in the file, by `replace`. */
export interface ScriptedEdit {
  readonly search: string;
  readonly replace: string;
}

/**
 * One turn of a prepared attempt. Every turn but the last does something; `say` comes before the call, as models do it.
 * All turns touch only the task's source file.
 */
export type ScriptedStep =
  | { readonly kind: 'read'; readonly say: string }
  | { readonly kind: 'edit'; readonly say: string; readonly edits: readonly ScriptedEdit[] }
  | { readonly kind: 'check'; readonly say: string }
  | { readonly kind: 'end'; readonly say: string };

/** One bidder's part in one task. `solves` is what the tests of the sample workspace say about its edits. */
export interface ScriptedBidder {
  readonly plan: ScriptedPlan;
  /** What it bids when asked to refine; without one it stands by `plan`. Its work is the same either way. */
  readonly refined?: ScriptedPlan;
  readonly solves: boolean;
  readonly steps: readonly ScriptedStep[];
}

/** One task of the sample workspace with the parts of all four bidders. */
export interface ScriptedTask {
  readonly difficulty: 'easy' | 'medium' | 'hard';
  /** Marks the task in a prompt, like the two paths. */
  readonly functionName: string;
  /** POSIX paths, relative to the sample workspace. */
  readonly sourcePath: string;
  readonly testPath: string;
  readonly bidders: Readonly<Record<PracticeModelId, ScriptedBidder>>;
}

/** Lines of a file as a script writes them. */
export function lines(...text: readonly string[]): string {
  return text.join('\n');
}

/** A plan as paragraphs would be written: sentences joined by blanks. */
export function sentences(...text: readonly string[]): string {
  return text.join(' ');
}

/** The usual course of an attempt: read, edit, check (once more for a second try), and an honest last word. */
export function attempt(words: {
  readonly read: string;
  readonly tries: readonly { readonly say: string; readonly edits: readonly ScriptedEdit[]; readonly check: string }[];
  readonly end: string;
}): readonly ScriptedStep[] {
  return [
    { kind: 'read', say: words.read },
    ...words.tries.flatMap(({ say, edits, check }): ScriptedStep[] => [
      { kind: 'edit', say, edits },
      { kind: 'check', say: check },
    ]),
    { kind: 'end', say: words.end },
  ];
}
