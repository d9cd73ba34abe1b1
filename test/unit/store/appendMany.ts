import { openRecordStore, type RecordStore } from '../../../src/store/recordStore';

/** A record of the tests: `id` names it, `text` fills it. */
export interface TestRecord {
  readonly schema: 1;
  readonly id: string;
  readonly text: string;
}

export function testStore(
  file: string,
  maxRecords = 100_000,
  warn: (message: string) => void = () => undefined,
): RecordStore<TestRecord> {
  return openRecordStore({
    file,
    name: 'test store',
    maxRecords,
    warn,
    schemaVersion: 1,
    lockWaitMs: 20_000,
    parse: (value) => {
      const record = value as Partial<TestRecord> | null;
      const sound = record?.schema === 1 && typeof record.id === 'string' && typeof record.text === 'string';
      return sound ? (value as TestRecord) : undefined;
    },
    idOf: ({ id }) => id,
  });
}

export function testRecord(id: string, length = 20): TestRecord {
  return { schema: 1, id, text: 'x'.repeat(length) };
}

/**
 * As a process of its own: appends `count` records named `<name>-<n>` one after the other and says on standard output
 * which are saved. A `maxRecords` makes the store compact itself while it goes.
 */
async function appendMany([
  file = '',
  name = '',
  count = '',
  length = '',
  maxRecords = '',
]: readonly string[]): Promise<void> {
  const store = testStore(file, Number(maxRecords));
  for (let n = 0; n < Number(count); n += 1) {
    const { kind } = await store.append(testRecord(`${name}-${n}`, Number(length)));
    if (kind !== 'saved') process.exitCode = 1;
    process.stdout.write(`${kind} ${name}-${n}\n`);
  }
}

if (process.argv[1] === __filename) void appendMany(process.argv.slice(2));
