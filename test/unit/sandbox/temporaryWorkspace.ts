import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createSandbox } from '../../../src/sandbox/createSandbox';
import { removeTree } from '../../../src/sandbox/removeTree';
import type { SandboxRequest, SandboxTree } from '../../../src/sandbox/sandboxTree';

/** A folder of its own for one test: a workspace, a place for sandboxes and a place outside both. */
export interface TemporaryWorkspace {
  readonly base: string;
  readonly root: string;
  readonly sandboxes: string;
  readonly outside: string;
  /** File that a payload would create. */
  readonly marker: string;
  write(path: string, content: string | Buffer): void;
  git(...args: readonly string[]): string;
  sandbox(more?: Partial<SandboxRequest>): Promise<SandboxTree>;
  remove(): Promise<void>;
}

export async function temporaryWorkspace(below: string = tmpdir()): Promise<TemporaryWorkspace> {
  const base = await realpath(await mkdtemp(join(below, 'gavel-test-')));
  const root = join(base, 'workspace');
  const outside = join(base, 'outside');
  const sandboxes = join(base, 'sandboxes');
  mkdirSync(root);
  mkdirSync(outside);
  return {
    base,
    root,
    sandboxes,
    outside,
    marker: join(base, 'marker'),
    write: (path, content) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    },
    git: (...args) => git(root, args),
    sandbox: async (more = {}) => {
      const signal = new AbortController().signal;
      const request = {
        workspaceRoot: root,
        sandboxesFolder: sandboxes,
        openBuffers: new Map<string, Buffer>(),
        signal,
      };
      const outcome = await createSandbox({ ...request, ...more });
      if (outcome.kind !== 'ready') throw new Error(`No sandbox: ${JSON.stringify(outcome)}`);
      return outcome.tree;
    },
    remove: () => removeTree(base),
  };
}

/** Waits until the clock of the file system has moved on by some milliseconds, as it has between a person's work and ours. */
export async function waitForFileClock({ base }: TemporaryWorkspace, milliseconds: number): Promise<void> {
  const probe = join(base, 'probe');
  const now = (): number => {
    writeFileSync(probe, '');
    return lstatSync(probe).ctimeMs;
  };
  const start = now();
  while (now() < start + milliseconds) await new Promise((resolve) => setImmediate(resolve));
}

/** Real git with a configuration that no machine's settings reach. */
export function git(cwd: string, args: readonly string[]): string {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.invalid', '-c', 'init.defaultBranch=main'];
  return execFileSync('git', [...identity, ...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', HOME: cwd },
  });
}

/** One hash over names, types, modes, times and bytes of everything below a folder. */
export function hashTree(folder: string): string {
  const hash = createHash('sha256');
  const visit = (path: string, name: string): void => {
    const status = lstatSync(path);
    hash.update(`${name}\0${status.mode}\0${status.mtimeMs}\0`);
    if (status.isDirectory()) {
      for (const entry of readdirSync(path).sort()) visit(join(path, entry), `${name}/${entry}`);
      return;
    }
    hash.update(status.isSymbolicLink() ? readlinkSync(path) : status.isFile() ? readFileSync(path) : 'special');
  };
  visit(folder, '.');
  return hash.digest('hex');
}
