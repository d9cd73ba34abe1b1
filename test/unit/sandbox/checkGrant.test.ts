import assert from 'node:assert/strict';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { grantableFolder, grantedBinds, noGrant, offeredFolders } from '../../../src/sandbox/checkGrant';
import { lackingIn } from '../../../src/sandbox/lacking';
import { confinedPlace } from './confinedCheck';
import type { TemporaryWorkspace } from './temporaryWorkspace';
import { temporaryWorkspace } from './temporaryWorkspace';

describe('sandbox/checkGrant', function () {
  this.timeout(60_000);
  let place: TemporaryWorkspace;
  beforeEach(async () => {
    place = await temporaryWorkspace();
    place.write('a.txt', 'a');
  });
  afterEach(() => place.remove());

  it('gives the network and a folder for one run, read-only, and nothing beside them', async function () {
    const confined = await confinedPlace(place);
    if (confined === undefined) return this.skip();
    const tools = join(place.outside, 'tools');
    mkdirSync(tools);
    writeFileSync(join(tools, 'lib.txt'), 'a library');
    writeFileSync(join(place.outside, 'beside.txt'), 'SECRET');
    const server = createServer((socket) => socket.on('error', () => undefined).end('reached'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const script = `const fs = require('fs'); const net = require('net');
      const tried = (name, action) => { try { action(); console.log(name, 'yes'); } catch { console.log(name, 'no'); } };
      tried('read', () => fs.readFileSync('${tools}/lib.txt')); tried('write', () => fs.writeFileSync('${tools}/new', ''));
      tried('beside', () => fs.readFileSync('${place.outside}/beside.txt'));
      const socket = net.connect(${port}, '127.0.0.1', () => { console.log('network yes'); socket.destroy(); });
      socket.on('error', () => console.log('network no'));`;
    try {
      const usual = await confined.check(['node', '-e', script]);
      assert.equal(usual.output, 'read no\nwrite no\nbeside no\nnetwork no\n');
      const granted = await confined.check(['node', '-e', script], { grant: { network: true, folders: [tools] } });
      assert.equal(granted.output, 'read yes\nwrite no\nbeside no\nnetwork yes\n');
      const after = await confined.check(['node', '-e', script], { grant: noGrant });
      assert.equal(after.output, usual.output, 'the next run has nothing of it');
    } finally {
      server.close();
    }
    assert.equal(existsSync(join(tools, 'new')), false);
  });

  it('refuses folders that are too wide, hold keys, or belong to the system or the workspace', async () => {
    const home = join(place.base, 'home');
    const caches = ['.cargo/registry', '.m2/repository', '.ssh/keys', '.config/x', '.aws', 'go/pkg/mod'];
    for (const name of caches) mkdirSync(join(home, name), { recursive: true });
    writeFileSync(join(home, 'file'), '');
    symlinkSync(join(home, '.ssh'), join(home, 'innocent'));
    const kind = async (path: string): Promise<string> => (await grantableFolder(path, [place.root], home)).kind;
    for (const name of ['.cargo/registry', '.m2/repository', 'go/pkg/mod']) {
      assert.equal(await kind(join(home, name)), 'grantable', name);
    }
    for (const name of ['', '.ssh', '.ssh/keys', '.config', '.aws', '.m2', '.cargo', 'innocent', 'file', 'missing']) {
      assert.equal(await kind(join(home, name)), 'refused', name);
    }
    for (const path of ['/', '/etc', '/proc', '/usr', place.base, place.root, join(place.root, '..'), homedir()]) {
      assert.equal(await kind(path), 'refused', path);
    }
    assert.deepEqual(
      (await offeredFolders(home)).map((folder) => folder.slice(home.length)),
      ['/.cargo/registry', '/.m2/repository', '/go/pkg/mod'],
    );
    assert.deepEqual(grantedBinds([join(home, 'go')], home), [
      [join(home, 'go'), join(home, 'go')],
      [join(home, 'go'), '/tmp/home/go'],
    ]);
  });

  it('tells from the output when the network or the home folder seems to be missing', () => {
    assert.equal(lackingIn('npm error code EAI_AGAIN\n'), 'network');
    const install = "npm error EROFS: read-only file system, mkdir '/w/node_modules/x'\nnpm error code EAI_AGAIN";
    assert.equal(lackingIn(install), 'writableDependencies');
    assert.equal(lackingIn("ENOENT: no such file or directory, mkdir '/w/node_modules/.x'"), 'writableDependencies');
    assert.equal(lackingIn("OSError: [Errno 30] Read-only file system: '/w/.venv/lib/x'"), 'writableDependencies');
    assert.equal(lackingIn("EROFS: read-only file system, open '/usr/x'"), undefined);
    assert.equal(lackingIn('curl: (6) Could not resolve host: example.com'), 'network');
    assert.equal(lackingIn('cat: /home/u/.m2/x: No such file or directory', '/home/u'), 'homeFiles');
    assert.equal(lackingIn('AssertionError: 1 !== 2\n  at /home/u/w/a.js', '/home/u'), undefined);
  });

  it('a failed check says what it seems to lack, once it is not allowed already', async function () {
    const confined = await confinedPlace(place);
    if (confined === undefined) return this.skip();
    const argv = ['/bin/sh', '-c', 'echo "getaddrinfo EAI_AGAIN registry"; exit 1'];
    const failed = await confined.check(argv);
    assert.deepEqual([failed.verdict, failed.lacks], ['failed', 'network']);
    assert.match(failed.message, /Allow More and Run Again/u);
    assert.equal((await confined.check(argv, { grant: { network: true, folders: [] } })).lacks, undefined);
  });
});
