import * as z from 'zod/mini';
import { openRecordStore, type RecordStore, type StoreContents } from '../store/recordStore';

const usd = z.number().check(z.minimum(0));

const schema = z.object({
  schema: z.literal(1),
  runId: z.string(),
  atMs: z.number(),
  title: z.string(),
  practice: z.boolean(),
  profileId: z.string(),
  /** See `workspaceIdOf` of the memory; absent in old entries. */
  workspaceId: z.optional(z.string()),
  /** One row per invited bidder, in rank order, those that are out last. */
  bids: z.array(
    z.object({
      bidderId: z.string(),
      outcome: z.string(),
      /** USD per million tokens, blended; absent when unknown and in old entries. */
      price: z.optional(usd),
      /** USD that one attempt of this bidder was expected to cost when the award was made. */
      expectedUsd: z.optional(usd),
      planTokens: z.optional(z.number()),
      entropyNats: z.optional(z.number()),
      meanScore: z.optional(z.number()),
      cost: z.optional(z.number()),
      value: z.optional(z.number()),
      z: z.optional(z.number()),
    }),
  ),
  awardedTo: z.optional(z.string()),
  /** The rule in use, and whom it proposed first; the person may have awarded another. Absent in old and unsettled entries. */
  rule: z.optional(z.string()),
  proposedTo: z.optional(z.string()),
  /** Whom the other rule would have chosen, and the same rule had nobody bid; without a bidder: nobody. */
  otherRule: z.optional(z.object({ rule: z.string(), bidderId: z.optional(z.string()) })),
  withoutBids: z.optional(z.object({ bidderId: z.optional(z.string()) })),
  /** In the order in which they were made; the last one's work was reviewed. */
  attempts: z.array(
    z.object({
      bidderId: z.string(),
      verdict: z.string(),
      costUsd: usd,
      exitCode: z.optional(z.number()),
      /** The chance to pass the check that was said when the work was awarded, 0..1; absent without a check and in old entries. */
      saidPassChance: z.optional(z.number().check(z.minimum(0), z.maximum(1))),
    }),
  ),
  costs: z.object({ bidUsd: usd, juryUsd: usd, refineUsd: usd, executeUsd: usd }),
  /** The same money by bidder, as settled; absent in old entries. */
  bidderCosts: z.optional(
    z.array(z.object({ bidderId: z.string(), bidUsd: usd, juryUsd: usd, refineUsd: usd, executeUsd: usd })),
  ),
  /** Requests spent of the user's plan; absent when no bidder was paid for by one. */
  planRequests: z.optional(z.array(z.object({ bidderId: z.string(), requests: z.number() }))),
  /** What the person allowed the check for this run beyond the usual; absent when nothing. `folders` with `~` for home. */
  grant: z.optional(z.object({ network: z.boolean(), folders: z.array(z.string()) })),
  end: z.enum(['accepted', 'rejected', 'noSale', 'cancelled', 'failed']),
  filesAccepted: z.number(),
});

/** One line of the ledger: what one task cost, in USD by purpose, and how it ended. */
export type LedgerEntry = z.infer<typeof schema>;

/** The ledger as a store: entries by `runId`, a later one replaces the earlier. */
export type Ledger = RecordStore<LedgerEntry>;

/** Entries kept where the caller does not say how many: about 50 MB. Ours. */
const defaultMaxEntries = 50_000;

/** Opens the ledger; the file is not touched before the first call. `warn` gets one sentence for the user. */
export function openLedger(
  file: string,
  warn: (message: string) => void = () => undefined,
  maxRecords = defaultMaxEntries,
): Ledger {
  return openRecordStore({
    file,
    name: 'ledger',
    maxRecords,
    warn,
    schemaVersion: 1,
    parse: (value) => {
      const read = schema.safeParse(value);
      return read.success ? read.data : undefined;
    },
    idOf: ({ runId }) => runId,
  });
}

/** Adds an entry to the ledger file, for callers that keep no ledger open. Throws when it could not be written. */
export async function appendLedgerEntry(file: string, entry: LedgerEntry): Promise<void> {
  const outcome = await openLedger(file).append(entry);
  if (outcome.kind !== 'saved') throw new Error(outcome.message);
}

/** Every readable entry, oldest first. */
export async function readLedger(file: string): Promise<StoreContents<LedgerEntry>> {
  return openLedger(file).read();
}
