import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { systemCallFilter } from '../../../src/sandbox/systemCallFilter';
import { confinedPlace, type ConfinedPlace } from './confinedCheck';
import type { TemporaryWorkspace } from './temporaryWorkspace';
import { hashTree, temporaryWorkspace } from './temporaryWorkspace';

describe('sandbox/confinedAttacks', function () {
  this.timeout(60_000);
  let place: TemporaryWorkspace;
  let confined: ConfinedPlace;

  beforeEach(async function () {
    place = await temporaryWorkspace();
    place.write('a.txt', 'a');
    place.git('init', '-q');
    place.git('add', '-A');
    place.git('commit', '-qm', 'a');
    const made = await confinedPlace(place);
    if (made === undefined) this.skip();
    confined = made;
  });
  afterEach(() => place.remove());

  /** Runs each attempt inside and returns the names of those that succeeded. `report(true)` counts as a success. */
  async function succeeded(attempts: Readonly<Record<string, string>>): Promise<readonly string[]> {
    const body = Object.entries(attempts).map(
      ([name, code]) => `
        try { await (async () => { ${code} })(); console.log('SUCCEEDED ${name}'); } catch (error) { console.log('held ${name}', error.code); }`,
    );
    const script = `
      const fs = require('fs'), net = require('net'), dgram = require('dgram'), dns = require('dns');
      const connects = (options) => new Promise((resolve, reject) => {
        const socket = net.connect(options, () => { socket.destroy(); resolve(); }); socket.on('error', reject); });
      const sends = (port) => new Promise((resolve, reject) => { const socket = dgram.createSocket('udp4');
        socket.on('error', reject); socket.send('x', port, '127.0.0.1', (error) => error ? reject(error) : resolve()); socket.unref(); });
      (async () => { ${body.join('\n')} \n console.log('ALL TRIED'); process.exit(0); })();`;
    const result = await confined.check(['node', '-e', script]);
    assert.match(result.output, /ALL TRIED/u, result.output);
    return result.output.split('\n').flatMap((line) => /^SUCCEEDED (.+)$/u.exec(line)?.slice(1) ?? []);
  }

  it('case 134: no file outside is read or written, and no protected one of the workspace', async () => {
    const canary = join(homedir(), '.ssh', `gavel-canary-${process.pid}`);
    mkdirSync(join(homedir(), '.ssh'), { recursive: true, mode: 0o700 });
    writeFileSync(canary, 'SECRET', { mode: 0o600 });
    writeFileSync(join(place.outside, 'canary'), 'SECRET');
    const before = hashTree(place.root);
    const at = (path: string): string => JSON.stringify(join(place.root, path));
    try {
      const broken = await succeeded({
        readKey: `fs.readFileSync(${JSON.stringify(canary)})`,
        readOutside: `fs.readFileSync(${JSON.stringify(join(place.outside, 'canary'))})`,
        readWorkspace: `fs.readFileSync(${at('a.txt')})`,
        writeOutside: `fs.writeFileSync(${JSON.stringify(join(place.outside, 'new'))}, 'x')`,
        writeGitConfig: `fs.writeFileSync(${at('.git/config')}, 'x')`,
        createSettings: `fs.mkdirSync(${at('.vscode')}, { recursive: true })`,
        moveGit: `fs.renameSync(${at('.git')}, ${at('.git.moved')})`,
        writeMarkerOfCopy: `fs.writeFileSync('../gavel-sandbox.json', 'x')`,
        writeSystem: `fs.writeFileSync('/etc/x', 'x')`,
        readShadow: `fs.readFileSync('/etc/shadow')`,
        readDisks: `fs.readdirSync('/sys')`,
        openDisk: `fs.openSync('/dev/vda', 'r')`,
      });
      assert.deepEqual(broken, []);
      assert.equal(readFileSync(canary, 'utf8'), 'SECRET');
      assert.equal(hashTree(place.root), before);
    } finally {
      rmSync(canary);
    }
  });

  it('case 134: protected files that it makes in the copy are gone afterwards and in no proposal', async () => {
    const script = `mkdir -p .vscode .git/hooks && echo '{}' > .vscode/settings.json && echo x > .git/config && echo x > .git/hooks/pre-commit`;
    assert.equal((await confined.check(['/bin/sh', '-c', script])).verdict, 'passed');
    assert.deepEqual(await confined.tree.undoCheck(), []);
    for (const path of ['.vscode/settings.json', '.git/config', '.git/hooks/pre-commit']) {
      assert.equal(existsSync(join(confined.tree.root, path)), false, path);
    }
    assert.deepEqual(await confined.tree.touched(), []);
  });

  it('case 134: no name is resolved and no socket reached, by address, by path or by abstract name', async () => {
    const tcp = createServer((socket) => socket.end('reached'));
    await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
    const address = tcp.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const path = join(place.outside, 'docker.sock');
    const named = createServer((socket) => socket.end('reached')).listen(path);
    const udp = createSocket('udp4');
    let datagrams = 0;
    udp.on('message', () => (datagrams += 1));
    await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve));
    // Node has no abstract sockets of its own; Perl is part of every Debian.
    const perl = spawnSync('perl', ['-e', '1']).status === 0;
    try {
      const broken = await succeeded({
        dns: `await dns.promises.lookup('example.com')`,
        tcp: `await connects({ port: ${port}, host: '127.0.0.1' })`,
        unixSocket: `await connects({ path: ${JSON.stringify(path)} })`,
        docker: `await connects({ path: '/var/run/docker.sock' })`,
        dockerInRun: `await connects({ path: '/run/docker.sock' })`,
        route: `await connects({ port: 80, host: '192.0.2.1' })`,
      });
      assert.deepEqual(broken, []);
      await succeeded({ udp: `await sends(${udp.address().port})` });
      const answered = new Promise<void>((resolve) => udp.once('message', () => resolve()));
      const own = createSocket('udp4');
      own.send('own', udp.address().port, '127.0.0.1');
      await answered;
      own.close();
      assert.equal(datagrams, 1, 'only our own datagram arrived');
      if (perl) await abstractSocketStaysOut();
    } finally {
      tcp.close();
      named.close();
      udp.close();
    }
  });

  async function abstractSocketStaysOut(): Promise<void> {
    const name = `gavel-test-${process.pid}`;
    const connect = `use Socket; socket(my $s, AF_UNIX, SOCK_STREAM, 0) or exit 3; exit(connect($s, pack('S a*', AF_UNIX, "\\0${name}")) ? 0 : 4)`;
    const serve = `use Socket; $SIG{ALRM} = sub { exit 0 }; alarm 30; socket(my $s, AF_UNIX, SOCK_STREAM, 0); bind($s, pack('S a*', AF_UNIX, "\\0${name}")); listen($s, 5);
      if (fork() == 0) { exec('perl', '-e', $ARGV[0]) } wait(); print $? >> 8`;
    // Inside its own network the server is reached, so the attempt itself works.
    const inside = await confined.check(['perl', '-e', serve, connect]);
    assert.equal(inside.output, '0', 'loopback of abstract names works inside');
    const outside = await confined.check(['perl', '-e', connect]);
    assert.equal(outside.exitCode, 4);
  }

  it('case 135: neither the environment nor that of any process of the machine is seen', async () => {
    const planted = { ANTHROPIC_API_KEY: 'sk-CANARY-1', GITHUB_TOKEN: 'ghp-CANARY-2', SSH_AUTH_SOCK: '/CANARY-3' };
    Object.assign(process.env, planted);
    const witness = spawnSync(process.execPath, ['-e', 'process.exit(0)']);
    assert.equal(witness.status, 0);
    try {
      const script = `for (const name of fs.readdirSync('/proc').filter((entry) => /^[0-9]+$/.test(entry))) {
          try { console.log(name, JSON.stringify(fs.readFileSync('/proc/' + name + '/environ', 'utf8'))); } catch (error) { console.log(name, error.code); } }
        console.log(JSON.stringify(process.env));`;
      const result = await confined.check(['node', '-e', `const fs = require('fs'); ${script}`]);
      assert.equal(result.verdict, 'passed');
      assert.doesNotMatch(result.output, /CANARY/u);
      assert.doesNotMatch(result.output, new RegExp(`^${process.pid} `, 'mu'));
      assert.match(result.output, /TERM/u);
    } finally {
      for (const name of Object.keys(planted)) Reflect.deleteProperty(process.env, name);
    }
  });

  it('case 135: files that somebody left open in this process are not open inside', () => {
    writeFileSync(join(place.outside, 'canary'), 'OPEN-CANARY');
    // Node closes low descriptors at its own start; a high one is passed on, as careless parents do.
    const reader = `for d in /proc/self/fd/*; do echo "$d $(readlink "$d")"; done; cat /proc/self/fd/200 2>/dev/null`;
    const program = join(place.base, 'reader.mts');
    const source = (name: string): string => JSON.stringify(join(process.cwd(), 'src', 'sandbox', name));
    writeFileSync(
      program,
      `import { runCheck } from ${source('runCheck.ts')};
        const request = { argv: ['/bin/sh', '-c', ${JSON.stringify(reader)}], cwd: ${JSON.stringify(confined.tree.root)}, workspaceRoot: ${JSON.stringify(place.root)}, timeoutMs: 20000, maxOutputBytes: 20000 };
        console.log((await runCheck(request, { signal: new AbortController().signal }, ${JSON.stringify(confined.confinement)})).output);`,
    );
    const started = spawnSync(
      'bash',
      ['-c', `exec 200<'${join(place.outside, 'canary')}'; exec '${process.execPath}' --import tsx '${program}'`],
      { encoding: 'utf8', cwd: process.cwd() },
    );
    assert.match(started.stdout, /\/fd\/1 /u, started.stderr);
    assert.doesNotMatch(started.stdout, /canary/iu);
  });

  it('the keyring of the session, rings that go round the filter and the host of a virtual machine stay out of reach', async function () {
    if (systemCallFilter() === undefined || spawnSync('perl', ['-e', '1']).status !== 0) this.skip();
    const [keyctl, requestKey, socket] = process.arch === 'x64' ? [250, 249, 41] : [219, 218, 198];
    const script = `
      print syscall(${keyctl}, 0, -3, 0, 0, 0), ' ', $! + 0, "\\n";
      print syscall(${requestKey}, my $t = 'user', my $d = 'x', 0, 0), ' ', $! + 0, "\\n";
      print syscall(425, 1, my $ring = 0), ' ', $! + 0, "\n";
      print syscall(${socket}, 40, 1, 0), ' ', $! + 0, "\\n"; print syscall(${socket}, 1, 1, 0) >= 0 ? 'plain sockets work' : 'none';`;
    const inside = await confined.check(['perl', '-e', script]);
    assert.equal(inside.output, '-1 38\n-1 38\n-1 38\n-1 97\nplain sockets work');
  });

  it('a program for another instruction set, or on a machine we do not know, is no hole in the filter', () => {
    assert.equal(systemCallFilter('mips'), undefined);
    for (const machine of ['x64', 'arm64']) assert.equal(systemCallFilter(machine)?.length, 15 * 8);
  });
});
