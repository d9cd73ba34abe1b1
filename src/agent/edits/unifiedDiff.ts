import type { EditBlock } from './editBlocks';

/** One file of a diff: blocks for `edit_file`, or the whole text of a new file. */
export interface DiffFile {
  readonly path: string;
  readonly change:
    | { readonly kind: 'edit'; readonly blocks: readonly EditBlock[] }
    | { readonly kind: 'create'; readonly content: string }
    | { readonly kind: 'unusable'; readonly reason: string };
}

const nowhere = '/dev/null';

/**
 * Reads a unified diff as a model writes it. Line numbers and counts are not believed, they are wrong too often: each hunk
 * becomes a search/replace block of its context, which must match once like any other. `path` stands in for missing headers.
 */
export function readUnifiedDiff(text: string, path?: string): readonly DiffFile[] {
  const files: DiffFile[] = [];
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  let start = 0;
  while (start < lines.length) {
    const head = fileHead(lines, start);
    const body = head === undefined ? start : head.bodyStart;
    const end = nextFile(lines, body);
    const hunks = hunksOf(lines.slice(body, end));
    if (head !== undefined || hunks.length > 0) files.push(fileOf(head, hunks, path));
    start = Math.max(end, start + 1);
  }
  return files;
}

interface FileHead {
  readonly from: string;
  readonly to: string;
  readonly bodyStart: number;
}

function fileHead(lines: readonly string[], start: number): FileHead | undefined {
  for (let at = start; at + 1 < lines.length; at += 1) {
    if ((lines[at] ?? '').startsWith('@@')) return undefined;
    const from = /^--- (.+)$/u.exec(lines[at] ?? '')?.[1];
    const to = /^\+\+\+ (.+)$/u.exec(lines[at + 1] ?? '')?.[1];
    if (from !== undefined && to !== undefined) return { from: barePath(from), to: barePath(to), bodyStart: at + 2 };
  }
  return undefined;
}

function nextFile(lines: readonly string[], start: number): number {
  for (let at = start; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line.startsWith('diff --git ')) return at;
    if (line.startsWith('--- ') && (lines[at + 1] ?? '').startsWith('+++ ')) return at;
  }
  return lines.length;
}

/** `a/src/x.js<tab>date` names `src/x.js`. */
function barePath(name: string): string {
  const path = (name.split('\t')[0] ?? '').trim().replace(/^"(.*)"$/u, '$1');
  return path === nowhere ? path : path.replace(/^[ab]\//u, '');
}

interface Hunk {
  readonly block: EditBlock;
  readonly removes: boolean;
  readonly broken: boolean;
}

function hunksOf(lines: readonly string[]): readonly Hunk[] {
  const hunks: string[][] = [];
  for (const line of lines) {
    if (line.startsWith('@@')) hunks.push([]);
    else hunks.at(-1)?.push(line);
  }
  return hunks.map(hunkOf).filter(({ block }) => block.search !== '' || block.replace !== '');
}

function hunkOf(lines: readonly string[]): Hunk {
  const search: string[] = [];
  const replace: string[] = [];
  let removes = false;
  let broken = false;
  for (const line of withoutBlankEnd(lines)) {
    const rest = line.slice(1);
    if (line.startsWith('-')) {
      removes = true;
      search.push(rest);
    } else if (line.startsWith('+')) replace.push(rest);
    else if (!line.startsWith('\\')) {
      // An empty line has lost its space; any other line without a mark may have lost it too, and must then match.
      const context = line.startsWith(' ') ? rest : line;
      broken ||= line !== '' && !line.startsWith(' ');
      search.push(context);
      replace.push(context);
    }
  }
  // Lines that are replaced by none go with their line end.
  const end = replace.length === 0 && search.length > 0 ? '\n' : '';
  return { block: { search: search.join('\n') + end, replace: replace.join('\n'), wholeLines: true }, removes, broken };
}

function withoutBlankEnd(lines: readonly string[]): readonly string[] {
  const last = lines.findLastIndex((line) => line.trim() !== '');
  return lines.slice(0, last + 1);
}

function fileOf(head: FileHead | undefined, hunks: readonly Hunk[], given: string | undefined): DiffFile {
  const path = head === undefined ? given : head.to === nowhere ? head.from : head.to;
  const unusable = (reason: string): DiffFile => ({ path: path ?? '', change: { kind: 'unusable', reason } });
  if (path === undefined || path === '') return unusable('The diff names no file; begin it with --- and +++ lines.');
  if (head?.to === nowhere) return unusable('Use delete_file to delete a file.');
  if (head !== undefined && head.from !== nowhere && head.from !== head.to)
    return unusable('Use rename_file to rename a file, then edit it.');
  if (hunks.length === 0) return unusable('The diff has no hunk; each begins with a line of @@.');
  if (head?.from === nowhere) {
    if (hunks.some(({ removes, broken }) => removes || broken)) {
      return unusable('The diff of a new file may hold only lines that begin with +.');
    }
    return { path, change: { kind: 'create', content: hunks.map(({ block }) => `${block.replace}\n`).join('') } };
  }
  return { path, change: { kind: 'edit', blocks: hunks.map(({ block }) => block) } };
}
