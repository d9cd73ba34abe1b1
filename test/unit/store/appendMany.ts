import { appendJsonLine } from '../../../src/store/jsonLines';

/** A process of its own that appends 300 records to the file named by its argument. */
async function appendMany(file: string): Promise<void> {
  for (let n = 0; n < 300; n += 1) await appendJsonLine(file, { n });
}

void appendMany(process.argv[2] ?? '');
