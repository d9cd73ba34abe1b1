import * as z from 'zod/mini';
import type { SandboxTree } from '../../sandbox/sandboxTree';
import { decodeText, linesOf } from '../textFile';
import { folderSchema, maxResultCharacters, shownPath } from './limits';
import type { ToolResult } from './tool';
import { defineTool, failedResult } from './tool';
import { visiblePaths } from './visiblePaths';

const maxHits = 100;
const maxHitsPerFile = 20;
const maxHitCharacters = 200;
/** Larger files are data or bundles: reading them costs time and helps nobody. */
const maxFileBytes = 1024 * 1024;
const filesAtOnce = 32;

/** Finds lines that hold a literal text; never a pattern, so no text of a model can hang the host. */
export const searchTextTool = defineTool({
  name: 'search',
  description: `Finds lines that contain a text, literally, ignoring case, in all files or below one folder; at most ${maxHits} hits.`,
  schema: z.strictObject({
    text: z.string().check(z.minLength(1), z.maxLength(500), z.describe('One line of literal text, no pattern.')),
    folder: folderSchema,
  }),
  changesFiles: false,
  run: async ({ text, folder }, { sandbox, signal }): Promise<ToolResult> => {
    const quoted = `"${shownPath(text)}"`;
    if (/[\r\n]/.test(text) || text.trim() === '') {
      return failedResult(`Could not search for ${quoted}`, 'Search for one line of text that is not blank.');
    }
    const found = await search(sandbox, visiblePaths(sandbox, folder), text, signal);
    const title = `Searched for ${quoted}`;
    if (found.hits.length === 0) {
      return { ok: true, text: 'No line contains this text.', title, detail: 'No hits.', changedFiles: false };
    }
    const more = found.complete ? '' : '\n… there are more hits; search for a longer text or name a folder.';
    const detail = `${found.hits.length} hits${found.complete ? '' : ' and more'}`;
    return { ok: true, text: found.hits.join('\n') + more, title, detail, changedFiles: false };
  },
});

interface Found {
  readonly hits: readonly string[];
  readonly complete: boolean;
}

async function search(
  sandbox: SandboxTree,
  paths: readonly string[],
  text: string,
  signal: AbortSignal,
): Promise<Found> {
  const wanted = text.toLowerCase();
  const hits: string[] = [];
  let characters = 0;
  let complete = true;
  for (let first = 0; first < paths.length && !signal.aborted; first += filesAtOnce) {
    const some = paths.slice(first, first + filesAtOnce);
    const perFile = await Promise.all(some.map((path) => hitsInFile(sandbox, path, wanted)));
    for (const file of perFile) {
      complete &&= file.complete;
      for (const hit of file.hits) {
        characters += hit.length + 1;
        if (hits.length === maxHits || characters > maxResultCharacters) return { hits, complete: false };
        hits.push(hit);
      }
    }
  }
  return { hits, complete };
}

async function hitsInFile(sandbox: SandboxTree, path: string, wanted: string): Promise<Found> {
  const file = await sandbox.readFile(path);
  if (file.kind !== 'ok' || file.value.length > maxFileBytes) return { hits: [], complete: true };
  const decoded = decodeText(file.value, path);
  if (decoded.kind === 'refused') return { hits: [], complete: true };
  const hits: string[] = [];
  for (const [index, line] of linesOf(decoded.text).entries()) {
    if (!line.toLowerCase().includes(wanted)) continue;
    if (hits.length === maxHitsPerFile) return { hits, complete: false };
    hits.push(`${path}:${index + 1}: ${line.trim().slice(0, maxHitCharacters)}`);
  }
  return { hits, complete: true };
}
