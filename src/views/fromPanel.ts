import * as z from 'zod/mini';
import type { FromPanel } from './protocol';

const id = z.string().check(z.minLength(1), z.maxLength(400));
const ofRun = <T extends string>(type: T) => z.strictObject({ type: z.literal(type), runId: id });

const schema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready') }),
  z.strictObject({
    type: z.literal('award'),
    runId: id,
    bidderId: id,
    plan: z.optional(z.string().check(z.maxLength(100_000))),
  }),
  ofRun('noSale'),
  ofRun('cancel'),
  ofRun('rerun'),
  ofRun('reviewChanges'),
  ofRun('acceptAll'),
  ofRun('rejectAll'),
  ofRun('showTerminal'),
  z.strictObject({ type: z.literal('reviewAttempt'), runId: id, attempt: z.int().check(z.minimum(1), z.maximum(100)) }),
  z.strictObject({ type: z.literal('closePast') }),
  z.strictObject({ type: z.literal('openChange'), runId: id, path: z.string().check(z.maxLength(4096)) }),
  z.strictObject({
    type: z.literal('action'),
    action: z.enum([
      'startPractice',
      'configureEndpoints',
      'chooseInvited',
      'auctionTask',
      'setApiKey',
      'undoAccept',
      'changeCheck',
    ]),
  }),
]);

/** A message from the panel as the protocol has it, or `undefined`: what does not fit is dropped, whoever sent it. */
export function readFromPanel(raw: unknown): FromPanel | undefined {
  const read = schema.safeParse(raw);
  return read.success ? (read.data as FromPanel) : undefined;
}
