import { writeFileAtomic } from '../base/atomicFile';
import { errorText } from '../base/errorText';
import type { EmbeddingPort } from '../models/embeddings';
import { type AppendOutcome, openRecordStore, type RecordStore, type RemoveOutcome } from '../store/recordStore';
import { type MemoryRecord, memorySchemaVersion, readMemoryRecord } from './memoryRecord';
import { type Similar, SimilarTasks, type SimilarityQuestion } from './similarTasks';
import { VectorCache } from './vectorCache';

export interface MemoryStoreOptions {
  readonly file: string;
  readonly maxRecords: number;
  /** One sentence for the user; see `RecordStoreOptions.warn`. */
  readonly warn: (message: string) => void;
  /**
   * Compares tasks by meaning. Give it only where the user lets this endpoint see the workspace's text: the task's text
   * and those of the workspace's past tasks are sent to it. Vectors are kept in `<file>.vectors`.
   */
  readonly embeddings?: EmbeddingPort;
}

/** Everything readable, oldest first. */
export interface MemoryContents {
  readonly records: readonly MemoryRecord[];
  readonly unreadable: number;
  readonly readOnly: boolean;
  readonly unsaved: number;
}

export type ExportOutcome =
  { readonly kind: 'exported'; readonly count: number } | { readonly kind: 'failed'; readonly message: string };

/** The auction memory. Windows share it; nothing here throws for what disks or servers do. */
export interface MemoryStore {
  append(record: MemoryRecord): Promise<AppendOutcome>;
  /** The records of one workspace, or of all without an id. */
  all(workspaceId?: string): Promise<MemoryContents>;
  /** The `count` past auctions whose tasks are most like this one, best first. */
  mostSimilar(taskText: string, count: number, question?: SimilarityQuestion): Promise<Similar>;
  /** Removes the records of one workspace, or all of them without an id, and their vectors. Files kept aside as damaged stay. */
  clear(workspaceId?: string): Promise<RemoveOutcome>;
  /** Writes the records as JSON Lines to a file of the user's choice, replacing it. */
  exportTo(file: string, workspaceId?: string): Promise<ExportOutcome>;
}

/** Opens the memory; the file is not touched before the first call. */
export function openMemoryStore({ file, maxRecords, warn, embeddings }: MemoryStoreOptions): MemoryStore {
  const store = openMemoryFile(file, maxRecords, warn);
  const vectors = new VectorCache({
    file: `${file}.vectors`,
    maxRecords: maxRecords * 2,
    warn,
    ...(embeddings && { port: embeddings }),
  });
  const similar = new SimilarTasks(vectors);
  const all = async (workspaceId?: string): Promise<MemoryContents> => {
    const contents = await store.read();
    return { ...contents, records: contents.records.filter((record) => isOf(record, workspaceId)) };
  };
  return {
    append: (record) => store.append(record),
    all,
    mostSimilar: async (taskText, count, question = {}) =>
      similar.find((await store.read()).records, taskText, count, question),
    clear: async (workspaceId) => {
      const { records } = await all(workspaceId);
      const outcome = await store.remove((record) => isOf(record, workspaceId));
      if (outcome.kind === 'removed') await vectors.forget(records.map(({ taskText }) => taskText));
      return outcome;
    },
    exportTo: async (target, workspaceId) => exportRecords(target, (await all(workspaceId)).records),
  };
}

/** The memory's file alone, without similarity. */
export function openMemoryFile(
  file: string,
  maxRecords: number,
  warn: (message: string) => void,
): RecordStore<MemoryRecord> {
  return openRecordStore({
    file,
    name: 'auction memory',
    maxRecords,
    warn,
    schemaVersion: memorySchemaVersion,
    parse: readMemoryRecord,
    idOf: ({ runId }) => runId,
  });
}

function isOf(record: MemoryRecord, workspaceId: string | undefined): boolean {
  return workspaceId === undefined || record.workspaceId === workspaceId;
}

async function exportRecords(target: string, records: readonly MemoryRecord[]): Promise<ExportOutcome> {
  try {
    await writeFileAtomic(target, records.map((record) => `${JSON.stringify(record)}\n`).join(''), { mode: 0o600 });
    return { kind: 'exported', count: records.length };
  } catch (error) {
    return {
      kind: 'failed',
      message: `The memory could not be written to ${target} (${errorText(error)}); choose another place.`,
    };
  }
}
