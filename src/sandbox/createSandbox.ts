import { randomUUID } from 'node:crypto';
import { lstat, mkdir, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { boundAsBefore, boundDependencies, copiedDependencies, type DependencyPolicy } from './boundFolders';
import { copyTree } from './copyTree';
import { isKeptThoughIgnored } from './dependencyFolders';
import { fileErrorReason } from './fileErrors';
import { giveTo } from './giveTo';
import { authorize } from './gate';
import { writeInside } from './insideFiles';
import type { CopyEntry } from './planCopy';
import { planCopy } from './planCopy';
import { isInside } from './resolveInside';
import { roomForCopy } from './roomForCopy';
import { discardSandbox, treeName, writeMarker } from './sandboxMarker';
import type { SandboxOutcome, SandboxRequest } from './sandboxTree';
import { readSecretText } from './secretText';
import { SandboxTreeOnDisk } from './sandboxTreeOnDisk';
import { Snapshot } from './snapshot';

/**
 * Copies the working tree, unsaved buffers included, to a random folder outside the workspace. Reads the workspace only.
 * Never throws; a cancelled or failed copy is removed again.
 */
export async function createSandbox(request: SandboxRequest): Promise<SandboxOutcome> {
  const { signal } = request;
  if (isCancelled(signal)) return { kind: 'cancelled' };
  let folder: string | undefined;
  try {
    const workspaceRoot = await realpath(request.workspaceRoot);
    const sandboxes = await resolvePlanned(request.sandboxesFolder);
    if (isInside(workspaceRoot, sandboxes)) {
      return failed('The folder for sandboxes lies inside the workspace; choose one outside it.');
    }
    await mkdir(sandboxes, { recursive: true, mode: 0o700 });
    folder = join(sandboxes, randomUUID());
    await mkdir(folder, { mode: 0o700 });
    await writeMarker(folder);
    const outcome = await fill(folder, workspaceRoot, request);
    if (outcome.kind !== 'ready') await discardSandbox(folder);
    return outcome;
  } catch (error) {
    if (folder !== undefined) await discardSandbox(folder).catch(() => undefined);
    if (isCancelled(signal)) return { kind: 'cancelled' };
    return failed(
      `The workspace could not be copied: ${fileErrorReason(error)}. When that is solved, press “Run the Auction Again”.`,
    );
  }
}

async function fill(folder: string, workspaceRoot: string, request: SandboxRequest): Promise<SandboxOutcome> {
  const { signal, onProgress } = request;
  const startedMs = Date.now();
  const plan = await planCopy({ realRoot: workspaceRoot, dependencies: policyFor(workspaceRoot, request), signal });
  const refusal = await roomForCopy(folder, plan.totalBytes, request);
  signal.throwIfAborted();
  if (refusal !== undefined) return failed(refusal);
  const root = await makeRoot(folder);
  const copied = await copyTree(plan, {
    realRoot: workspaceRoot,
    treeRoot: root,
    signal,
    owner: request.owner,
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  const { entries, buffers } = await overlayBuffers(root, workspaceRoot, copied, request);
  signal.throwIfAborted();
  // One millisecond on top, because file times carry fractions.
  const times = { startedMs, readyMs: Date.now() + 1 };
  const snapshot = new Snapshot(workspaceRoot, new Set(entries.map((entry) => entry.path)), buffers, times);
  const id = relative(dirname(folder), folder);
  const secrets = await readSecretText(
    root,
    entries.map((entry) => entry.path),
  );
  return {
    kind: 'ready',
    tree: new SandboxTreeOnDisk({
      ...{ id, folder, root, workspaceRoot, entries, snapshot, secrets },
      ...{ bound: plan.bound, bytes: plan.totalBytes, owner: request.owner },
    }),
  };
}

function policyFor(workspaceRoot: string, { bound, owner }: SandboxRequest): DependencyPolicy {
  if (bound === undefined) return copiedDependencies;
  return bound === 'find' ? boundDependencies(workspaceRoot, owner) : boundAsBefore(bound);
}

async function makeRoot(folder: string): Promise<string> {
  const root = join(folder, treeName);
  await mkdir(root, { mode: 0o700 });
  return realpath(root);
}

/** Unsaved text wins over the disk. Editors on git's own files, or on links that lead out, stay out of the copy. */
async function overlayBuffers(
  root: string,
  workspaceRoot: string,
  copied: readonly CopyEntry[],
  { openBuffers, owner, signal }: SandboxRequest,
): Promise<{ readonly entries: readonly CopyEntry[]; readonly buffers: ReadonlyMap<string, Buffer> }> {
  const entries = new Map(copied.map((entry) => [entry.path, entry]));
  const buffers = new Map<string, Buffer>();
  for (const [path, bytes] of openBuffers) {
    signal.throwIfAborted();
    const verdict = await authorize(root, path, 'write');
    if (verdict.kind === 'denied') continue;
    const key = relative(root, verdict.absolutePath).split(sep).join('/');
    // On the disk and yet not copied: ignored, so the check may have it and a model may not. Keys stay behind either way.
    const hidden = !entries.has(key) && (await lstat(join(workspaceRoot, key)).catch(() => undefined)) !== undefined;
    if (hidden && !isKeptThoughIgnored(key)) continue;
    await writeInside(root, verdict.absolutePath, bytes, { flush: false });
    await giveTo(owner, root, key);
    buffers.set(key, bytes);
    if (entries.has(key)) continue;
    entries.set(key, { path: key, kind: 'file', bytes: bytes.length, hidden, modified: new Date(), mode: 0o644 });
  }
  return { entries: [...entries.values()], buffers };
}

/** Where a folder that may not exist yet will really be. */
async function resolvePlanned(folder: string): Promise<string> {
  if (!isAbsolute(folder)) throw new Error('the folder for sandboxes must be absolute');
  const path = resolve(folder);
  const real = await realpath(path).catch(() => undefined);
  if (real !== undefined || dirname(path) === path) return real ?? path;
  return join(await resolvePlanned(dirname(path)), relative(dirname(path), path));
}

/** Asked anew each time; the compiler would keep the first answer. */
function isCancelled(signal: AbortSignal): boolean {
  return signal.aborted;
}

function failed(message: string): SandboxOutcome {
  return { kind: 'failed', message };
}
