import type { CheckOptions, CheckRequest, CheckResult } from '../../../src/sandbox/check';
import type { Confinement } from '../../../src/sandbox/confinement';
import { checkOwner, probeConfinement } from '../../../src/sandbox/confinement';
import { runCheck } from '../../../src/sandbox/runCheck';
import type { SandboxRequest, SandboxTree } from '../../../src/sandbox/sandboxTree';
import type { TemporaryWorkspace } from './temporaryWorkspace';

/** A copy of a workspace with the confinement of this machine around its checks. */
export interface ConfinedPlace {
  readonly confinement: Confinement;
  readonly tree: SandboxTree;
  /** Runs a check in the copy, or in another sandbox of the same workspace. */
  check(argv: readonly string[], more?: Partial<CheckRequest>, options?: Partial<CheckOptions>): Promise<CheckResult>;
}

/** `undefined` where this machine confines nothing. */
export async function confinedPlace(
  place: TemporaryWorkspace,
  more: Partial<SandboxRequest> = {},
): Promise<ConfinedPlace | undefined> {
  const confinement = await probeConfinement();
  if (confinement.kind === 'unconfined') return undefined;
  const owner = checkOwner(confinement);
  const tree = await place.sandbox({ bound: 'find', ...(owner !== undefined && { owner }), ...more });
  return {
    confinement,
    tree,
    check: (argv, more = {}, options = {}) => checkIn(confinement, place, tree, { argv, more, options }),
  };
}

async function checkIn(
  confinement: Confinement,
  place: TemporaryWorkspace,
  tree: SandboxTree,
  { argv, more, options }: { argv: readonly string[]; more: Partial<CheckRequest>; options: Partial<CheckOptions> },
): Promise<CheckResult> {
  const request = {
    ...{ argv, cwd: tree.root, workspaceRoot: place.root, bound: tree.bound },
    ...{ timeoutMs: 30_000, maxOutputBytes: 64 * 1024 },
  };
  const signal = new AbortController().signal;
  return runCheck({ ...request, ...more }, { signal, ...options }, confinement);
}
