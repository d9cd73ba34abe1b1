import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { openRecordStore } from '../store/recordStore';
import { editWindow } from './edits/editForm';
import { noHabits, type WorkHabitsPort } from './workHabits';

const schema = z.object({
  schema: z.literal(1),
  id: z.string(),
  bidderId: z.string(),
  protocol: z.optional(z.enum(['native', 'text'])),
  edits: z.array(z.object({ form: z.enum(['blocks', 'function', 'wholeFile', 'diff']), wellFormed: z.boolean() })),
});

/** Ours: attempts of all models together; each holds a few edits. */
const maxRecords = 2000;

/** Opens the habits of all models in a file that windows share: one record for each attempt. No file is touched before the first call. */
export function openWorkHabits(file: string, warn: (message: string) => void): WorkHabitsPort {
  const store = openRecordStore<z.infer<typeof schema>>({
    file,
    name: 'record of models at work',
    maxRecords,
    warn,
    schemaVersion: 1,
    parse: (value) => schema.safeParse(value).data,
    idOf: ({ id }) => id,
  });
  return {
    recall: async (bidderId) => {
      const { records } = await store.read();
      const own = records.filter((record) => record.bidderId === bidderId);
      const protocol = own.findLast((record) => record.protocol !== undefined)?.protocol;
      const edits = own.flatMap((record) => record.edits).slice(-editWindow);
      return protocol === undefined ? { ...noHabits, edits } : { protocol, edits };
    },
    note: async (bidderId, { protocol, edits }) => {
      if (protocol === undefined && edits.length === 0) return;
      const record = { schema: 1, id: randomUUID(), bidderId, edits: edits.slice(-editWindow) } as const;
      await store.append(protocol === undefined ? record : { ...record, protocol });
    },
  };
}
