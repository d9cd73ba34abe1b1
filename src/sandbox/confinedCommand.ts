import { lstat, readlink } from 'node:fs/promises';
import { systemFolders } from './toolFolders';

/** A program start in a private view of the machine. */
export interface ConfinedCommand {
  /** Absolute path of bubblewrap. */
  readonly bwrap: string;
  /** The one folder that can be written, at its own path. */
  readonly treeRoot: string;
  readonly cwd: string;
  /** Absolute paths that are readable besides the system's programs. */
  readonly readable: readonly string[];
  /** `argv[0]` is absolute. */
  readonly argv: readonly string[];
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

/**
 * Arguments for bubblewrap: no network, own processes, system programs read-only, empty home and temporary folders, the tree
 * writable. Dies with us. As root the capabilities go as well.
 */
export async function confinedArguments(command: ConfinedCommand): Promise<readonly string[]> {
  const system = await Promise.all(systemFolders.map(systemFolder));
  return [
    ...['--unshare-all', '--die-with-parent', '--new-session', '--cap-drop', 'ALL'],
    ...['--json-status-fd', String(statusDescriptor)],
    ...system.flat(),
    ...['--proc', '/proc', '--dev', '/dev', '--tmpfs', '/run', '--tmpfs', '/var/tmp'],
    ...['--tmpfs', '/tmp', '--dir', confinedHome],
    ...readableSettings.flatMap((path) => ['--ro-bind-try', path, path]),
    ...command.readable.flatMap((path) => ['--ro-bind-try', path, path]),
    ...['--bind', command.treeRoot, command.treeRoot],
    ...['--setenv', 'HOME', confinedHome, '--setenv', 'TMPDIR', '/tmp'],
    ...['--remount-ro', '/', '--chdir', command.cwd, '--', ...command.argv],
  ];
}

/** On most systems `/bin` is a link into `/usr`; the link is made again, because bind mounts follow it. */
async function systemFolder(path: string): Promise<readonly string[]> {
  const status = await lstat(path).catch(() => undefined);
  if (status === undefined) return [];
  return status.isSymbolicLink() ? ['--symlink', await readlink(path), path] : ['--ro-bind', path, path];
}
