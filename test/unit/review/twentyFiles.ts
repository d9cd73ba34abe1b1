import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ProposedChange } from '../../../src/review/change';
import { type Content, change } from './proposedChange';

/** A deleted file in whose place a folder is made. */
export const becomesFolder = 'gone0.txt';

/** Twelve modified files, four new ones, three of them in new folders, and four deleted ones: path, before, after. */
const files: readonly (readonly [string, Content, Content])[] = [
  ...Array.from({ length: 12 }, (_, index) => {
    const path = `src/part${index % 3}/file${index}.txt`;
    return [path, `before ${index}\n`.repeat(1 + index * 40), `after ${index}\n`.repeat(1 + index * 35)] as const;
  }),
  [`${becomesFolder}/new0.txt`, undefined, 'n0\n'],
  ['src/new1.txt', undefined, 'n1\n'],
  ['deep/er/new2.txt', undefined, 'n2\n'],
  ['deep/other/new3.txt', undefined, 'n3\n'],
  ...Array.from({ length: 4 }, (_, index) => [`gone${index}.txt`, `g${index}\n`, undefined] as const),
];

/** Writes the files as they are before; every third is executable. */
export function writeTwentyFiles(root: string): void {
  files.forEach(([path, before], index) => {
    if (before === undefined) return;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), before);
    if (index % 3 === 0) chmodSync(join(root, path), 0o755);
  });
}

/** The proposal, made by the real code; one new file has the mode of a renamed one. */
export function proposalOf(): readonly ProposedChange[] {
  return files.map(([path, before, after]) => ({
    ...change(path, before, after),
    ...(path === 'src/new1.txt' && { mode: 0o750 }),
  }));
}
