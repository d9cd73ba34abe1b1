import type { BoundFolder } from './boundFolders';

/** What a path is wanted for. Creating, deleting and renaming are writes. */
export type GateOperation = 'read' | 'write' | 'delete';

/** The gate's answer. `absolutePath` has every link resolved; `sensitive` paths need their own accept. */
export type GateVerdict =
  | {
      readonly kind: 'allowed';
      /** POSIX, relative to the root, normalised. */
      readonly path: string;
      readonly absolutePath: string;
      readonly sensitive: boolean;
    }
  | { readonly kind: 'denied'; readonly reason: string };

/** The outcome of touching a file in the sandbox; `reason` is one sentence a model can act on. */
export type FileOutcome<T> =
  | { readonly kind: 'ok'; readonly path: string; readonly value: T }
  | { readonly kind: 'missing' | 'denied' | 'failed'; readonly reason: string };

/** A file that a tool has written or deleted. `base` is what the snapshot held, `current` what stands there now. */
export interface TouchedFile {
  readonly path: string;
  readonly base: Buffer | undefined;
  readonly current: Buffer | undefined;
  readonly sensitive: boolean;
  /** Permission bits of a new file that took them over from another, as a renamed one does. */
  readonly mode?: number;
}

/** A copy of the working tree in which an agent works. Every access passes the gate. */
export interface SandboxTree {
  readonly id: string;
  /** Real, absolute folder of the copy, outside the workspace. */
  readonly root: string;
  readonly workspaceRoot: string;
  /** Files that were copied. */
  readonly fileCount: number;
  /** Dependency folders that are not in the copy: a check gets them read-only from where they are. */
  readonly bound: readonly BoundFolder[];
  /** POSIX relative paths that a model may see, sorted: no dependency folders, no secrets, nothing ignored. */
  listFiles(): readonly string[];
  readFile(path: string): Promise<FileOutcome<Buffer>>;
  /** A new file takes over the permission bits of the file `like`, where that is given. */
  writeFile(path: string, bytes: Buffer, like?: string): Promise<FileOutcome<void>>;
  deleteFile(path: string): Promise<FileOutcome<void>>;
  /** Files changed through this tree, sorted by path; a file back at its base is not among them. */
  touched(): Promise<readonly TouchedFile[]>;
  /** A text that a check printed, fit for a model: values of the secret files in the copy are hidden, and where the copy lies, in the person's home, is left out. */
  fitForModels(text: string): string;
  /**
   * Takes back what a check did to the copy, so that nothing but tools changes it. Call it after every check. Returns the
   * paths that are not as they were, sorted; usually none.
   */
  undoCheck(): Promise<readonly string[]>;
  /** Removes the copy from the disk. */
  dispose(): Promise<void>;
}

/** How far a copy is. */
export interface CopyProgress {
  readonly copiedFiles: number;
  readonly totalFiles: number;
}

/** What to copy. `openBuffers` maps POSIX relative paths to the bytes of unsaved editors, which win over the disk. */
export interface SandboxRequest {
  readonly workspaceRoot: string;
  /** Folder for all copies, created 0700; must lie outside the workspace. */
  readonly sandboxesFolder: string;
  readonly openBuffers: ReadonlyMap<string, Buffer>;
  readonly signal: AbortSignal;
  /** The user that checks run as, where that is not ourselves: the copy must belong to it. See `checkOwner`. */
  readonly owner?: number;
  readonly onProgress?: (progress: CopyProgress) => void;
  /**
   * What becomes of dependency folders: `find` binds those that a confined check can do with, a list binds exactly these (as
   * in the sandbox that is copied again), and without it all of them are copied.
   */
  readonly bound?: 'find' | readonly BoundFolder[];
  /** Bytes that all copies on this disk may take together. Default 8 GiB. */
  readonly maxBytes?: number;
  /** Asks whether a copy of so many bytes, above the cap, may be made. Nobody to ask means no. */
  readonly mayBeLarge?: (bytes: number) => Promise<boolean>;
}

export type SandboxOutcome =
  | { readonly kind: 'ready'; readonly tree: SandboxTree }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'cancelled' };
