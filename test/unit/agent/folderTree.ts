import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { errorCode } from '../../../src/base/errorText';
import type { FileOutcome, SandboxTree, TouchedFile } from '../../../src/sandbox/sandboxTree';

/** A small sandbox over a real temp folder, so that the agent is tested without the machinery of copying. */
export class FolderTree implements SandboxTree {
  readonly id = 'folder';
  readonly fileCount: number;
  readonly bound = [];
  private readonly base = new Map<string, Buffer | undefined>();

  constructor(
    readonly root: string,
    readonly workspaceRoot = root,
  ) {
    this.fileCount = this.listFiles().length;
  }

  listFiles(): readonly string[] {
    return readdirSync(this.root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(this.root, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .sort();
  }

  readFile(path: string): Promise<FileOutcome<Buffer>> {
    return this.within(path, (file) => readFile(file));
  }

  writeFile(path: string, bytes: Buffer): Promise<FileOutcome<void>> {
    return this.within(path, async (file) => {
      await this.remember(path, file);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, bytes);
    });
  }

  deleteFile(path: string): Promise<FileOutcome<void>> {
    return this.within(path, async (file) => {
      await this.remember(path, file);
      await rm(file);
    });
  }

  async touched(): Promise<readonly TouchedFile[]> {
    const files = [...this.base].sort(([left], [right]) => (left < right ? -1 : 1));
    return Promise.all(
      files.map(async ([path, base]) => {
        const current = await readFile(join(this.root, path)).catch(() => undefined);
        return { path, base, current, sensitive: false };
      }),
    );
  }

  fitForModels(text: string): string {
    return text;
  }

  undoCheck(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }

  async dispose(): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }

  private async remember(path: string, file: string): Promise<void> {
    if (!this.base.has(path)) this.base.set(path, await readFile(file).catch(() => undefined));
  }

  private async within<T>(path: string, action: (file: string) => Promise<T>): Promise<FileOutcome<T>> {
    const file = resolve(this.root, path);
    if (!file.startsWith(this.root + sep)) return { kind: 'denied', reason: 'The path leaves the project.' };
    try {
      return { kind: 'ok', path, value: await action(file) };
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return { kind: 'missing', reason: `There is no file ${path}.` };
      return { kind: 'failed', reason: `${path} could not be used.` };
    }
  }
}

/** A tree with these files; strings are written as UTF-8. Dispose it after the test. */
export async function createFolderTree(files: Readonly<Record<string, string | Buffer>>): Promise<FolderTree> {
  const root = await mkdtemp(join(tmpdir(), 'gavel-agent-'));
  const entries = Object.entries(files).map(([path, content]) => ({ file: join(root, path), content }));
  for (const folder of new Set(entries.map(({ file }) => dirname(file)))) await mkdir(folder, { recursive: true });
  await Promise.all(entries.map(({ file, content }) => writeFile(file, content)));
  return new FolderTree(root);
}
