import { relative, sep } from 'node:path';
import { errorCode } from '../base/errorText';
import { type BoundFolder, boundFolderOf } from './boundFolders';
import { isInDependencies } from './dependencyFolders';
import { fileErrorReason } from './fileErrors';
import { authorize } from './gate';
import { giveTo } from './giveTo';
import type { FileContent } from './insideFiles';
import { deleteInside, readInside, readUnlessFolder, writeInside } from './insideFiles';
import { parseModelPath } from './modelPath';
import type { CopyEntry } from './planCopy';
import { protectionOf } from './protectedPaths';
import type { FileOutcome, GateOperation, GateVerdict, SandboxTree, TouchedFile } from './sandboxTree';
import { discardSandbox } from './sandboxMarker';
import { isSecretPath } from './secretPaths';
import type { SecretText } from './secretText';
import type { Snapshot } from './snapshot';
import { undoCheck } from './undoCheck';

type Allowed = Extract<GateVerdict, { kind: 'allowed' }>;

/** What `createSandbox` hands over: a finished copy and what is known about it. */
export interface SandboxFacts {
  readonly id: string;
  /** The sandbox's own folder; the copy is inside. */
  readonly folder: string;
  readonly root: string;
  readonly workspaceRoot: string;
  readonly entries: readonly CopyEntry[];
  readonly snapshot: Snapshot;
  readonly secrets: SecretText;
  readonly bound: readonly BoundFolder[];
  /** What was copied, bytes. */
  readonly bytes: number;
  /** The user that checks run as, where that is not ourselves. */
  readonly owner?: number | undefined;
}

/** The copy on the disk, with a log of what each file held before a tool first touched it. */
export class SandboxTreeOnDisk implements SandboxTree {
  readonly id: string;
  readonly root: string;
  readonly workspaceRoot: string;
  readonly fileCount: number;
  readonly bound: readonly BoundFolder[];
  private readonly bytes: number;
  private readonly folder: string;
  private readonly snapshot: Snapshot;
  private readonly secrets: SecretText;
  private readonly owner: number | undefined;
  private readonly visible: Set<string>;
  private readonly hidden: ReadonlySet<string>;
  private readonly baseLog = new Map<string, Buffer | undefined>();
  /** What tools wrote last; undefined for what they deleted. */
  private readonly written = new Map<string, Buffer | undefined>();
  /** Permission bits that new files took over from others. */
  private readonly modes = new Map<string, number>();
  private readonly entries: ReadonlyMap<string, CopyEntry>;
  /** Writes happen one after the other, so that a base is always logged before its file changes. */
  private tail: Promise<unknown> = Promise.resolve();

  constructor(facts: SandboxFacts) {
    this.id = facts.id;
    this.folder = facts.folder;
    this.root = facts.root;
    this.workspaceRoot = facts.workspaceRoot;
    this.snapshot = facts.snapshot;
    this.secrets = facts.secrets;
    this.bound = facts.bound;
    this.bytes = facts.bytes;
    this.owner = facts.owner;
    this.entries = new Map(facts.entries.map((entry) => [entry.path, entry]));
    this.fileCount = facts.entries.length;
    this.visible = new Set(facts.entries.filter((entry) => !entry.hidden && isShowable(entry.path)).map(pathOf));
    this.hidden = new Set(facts.entries.filter((entry) => entry.hidden && !isInDependencies(entry.path)).map(pathOf));
  }

  listFiles(): readonly string[] {
    return [...this.visible].sort();
  }

  async readFile(path: string): Promise<FileOutcome<Buffer>> {
    return this.attempt<Buffer>(path, 'read', async (allowed) => {
      const bound = boundFolderOf(this.bound, this.keyOf(allowed));
      if (bound !== undefined) return this.readBound(bound, this.keyOf(allowed));
      if (this.hidden.has(this.keyOf(allowed))) {
        return { kind: 'denied', reason: `"${allowed.path}" is ignored by the repository, so models do not read it.` };
      }
      const content = await readInside(this.root, allowed.absolutePath);
      if (content === undefined) return missing(allowed.path);
      if (this.holdsSecret(this.keyOf(allowed), content)) {
        return {
          kind: 'denied',
          reason: `"${allowed.path}" was written by the check and holds text of a secret file.`,
        };
      }
      return { kind: 'ok', path: allowed.path, value: content.bytes };
    });
  }

  async writeFile(path: string, bytes: Buffer, like?: string): Promise<FileOutcome<void>> {
    return this.inTurn(() =>
      this.attempt<undefined>(path, 'write', async (allowed) => {
        const key = this.keyOf(allowed);
        if (boundFolderOf(this.bound, key) !== undefined) return readOnly(allowed.path);
        await this.logBase(key, allowed.absolutePath);
        const mode = like === undefined ? undefined : await this.modeOf(like);
        // A sandbox is thrown away: no flush to the disk is needed.
        await writeInside(this.root, allowed.absolutePath, bytes, {
          flush: false,
          ...(mode !== undefined && { mode }),
        });
        if (mode !== undefined) this.modes.set(key, mode);
        await giveTo(this.owner, this.root, key);
        this.written.set(key, bytes);
        if (isShowable(key) && !this.hidden.has(key)) this.visible.add(key);
        return { kind: 'ok', path: allowed.path, value: undefined };
      }),
    );
  }

  async deleteFile(path: string): Promise<FileOutcome<void>> {
    return this.inTurn(() =>
      this.attempt<undefined>(path, 'delete', async (allowed) => {
        const key = this.keyOf(allowed);
        if (boundFolderOf(this.bound, key) !== undefined) return readOnly(allowed.path);
        if ((await readInside(this.root, allowed.absolutePath)) === undefined) return missing(allowed.path);
        await this.logBase(key, allowed.absolutePath);
        await deleteInside(this.root, allowed.absolutePath);
        this.written.set(key, undefined);
        this.modes.delete(key);
        this.visible.delete(key);
        return { kind: 'ok', path: allowed.path, value: undefined };
      }),
    );
  }

  async touched(): Promise<readonly TouchedFile[]> {
    return this.inTurn(async () => {
      const files: TouchedFile[] = [];
      for (const path of [...this.baseLog.keys()].sort()) {
        const base = this.baseLog.get(path);
        // Asked again, because the check may have put a link in the file's place.
        const verdict = await authorize(this.root, path, 'write');
        if (verdict.kind === 'denied' || this.keyOf(verdict) !== path) continue;
        const current = (await readUnlessFolder(this.root, verdict.absolutePath))?.bytes;
        if (sameBytes(base, current)) continue;
        const mode = base === undefined ? this.modes.get(path) : undefined;
        files.push({ path, base, current, sensitive: verdict.sensitive, ...(mode !== undefined && { mode }) });
      }
      return files;
    });
  }

  fitForModels(text: string): string {
    return this.secrets.hiddenIn(text).replaceAll(`${this.root}/`, '').replaceAll(this.root, '.');
  }

  async undoCheck(): Promise<readonly string[]> {
    const { root, entries, snapshot, written: byTools, owner } = this;
    const mountPoints = this.bound.map(({ path }) => path);
    return this.inTurn(() => undoCheck({ root, entries, snapshot, byTools, owner, mountPoints }));
  }

  async dispose(): Promise<void> {
    await this.inTurn(() => discardSandbox(this.folder, this.bytes));
  }

  /** From the workspace, as the check gets it. A link from there to a file of the workspace leads to the copy of that file. */
  private async readBound({ workspaceRoot }: BoundFolder, key: string): Promise<FileOutcome<Buffer>> {
    const verdict = await authorize(workspaceRoot, key, 'read');
    if (verdict.kind === 'denied') return verdict;
    const real = relative(workspaceRoot, verdict.absolutePath).split(sep).join('/');
    if (boundFolderOf(this.bound, real) === undefined) return this.readFile(real);
    const content = await readInside(workspaceRoot, verdict.absolutePath);
    return content === undefined ? missing(key) : { kind: 'ok', path: key, value: content.bytes };
  }

  /** Two names of one file (a link, another case) share one key: where it really is. */
  private keyOf(allowed: Allowed): string {
    return relative(this.root, allowed.absolutePath).split(sep).join('/');
  }

  /** A check may have copied a secret file, or linked it under another name: then the name says nothing any more. */
  private holdsSecret(key: string, { bytes, changedMs }: FileContent): boolean {
    if (this.snapshot.holds(key, changedMs) || this.written.get(key)?.equals(bytes) === true) return false;
    return this.secrets.isIn(bytes.toString('utf8'));
  }

  /** The bits that the file had in the workspace: those in the copy can be a check's doing. */
  private async modeOf(path: string): Promise<number | undefined> {
    const verdict = await authorize(this.root, path, 'read');
    if (verdict.kind === 'denied') return undefined;
    const key = this.keyOf(verdict);
    return this.modes.get(key) ?? this.entries.get(key)?.mode;
  }

  private async logBase(key: string, absolutePath: string): Promise<void> {
    if (this.baseLog.has(key)) return;
    const content = await readInside(this.root, absolutePath);
    this.baseLog.set(key, await this.snapshot.baseOf(key, content));
  }

  private async attempt<T>(
    path: string,
    operation: GateOperation,
    action: (allowed: Allowed) => Promise<FileOutcome<T>>,
  ): Promise<FileOutcome<T>> {
    const verdict = await authorize(this.root, path, operation);
    if (verdict.kind === 'denied') return verdict;
    try {
      return await action(verdict);
    } catch (error) {
      if (operation === 'read' && errorCode(error) === 'ENOTDIR') return missing(verdict.path);
      return { kind: 'failed', reason: `"${verdict.path}" could not be used: ${fileErrorReason(error)}.` };
    }
  }

  private inTurn<T>(action: () => Promise<T>): Promise<T> {
    const next = this.tail.then(action);
    this.tail = next.catch(() => undefined);
    return next;
  }
}

function isShowable(path: string): boolean {
  const parsed = parseModelPath(path);
  if (parsed.kind === 'refused' || parsed.path !== path || isInDependencies(path)) return false;
  return protectionOf(path) !== 'forbidden' && !isSecretPath(path);
}

function readOnly(path: string): { readonly kind: 'denied'; readonly reason: string } {
  return { kind: 'denied', reason: `"${path}" belongs to the installed dependencies, which are only read here.` };
}

function missing(path: string): { readonly kind: 'missing'; readonly reason: string } {
  return { kind: 'missing', reason: `There is no file "${path}". List the files to see which there are.` };
}

function pathOf(entry: CopyEntry): string {
  return entry.path;
}

function sameBytes(one: Buffer | undefined, other: Buffer | undefined): boolean {
  return one === undefined || other === undefined ? one === other : one.equals(other);
}
