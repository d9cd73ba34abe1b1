import { spawn } from 'node:child_process';
import { superviseChild } from '../../sandbox/superviseChild';
import { hitText, searchBounds, type SearchHit, type SearchOutcome, type SearchPort } from './searchPort';

const maxOutputBytes = 8 * 1024 * 1024;

/**
 * Search by ripgrep, whose patterns take linear time whatever they say. It follows no link and reads no configuration;
 * of what it finds only the paths asked for are told. `executable` is absolute and lies outside the workspace.
 */
export function ripgrepSearch(executable: string): SearchPort {
  return {
    search: async ({ query, root, paths, maxHits, signal }): Promise<SearchOutcome> => {
      const reader = new HitReader(new Set(paths), maxHits);
      const enough = new AbortController();
      let errors = '';
      const child = spawn(executable, argumentsFor(query.kind === 'text', query.text), {
        cwd: root,
        env: {},
        detached: process.platform !== 'win32',
        windowsHide: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const end = await superviseChild(child, {
        signal: AbortSignal.any([signal, enough.signal]),
        timeoutMs: searchBounds.totalMs,
        onData: (stream, bytes) => {
          if (stream === 'stderr') errors = (errors + bytes.toString('utf8')).slice(0, 2000);
          else if (reader.push(bytes)) enough.abort();
        },
      });
      const stopped = reader.isFull() || end.cause === 'timedOut';
      // 0: hits, 1: none. Anything else is a pattern it does not take, or a search that did not happen.
      const failed = end.cause === 'notSpawned' || (end.cause === 'exited' && ![0, 1].includes(end.exitCode ?? 2));
      if (failed && reader.hits.length === 0) return { kind: 'refused', reason: refusal(errors) };
      return { kind: 'found', hits: reader.hits, complete: !stopped && !signal.aborted && !reader.cut };
    },
  };
}

function refusal(errors: string): string {
  return /regex/iu.test(errors)
    ? 'The pattern is not a valid regular expression for ripgrep (no look-around, no back-references).'
    : 'The search could not be run; try a plain text.';
}

function argumentsFor(literal: boolean, text: string): readonly string[] {
  return [
    ...['--no-config', '--no-ignore', '--hidden', '--no-follow', '--no-messages', '--color=never', '--sort=path'],
    ...['--null', '--line-number', '--no-heading', '--with-filename', '--ignore-case', '--threads=2'],
    ...['--max-columns=2000', '--max-columns-preview', `--max-count=${searchBounds.hitsPerFile + 1}`],
    `--max-filesize=${searchBounds.fileBytes}`,
    ...['!**/.git/**', '!**/node_modules/**', '!**/.venv/**', '!**/venv/**'].flatMap((glob) => ['--glob', glob]),
    ...(literal ? ['--fixed-strings'] : []),
    ...['--regexp', text, '--', '.'],
  ];
}

/** Reads `path NUL line ":" text` as it comes in pieces. */
class HitReader {
  readonly hits: SearchHit[] = [];
  cut = false;
  private rest = Buffer.alloc(0);
  private readBytes = 0;
  private inFile = { path: '', count: 0 };

  constructor(
    private readonly wanted: ReadonlySet<string>,
    private readonly maxHits: number,
  ) {}

  isFull(): boolean {
    return this.hits.length >= this.maxHits || this.readBytes > maxOutputBytes;
  }

  /** Takes a piece; true when nothing more is wanted. */
  push(bytes: Buffer): boolean {
    this.readBytes += bytes.length;
    this.rest = Buffer.concat([this.rest, bytes]);
    for (let end = this.rest.indexOf(10); end !== -1 && !this.isFull(); end = this.rest.indexOf(10)) {
      this.take(this.rest.subarray(0, end).toString('utf8'));
      this.rest = this.rest.subarray(end + 1);
    }
    return this.isFull();
  }

  private take(row: string): void {
    const match = /^(?:\.[/\\])?([^\0]+)\0(\d+):(.*)$/su.exec(row);
    const path = match?.[1]?.replaceAll('\\', '/') ?? '';
    if (match === null || !this.wanted.has(path)) return;
    if (path !== this.inFile.path) this.inFile = { path, count: 0 };
    this.inFile.count += 1;
    if (this.inFile.count > searchBounds.hitsPerFile) this.cut = true;
    else this.hits.push({ path, line: Number(match[2]), text: hitText(match[3] ?? '') });
  }
}
