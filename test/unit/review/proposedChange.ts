import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ProposedChange } from '../../../src/review/change';
import { proposeChanges } from '../../../src/review/proposeChanges';

/** A file's content in a test; undefined: no such file. */
export type Content = string | Buffer | undefined;

/** Names, modes and bytes of a folder, without times: what a round trip must give back. */
export function contentOf(folder: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  const visit = (path: string): void => {
    for (const entry of readdirSync(join(folder, path), { withFileTypes: true })) {
      const name = join(path, entry.name);
      const mode = statSync(join(folder, name)).mode.toString(8);
      if (entry.isDirectory()) visit(name);
      found[name] = entry.isFile() ? `${mode} ${readFileSync(join(folder, name)).toString('hex')}` : mode;
    }
  };
  visit('.');
  return found;
}

/** One change, proposed by the real code. */
export function change(path: string, base: Content, proposed: Content, sensitive = false): ProposedChange {
  const bytes = (content: Content): Buffer | undefined => (content === undefined ? undefined : Buffer.from(content));
  const [found] = proposeChanges([{ path, base: bytes(base), current: bytes(proposed), sensitive }]);
  assert.ok(found);
  return found;
}
