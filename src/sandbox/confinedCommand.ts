import { lstat, readlink, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BoundMount } from './boundMounts';
import type { CheckLimits } from './checkLimits';
import { limitedArgv, type LimitTools } from './limitTools';
import { systemFolders } from './toolFolders';

/** A program start in a private view of the machine. */
export interface ConfinedCommand {
  /** Absolute path of bubblewrap. */
  readonly bwrap: string;
  /** The one folder that can be written, at its own path. */
  readonly treeRoot: string;
  readonly cwd: string;
  /** What is readable besides the system's programs: absolute source and place. */
  readonly readable: readonly (readonly [string, string])[];
  /** Installed dependencies, read-only in the copy. */
  readonly bound?: readonly BoundMount[];
  /** Absolute names under which the copy is to be found too; nothing else is there. */
  readonly treeNames?: readonly string[];
  /** `argv[0]` is absolute. */
  readonly argv: readonly string[];
  readonly limits: CheckLimits;
  /** What sets limits on processes and files; without it they are not enforced. */
  readonly tools: LimitTools | undefined;
  /** True only where the person allowed the network for this run. */
  readonly network: boolean;
}

/** Settings that programs need to start; nothing from here names a person's accounts, keys or network. */
const readableSettings = [
  ...['ld.so.cache', 'ld.so.conf', 'ld.so.conf.d', 'alternatives', 'passwd', 'group', 'nsswitch.conf', 'hosts'],
  ...['localtime', 'timezone', 'os-release', 'debian_version', 'mime.types', 'protocols', 'services', 'login.defs'],
  ...['ssl/certs', 'ssl/openssl.cnf', 'ca-certificates', 'pki/tls/certs', 'pki/ca-trust', 'fonts', 'java', 'python3'],
].map((name) => `/etc/${name}`);

/** Home folder inside: empty, gone after the run. */
export const confinedHome = '/tmp/home';

/** Descriptor on which bubblewrap reports; the confined program does not get it. */
export const statusDescriptor = 3;
/** Descriptor from which bubblewrap reads the call filter. */
export const filterDescriptor = 4;

/** Room in folders that programs rarely write to, bytes. */
const smallFolderBytes = 64 * 1024 * 1024;

/**
 * Arguments for bubblewrap: no network, own processes, system programs read-only, empty home and temporary folders, the tree
 * writable. Dies with us. Where limits need another user, that user takes over inside and no capability is left; elsewhere
 * they go at once.
 */
export async function confinedArguments(command: ConfinedCommand): Promise<readonly string[]> {
  const { treeRoot, limits, tools, network, bound = [], treeNames = [] } = command;
  const system = await Promise.all(systemFolders.map(systemFolder));
  const settings = readableSettings.map((path) => [path, path] as const);
  const readable = [...settings, ...(network ? [await nameServers()] : []), ...command.readable];
  return [
    ...namespaces(tools, network),
    ...['--die-with-parent', '--new-session', '--cap-drop', 'ALL', ...capabilities(tools)],
    ...['--json-status-fd', String(statusDescriptor), '--seccomp', String(filterDescriptor)],
    ...system.flat(),
    ...['--proc', '/proc', '--dev', '/dev'],
    ...privateFolder('/run', '0755', smallFolderBytes),
    ...privateFolder('/var/tmp', '1777', smallFolderBytes),
    ...privateFolder('/tmp', '1777', limits.fileBytes),
    ...['--perms', '0777', '--dir', confinedHome],
    ...parentsOf([...readable.map(([, to]) => to), ...treeNames, treeRoot]),
    ...readable.flatMap(([from, to]) => ['--ro-bind-try', from, to]),
    ...['--bind', treeRoot, treeRoot],
    ...bound.flatMap(boundArguments),
    ...treeNames.flatMap((name) => ['--symlink', treeRoot, name]),
    ...['--setenv', 'HOME', confinedHome, '--setenv', 'TMPDIR', '/tmp'],
    ...['--remount-ro', '/', '--chdir', command.cwd, '--'],
    ...(tools === undefined ? command.argv : limitedArgv(command.argv, limits, tools)),
  ];
}

/** Becoming another user needs the machine's own user ids, and so no namespace for them. */
function namespaces(tools: LimitTools | undefined, network: boolean): readonly string[] {
  return [
    ...(tools?.runAs === undefined ? ['--unshare-user-try'] : []),
    ...['--unshare-ipc', '--unshare-pid', '--unshare-uts', '--unshare-cgroup-try'],
    ...(network ? [] : ['--unshare-net']),
  ];
}

/** What it takes to become another user in a folder of that user; gone as soon as it has happened. */
function capabilities(tools: LimitTools | undefined): readonly string[] {
  if (tools?.runAs === undefined) return [];
  return ['CAP_SETUID', 'CAP_SETGID', 'CAP_SETPCAP', 'CAP_DAC_READ_SEARCH'].flatMap((name) => ['--cap-add', name]);
}

function privateFolder(path: string, mode: string, bytes: number): readonly string[] {
  return ['--perms', mode, '--size', String(bytes), '--tmpfs', path];
}

function boundArguments({ source, target, caches }: BoundMount): readonly string[] {
  const writable = caches.flatMap((name) => privateFolder(join(target, name), '0777', smallFolderBytes));
  return ['--ro-bind', source, target, ...writable];
}

/** Bubblewrap makes missing folders for their owner only, and then another user cannot pass. */
function parentsOf(paths: readonly string[]): readonly string[] {
  const parents = new Set<string>();
  for (const path of paths) {
    for (let parent = dirname(path); dirname(parent) !== parent; parent = dirname(parent)) parents.add(parent);
  }
  return [...parents].sort().flatMap((parent) => ['--dir', parent]);
}

/** Often a link into a folder that is private inside. */
async function nameServers(): Promise<readonly [string, string]> {
  const path = '/etc/resolv.conf';
  return [await realpath(path).catch(() => path), path];
}

/** On most systems `/bin` is a link into `/usr`; the link is made again, because bind mounts follow it. */
async function systemFolder(path: string): Promise<readonly string[]> {
  const status = await lstat(path).catch(() => undefined);
  if (status === undefined) return [];
  return status.isSymbolicLink() ? ['--symlink', await readlink(path), path] : ['--ro-bind', path, path];
}
