import { createRequire } from 'node:module';
import { join } from 'node:path';
import { atMost, type BenchRow } from './support/benchRow';

export const name = 'bundle';

interface Size {
  readonly name: string;
  readonly bytes: number;
  readonly bound: number;
}

/** Shipped JavaScript, minified. The runner has just built it. */
export function run(): Promise<BenchRow[]> {
  const { sizes } = createRequire(join(process.cwd(), 'package.json'))('./esbuild.js') as {
    readonly sizes: () => readonly Size[];
  };
  return Promise.resolve(
    sizes().map(({ name, bytes, bound }) => atMost(bound / 1024, `JavaScript of the ${name}`, bytes / 1024, 'KiB')),
  );
}
