/** A file of the workspace as it is now: an open editor's text wins over the disk. */
export interface WorkspaceFile {
  readonly bytes: Buffer | undefined;
  readonly openInEditor: boolean;
  readonly dirty: boolean;
}

/** What a write did. `bytes` is what stands on the disk afterwards, which format-on-save may have changed. */
export type WriteOutcome =
  | { readonly kind: 'written'; readonly bytes: Buffer | undefined }
  | { readonly kind: 'refused'; readonly reason: string };

/** The only door through which accepted work enters the workspace. Paths are absolute and have passed the gate. */
export interface ApplyPort {
  read(absolutePath: string): Promise<WorkspaceFile>;
  /**
   * `undefined` removes the file. `expected` is what `read` returned; a file that differs by now is refused. `mode`: the
   * permission bits of a new file, where they are not the usual ones.
   */
  write(
    absolutePath: string,
    bytes: Buffer | undefined,
    expected: Buffer | undefined,
    mode?: number,
  ): Promise<WriteOutcome>;
}
