import * as z from 'zod/mini';
import { appendJsonLine, type JsonLines, readJsonLines } from '../store/jsonLines';

const schema = z.object({
  schema: z.literal(1),
  runId: z.string(),
  atMs: z.number(),
  practice: z.boolean(),
  taskText: z.string(),
  plans: z.array(
    z.object({
      bidderId: z.string(),
      plan: z.string(),
      planTokens: z.number(),
      price: z.number(),
      z: z.number(),
      terms: z.object({ cost: z.number(), entropy: z.number(), jury: z.number() }),
    }),
  ),
  scores: z.array(z.object({ judgeId: z.string(), bidderId: z.string(), score: z.number(), reason: z.string() })),
  winnerId: z.optional(z.string()),
  /** What happened, kept apart from what was promised. */
  outcome: z.object({
    awardedTo: z.optional(z.string()),
    planEdited: z.boolean(),
    check: z.optional(z.string()),
    end: z.string(),
  }),
});

/** One past auction: the plans, how they were scored, who won, and what came of it. Its texts are data, never instructions. */
export type AuctionRecord = z.infer<typeof schema>;

/** Adds a record to the memory file. */
export async function appendAuctionRecord(file: string, record: AuctionRecord): Promise<void> {
  await appendJsonLine(file, record);
}

/** Every readable record, oldest first. */
export async function readAuctionRecords(file: string): Promise<JsonLines<AuctionRecord>> {
  return readJsonLines(file, (value) => {
    const read = schema.safeParse(value);
    return read.success ? read.data : undefined;
  });
}
