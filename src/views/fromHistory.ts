import * as z from 'zod/mini';
import type { FromHistory } from './historyProtocol';

const schema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready') }),
  z.strictObject({ type: z.literal('open'), runId: z.string().check(z.minLength(1), z.maxLength(400)) }),
  z.strictObject({
    type: z.literal('action'),
    action: z.enum(['exportLedger', 'showLedger', 'auctionTask', 'startPractice']),
  }),
]);

/** A message from the History view as the protocol has it, or `undefined`: what does not fit is dropped. */
export function readFromHistory(raw: unknown): FromHistory | undefined {
  const read = schema.safeParse(raw);
  return read.success ? read.data : undefined;
}
