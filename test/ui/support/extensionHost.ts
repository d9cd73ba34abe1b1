import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';

/** A TCP socket as the kernel lists it; addresses are `host:port` in its own hexadecimal spelling. */
export interface TcpSocket {
  readonly state: 'listening' | 'other';
  readonly local: string;
  readonly remote: string;
}

/** The extension host that belongs to the server on this loopback port, with everything it has started. */
export function extensionHostTree(port: number): readonly number[] {
  const server = processes().find(({ pid }) =>
    socketsOf([pid]).some(({ state, local }) => state === 'listening' && portOf(local) === port),
  );
  if (server === undefined) throw new Error(`Nothing listens on port ${port}.`);
  const hosts = treeOf(server.pid).filter((pid) => commandLine(pid).includes('--type=extensionHost'));
  if (hosts.length === 0) throw new Error('The server has no extension host.');
  return [...new Set(hosts.flatMap(treeOf))];
}

/** The TCP sockets these processes hold, IPv4 and IPv6. */
export function socketsOf(pids: readonly number[]): readonly TcpSocket[] {
  const held = new Set(pids.flatMap(socketInodes));
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
    fs
      .readFileSync(file, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/u))
      .filter((columns) => held.has(columns[9] ?? ''))
      .map(([, local = '', remote = '', state]) => ({ state: state === '0A' ? 'listening' : 'other', local, remote })),
  );
}

function portOf(address: string): number {
  return parseInt(address.split(':').at(-1) ?? '', 16);
}

function socketInodes(pid: number): readonly string[] {
  return entries(`/proc/${pid}/fd`).flatMap((fd) => {
    const inode = /^socket:\[(\d+)\]$/u.exec(quietly(() => fs.readlinkSync(`/proc/${pid}/fd/${fd}`)))?.[1];
    return inode === undefined ? [] : [inode];
  });
}

function treeOf(root: number): readonly number[] {
  const all = processes();
  const below = (parent: number): readonly number[] => [
    parent,
    ...all.filter((process) => process.parent === parent).flatMap(({ pid }) => below(pid)),
  ];
  return below(root);
}

function processes(): readonly { readonly pid: number; readonly parent: number }[] {
  return entries('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .map((name) => {
      const stat = quietly(() => fs.readFileSync(`/proc/${name}/stat`, 'utf8'));
      return { pid: Number(name), parent: Number(/\) \S (\d+)/u.exec(stat)?.[1] ?? -1) };
    });
}

function commandLine(pid: number): string {
  return quietly(() => fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
}

function entries(folder: string): readonly string[] {
  try {
    return fs.readdirSync(folder);
  } catch {
    return []; // the process has ended, or is not ours
  }
}

function quietly(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}

/** What an extension host did on the network since the recorder was put into it. */
export interface ConnectionRecord {
  /** For `Workbench.launch`. */
  readonly env: Readonly<Record<string, string>>;
  /** Lines `lookup <name>`, `connect <host> <port>`, `listen <port>`; fails when nothing was recorded at all. */
  lines(): readonly string[];
}

/** Puts the recorder of test/fixtures into a profile that has not been started yet. */
export function recordConnections(profile: string): ConnectionRecord {
  const file = path.join(profile, 'connections.log');
  fs.cpSync('test/fixtures/extensions/recorder', path.join(profile, 'extensions/gavel-test.recorder-1.0.0'), {
    recursive: true,
    dereference: true,
  });
  return {
    env: { GAVEL_CONNECTIONS: file },
    lines: () => {
      const [first, ...rest] = fs.readFileSync(file, 'utf8').trimEnd().split('\n');
      assert.equal(first, 'recording');
      return rest.filter((line) => line !== 'recording');
    },
  };
}
