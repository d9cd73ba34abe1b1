import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Confinement } from '../../../src/sandbox/confinement';
import { checkOwner, probeConfinement } from '../../../src/sandbox/confinement';
import { runCheck } from '../../../src/sandbox/runCheck';
import type { SandboxTree } from '../../../src/sandbox/sandboxTree';
import { installationPrefix, toolFolders } from '../../../src/sandbox/toolFolders';
import type { TemporaryWorkspace } from './temporaryWorkspace';
import { temporaryWorkspace } from './temporaryWorkspace';

describe('sandbox/confinement', function () {
  this.timeout(20_000);
  let place: TemporaryWorkspace;
  beforeEach(async () => {
    place = await temporaryWorkspace();
  });
  afterEach(() => place.remove());

  function plant(folder: string, script: string): void {
    writeFileSync(join(folder, 'bwrap'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, 'bwrap'), 0o755);
  }

  /** A copy that the check of this confinement can write in. */
  function sandboxFor(confinement: Confinement): Promise<SandboxTree> {
    const owner = checkOwner(confinement);
    return place.sandbox(owner === undefined ? {} : { owner });
  }

  async function reason(options: Parameters<typeof probeConfinement>[0]): Promise<string> {
    const probed = await probeConfinement(options);
    assert.equal(probed.kind, 'unconfined');
    return probed.reason;
  }

  it('case 138: missing, unusable, lying, hanging or planted bubblewrap means unconfined, in plain words', async () => {
    assert.match(await reason({ pathValue: place.outside }), /not installed/u);
    plant(place.outside, 'echo "bwrap: setting up uid map: Permission denied" >&2; exit 1');
    assert.match(await reason({ pathValue: place.outside, timeoutMs: 4999 }), /does not let it work/u);
    plant(place.outside, 'exit 0');
    assert.match(await reason({ pathValue: place.outside, timeoutMs: 4998 }), /does not let it work/u);
    plant(place.outside, 'while [ "$1" != -- ]; do shift; done; shift; exec "$@"');
    assert.match(
      await reason({ pathValue: place.outside, timeoutMs: 4997 }),
      /files outside the sandbox stay readable/u,
    );
    plant(place.outside, 'exec sleep 60');
    assert.match(await reason({ pathValue: place.outside, timeoutMs: 200 }), /did not answer/u);
    plant(place.root, `touch '${place.marker}'; exit 77`);
    assert.match(await reason({ pathValue: place.root, outside: [place.root] }), /not installed/u);
    assert.equal(existsSync(place.marker), false);
  });

  it('case 134: a confined check reaches no network, no home and nothing outside its tree', async function () {
    const confinement = await probeConfinement();
    if (confinement.kind === 'unconfined') return this.skip();
    const server = createServer((_request, response) => response.end('reached'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const canary = join(homedir(), `.gavel-canary-${process.pid}`);
    writeFileSync(canary, 'SECRET');
    writeFileSync(join(place.outside, 'canary'), 'SECRET');
    const attempts = {
      home: `fs.readFileSync(${JSON.stringify(canary)})`,
      homeList: `fs.readFileSync(require('os').userInfo().homedir + '/.ssh/id_rsa')`,
      outside: `fs.readFileSync(${JSON.stringify(join(place.outside, 'canary'))})`,
      workspace: `fs.readFileSync(${JSON.stringify(join(place.root, 'a.txt'))})`,
      shadow: `fs.readFileSync('/etc/shadow')`,
      writeUsr: `fs.writeFileSync('/usr/x', '')`,
      writeRoot: `fs.writeFileSync('/x', '')`,
      writeBeside: `fs.writeFileSync('../x', '')`,
      docker: `(() => { if (!fs.existsSync('/var/run/docker.sock')) throw new Error('none'); })()`,
      sys: `fs.readdirSync('/sys')`,
      processes: `(() => { if (fs.readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name)).length < 10) throw new Error('few'); })()`,
      tcp: `await fetch('http://127.0.0.1:${port}/')`,
      dns: `await require('dns').promises.lookup('example.com')`,
    };
    const lines = Object.entries(attempts).map(
      ([name, code]) => `try { ${code}; console.log('BROKEN ${name}'); } catch { console.log('held ${name}'); }`,
    );
    place.write('a.txt', 'a');
    place.write(
      'attack.mjs',
      `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);\nimport fs from 'node:fs';\n${lines.join('\n')}\nfs.writeFileSync('inside', 'x');`,
    );
    const tree = await sandboxFor(confinement);
    try {
      const request = { argv: [process.execPath, 'attack.mjs'], cwd: tree.root, workspaceRoot: place.root };
      const options = { signal: new AbortController().signal };
      const result = await runCheck({ ...request, timeoutMs: 15_000, maxOutputBytes: 64_000 }, options, confinement);
      assert.deepEqual([result.verdict, result.confined], ['passed', true], result.output);
      // `../x` lands in the private view of the parent folder when the tree is below /tmp, and is gone afterwards.
      const broken = result.output
        .split('\n')
        .filter((line) => line.startsWith('BROKEN') && !line.endsWith('writeBeside'));
      assert.deepEqual(broken, []);
      assert.ok(existsSync(join(tree.root, 'inside')), 'the tree itself is writable');
      assert.deepEqual(readdirSync(join(tree.root, '..')).sort(), ['gavel-sandbox.json', 'tree']);
    } finally {
      server.close();
      rmSync(canary);
    }
  });

  it('case 134: loopback works inside, and a check in a subfolder sees the whole tree', async function () {
    const confinement = await probeConfinement();
    if (confinement.kind === 'unconfined') return this.skip();
    place.write('lib.cjs', 'module.exports = 42');
    place.write(
      'sub/test.cjs',
      `const s = require('http').createServer((q, r) => r.end(String(require('../lib.cjs')))).listen(0, '127.0.0.1', async () => {
      console.log(await (await fetch('http://127.0.0.1:' + s.address().port)).text()); s.close(); process.exit(0); });`,
    );
    const tree = await sandboxFor(confinement);
    const request = { argv: ['node', 'test.cjs'], cwd: join(tree.root, 'sub'), workspaceRoot: place.root };
    const options = { signal: new AbortController().signal };
    const result = await runCheck({ ...request, timeoutMs: 15_000, maxOutputBytes: 64_000 }, options, confinement);
    assert.deepEqual([result.verdict, result.output], ['passed', '42\n'], result.message);
  });

  it('binds the prefix a tool was installed in, never the home folder or one with keys', async () => {
    assert.equal(
      installationPrefix('/home/u/.nvm/versions/node/v20/bin/node', '/home/u'),
      '/home/u/.nvm/versions/node/v20',
    );
    assert.equal(installationPrefix('/home/u/bin/tool', '/home/u'), '/home/u/bin');
    assert.equal(installationPrefix('/home/u/.local/bin/tool', '/home/u'), '/home/u/.local/bin');
    assert.equal(installationPrefix('/home/u/.cargo/bin/cargo', '/home/u'), '/home/u/.cargo/bin');
    assert.equal(installationPrefix('/bin/sh', '/home/u'), '/bin');
    const prefix = join(place.outside, 'node-v20');
    mkdirSync(join(prefix, 'bin'), { recursive: true });
    symlinkSync(process.execPath, join(place.outside, 'alias'));
    writeFileSync(join(prefix, 'bin', 'tool'), '#!/bin/sh\necho ran\n');
    chmodSync(join(prefix, 'bin', 'tool'), 0o755);
    const folders = await toolFolders(join(prefix, 'bin', 'tool'), { PATH: join(prefix, 'bin') }, [place.root]);
    assert.deepEqual(folders, [prefix]);
    const own = await toolFolders(join(place.root, 'tool'), { PATH: '' }, [place.root]);
    assert.deepEqual(own, [], 'nothing of the workspace');
  });

  it('a tool installed outside the system folders starts confined', async function () {
    const confinement = await probeConfinement();
    if (confinement.kind === 'unconfined') return this.skip();
    const bin = join(place.outside, 'toolchain', 'bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, 'mytool'), '#!/bin/sh\necho ran "$HOME"\n');
    chmodSync(join(bin, 'mytool'), 0o755);
    const tree = await sandboxFor(confinement);
    const request = { argv: [join(bin, 'mytool')], cwd: tree.root, workspaceRoot: place.root };
    const options = { signal: new AbortController().signal };
    const result = await runCheck({ ...request, timeoutMs: 15_000, maxOutputBytes: 64_000 }, options, confinement);
    assert.equal(result.output, 'ran /tmp/home\n');
  });
});
