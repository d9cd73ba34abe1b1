import * as z from 'zod/mini';
import { appendJsonLine, type JsonLines, readJsonLines } from '../store/jsonLines';

const usd = z.number().check(z.minimum(0));

const schema = z.object({
  schema: z.literal(1),
  runId: z.string(),
  atMs: z.number(),
  title: z.string(),
  practice: z.boolean(),
  profileId: z.string(),
  /** One row per invited bidder, in rank order, those that are out last. */
  bids: z.array(
    z.object({
      bidderId: z.string(),
      outcome: z.string(),
      planTokens: z.optional(z.number()),
      entropyNats: z.optional(z.number()),
      meanScore: z.optional(z.number()),
      cost: z.optional(z.number()),
      value: z.optional(z.number()),
      z: z.optional(z.number()),
    }),
  ),
  awardedTo: z.optional(z.string()),
  attempts: z.array(z.object({ bidderId: z.string(), verdict: z.string(), costUsd: usd })),
  costs: z.object({ bidUsd: usd, juryUsd: usd, refineUsd: usd, executeUsd: usd }),
  end: z.enum(['accepted', 'rejected', 'noSale', 'cancelled', 'failed']),
  filesAccepted: z.number(),
});

/** One line of the ledger: what one task cost, in USD by purpose, and how it ended. */
export type LedgerEntry = z.infer<typeof schema>;

/** Adds an entry to the ledger file. */
export async function appendLedgerEntry(file: string, entry: LedgerEntry): Promise<void> {
  await appendJsonLine(file, entry);
}

/** Every readable entry, oldest first. */
export async function readLedger(file: string): Promise<JsonLines<LedgerEntry>> {
  return readJsonLines(file, (value) => {
    const read = schema.safeParse(value);
    return read.success ? read.data : undefined;
  });
}
