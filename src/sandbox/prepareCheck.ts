import { realpath } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { boundFolderOf, sourceOf } from './boundFolders';
import { boundMounts, interpreterFolders, pythonFolders, workspaceNames } from './boundMounts';
import type { CheckRequest } from './check';
import { checkEnvironment } from './checkEnvironment';
import { grantedBinds, noGrant } from './checkGrant';
import { defaultCheckLimits } from './checkLimits';
import { type ConfinedCommand, confinedArguments } from './confinedCommand';
import type { Confinement } from './confinement';
import { isInterpreterLink } from './dependencyFolders';
import { findExecutable, realExecutable } from './findExecutable';
import { isInside } from './resolveInside';
import { sandboxRootOf } from './sandboxMarker';
import { toolFolders } from './toolFolders';

/** The program of a check: its path as the check names it, and where it is on this machine's disk. */
export interface Located {
  readonly path: string;
  readonly onDisk: string;
}

/** A start that is ready to be made. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly confined: boolean;
  /** Something inside sets limits, and we watch what is used. */
  readonly limited: boolean;
}

/** A bare name is looked up outside workspace and sandbox; a path counts from the folder of the check. */
export async function locateProgram({
  argv,
  cwd,
  workspaceRoot,
  bound = [],
}: CheckRequest): Promise<Located | undefined> {
  const name = argv[0] ?? '';
  if (name === '') return undefined;
  if (!/[/\\]/u.test(name)) {
    const found = await findExecutable(name, [workspaceRoot, cwd]);
    return found === undefined ? undefined : { path: found, onDisk: found };
  }
  const path = resolve(cwd, name);
  const key = relative((await sandboxRootOf(cwd)) ?? cwd, path)
    .split(sep)
    .join('/');
  const folder = boundFolderOf(bound, key);
  const onDisk = folder === undefined ? path : join(sourceOf(folder), relative(folder.path, key));
  return (await realExecutable(onDisk)) === undefined ? undefined : { path, onDisk };
}

/** Makes everything ready for the start of a check, confined where `confinement` says so. */
export async function prepareCheck(located: Located, request: CheckRequest, confinement: Confinement): Promise<Launch> {
  const cwd = await realpath(request.cwd);
  const outside = [request.workspaceRoot, cwd];
  const environment = await checkEnvironment(process.env, outside);
  const args = request.argv.slice(1);
  const plain = { command: located.path, args, cwd, environment, confined: false, limited: false };
  if (confinement.kind === 'unconfined') return plain;
  const { bwrap, tools } = confinement;
  const { limits = defaultCheckLimits, grant = noGrant } = request;
  const treeRoot = (await sandboxRootOf(cwd)) ?? cwd;
  const view = await viewOf(treeRoot, located, request, environment);
  const confined = await confinedArguments({
    ...{ bwrap, tools, limits, cwd, treeRoot, ...view },
    network: grant.network,
    argv: [located.path, ...args],
  });
  return { command: bwrap, args: confined, cwd, environment, confined: true, limited: tools !== undefined };
}

/** A program of the repository shows no folder to itself by a link that leads out, unless that is to an installed Python. */
async function programFolders(
  onDisk: string,
  environment: Readonly<Record<string, string>>,
  outside: readonly string[],
): Promise<readonly string[]> {
  const real = await Promise.all(outside.map((folder) => realpath(folder).catch(() => folder)));
  const own = [...outside, ...real].some((folder) => isInside(folder, onDisk));
  const usual = await toolFolders(own ? undefined : onDisk, environment, outside);
  return own && isInterpreterLink(onDisk) ? [...usual, ...(await pythonFolders(onDisk, outside))] : usual;
}

/** What a confined check sees besides the system: its programs, what was granted, the installed dependencies. */
async function viewOf(
  treeRoot: string,
  { onDisk }: Located,
  { workspaceRoot, bound = [], grant = noGrant }: CheckRequest,
  environment: Readonly<Record<string, string>>,
): Promise<Pick<ConfinedCommand, 'readable' | 'bound' | 'treeNames'>> {
  const outside = [workspaceRoot, treeRoot];
  const [programs, interpreters, mounts] = await Promise.all([
    programFolders(onDisk, environment, outside),
    interpreterFolders(bound, outside),
    boundMounts(treeRoot, bound),
  ]);
  const folders = [...new Set([...programs, ...interpreters])].map((folder) => [folder, folder] as const);
  const readable = [...folders, ...grantedBinds(grant.folders)];
  const places = readable.map(([, place]) => place);
  const treeNames = mounts.length === 0 ? [] : await workspaceNames(workspaceRoot, treeRoot, places);
  return { readable, bound: mounts, treeNames };
}
