import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A file path in a folder of its own for each test of a `describe`; removed afterwards. */
export function useTemporaryFile(): { readonly file: string; beside(): Promise<readonly string[]> } {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gavel-store-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });
  return {
    get file() {
      return join(folder, 'deep', 'records.jsonl');
    },
    /** Names of everything that lies beside the file, but for the file itself. */
    async beside() {
      const names = await readdir(dirname(join(folder, 'deep', 'x'))).catch(() => []);
      return names.filter((name) => name !== 'records.jsonl').sort();
    },
  };
}
