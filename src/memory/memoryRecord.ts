import * as z from 'zod/mini';

const amount = z.number().check(z.minimum(0));

/** How a check ended; `unchecked` when none ran. */
const verdict = z.enum([
  'passed',
  'failed',
  'noTests',
  'runnerMissing',
  'flaky',
  'timedOut',
  'notStarted',
  'cancelled',
  'unchecked',
]);

const planSchema = z.object({
  bidderId: z.string(),
  /** 1: first ballot; 2: the ballot with the refined plans and, unchanged, the provisional winner's. */
  ballot: z.union([z.literal(1), z.literal(2)]),
  refined: z.boolean(),
  plan: z.string(),
  planTokens: amount,
  /** USD per million tokens, blended. */
  price: amount,
  /** Nats as reported; absent when the server reported none. */
  entropyNats: z.optional(z.number()),
  /** Nats the term was computed from. */
  usedEntropyNats: z.optional(z.number()),
  /** Weighted mean of the judges' scores, 0..5. */
  meanScore: z.optional(z.number()),
  terms: z.object({ cost: z.number(), entropy: z.number(), jury: z.number() }),
  z: z.number(),
});

const schema = z.object({
  schema: z.literal(1),
  runId: z.string(),
  atMs: z.number(),
  practice: z.boolean(),
  /** See `workspaceIdOf`. */
  workspaceId: z.string(),
  taskText: z.string(),
  /** The profile, the rule and the scale the z values were computed with. */
  profileId: z.string(),
  rule: z.string(),
  costScale: amount,
  /** Everyone who was configured, with its blended price and how its invitation ended. */
  bidders: z.array(z.object({ bidderId: z.string(), price: z.optional(amount), outcome: z.string() })),
  plans: z.array(planSchema),
  scores: z.array(
    z.object({
      ballot: z.union([z.literal(1), z.literal(2)]),
      judgeId: z.string(),
      bidderId: z.string(),
      score: z.int().check(z.minimum(0), z.maximum(5)),
      reason: z.string(),
    }),
  ),
  provisionalWinnerId: z.optional(z.string()),
  /** The market's choice after refinement; the person may have awarded another. */
  winnerId: z.optional(z.string()),
  /** What happened, kept apart from what was promised. */
  outcome: z.object({
    awardedTo: z.optional(z.string()),
    planEdited: z.boolean(),
    /** The check in the untouched sandbox. */
    baseline: verdict,
    /** In the order in which they were made; the last one is what was reviewed. */
    attempts: z.array(
      z.object({ bidderId: z.string(), verdict, exitCode: z.optional(z.number()), costUsd: z.optional(amount) }),
    ),
    /** The last attempt's verdict. */
    check: verdict,
    decision: z.enum(['accepted', 'rejected', 'none']),
    /** Whether the person changed the accepted files soon afterwards; absent when nobody looked. */
    editedAfterwards: z.optional(z.boolean()),
    end: z.enum(['accepted', 'rejected', 'noSale', 'cancelled', 'failed']),
  }),
});

/**
 * One past auction with all its features: what was promised and, apart from it, what happened. A later record with the
 * same `runId` replaces the earlier, which is how news of an accepted change is added.
 *
 * `taskText`, `plan` and `reason` are words of strangers: data with a known author (the bidder's or the judge's id), to be
 * shown or fenced. Nothing in this room but the similarity of `taskText` reads a text; rankings use numbers and enums only.
 */
export type MemoryRecord = z.infer<typeof schema>;

/** The newest schema of memory records. */
export const memorySchemaVersion = 1;

/** Reads a record; `undefined` for what is none. */
export function readMemoryRecord(value: unknown): MemoryRecord | undefined {
  const read = schema.safeParse(value);
  return read.success ? read.data : undefined;
}
