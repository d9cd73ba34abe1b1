import { authorize } from './gate';
import { readInside } from './insideFiles';
import type { FileContent } from './insideFiles';

/** The kernel's clock for file times runs up to a tick behind; this is the margin, milliseconds. */
const clockMarginMs = 50;

/** When a copy was made, and of what: enough to say what a file held then without a second copy. */
export class Snapshot {
  constructor(
    private readonly workspaceRoot: string,
    private readonly copied: ReadonlySet<string>,
    private readonly buffers: ReadonlyMap<string, Buffer>,
    private readonly times: { readonly startedMs: number; readonly readyMs: number },
  ) {}

  /** True for a file of the copy that nobody has changed since; `changedMs` is its ctime now. */
  holds(path: string, changedMs: number): boolean {
    return this.copied.has(path) && changedMs <= this.times.readyMs;
  }

  /**
   * The bytes `path` had when the copy was made; undefined when it had no such file. `now` is what stands in the copy, which
   * a check may have changed since. Throws when a check changed it and the workspace has moved on too, so that the
   * original bytes are gone: a wrong base would make a merge lose somebody's work.
   */
  async baseOf(path: string, now: FileContent | undefined): Promise<Buffer | undefined> {
    if (!this.copied.has(path)) return undefined;
    if (now !== undefined && now.changedMs <= this.times.readyMs) return now.bytes;
    const buffer = this.buffers.get(path);
    if (buffer !== undefined) return buffer;
    const original = await this.fromWorkspace(path);
    if (original !== undefined && original.changedMs < this.times.startedMs - clockMarginMs) return original.bytes;
    throw new Error('the check has changed it, and its original is no longer known');
  }

  private async fromWorkspace(path: string): Promise<FileContent | undefined> {
    const verdict = await authorize(this.workspaceRoot, path, 'write');
    return verdict.kind === 'allowed' ? readInside(this.workspaceRoot, verdict.absolutePath) : undefined;
  }
}
