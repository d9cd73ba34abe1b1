import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import type { SandboxTree } from '../../../src/sandbox/sandboxTree';
import type { TemporaryWorkspace } from './temporaryWorkspace';
import { hashTree, temporaryWorkspace, waitForFileClock } from './temporaryWorkspace';

describe('sandbox/sandboxTreeOnDisk', () => {
  let place: TemporaryWorkspace;
  let tree: SandboxTree;

  beforeEach(async () => {
    place = await temporaryWorkspace();
    place.write('a.txt', 'a');
    place.write('src/b.ts', 'b');
    place.write('run.sh', 'r');
    chmodSync(join(place.root, 'run.sh'), 0o755);
    tree = await place.sandbox();
  });
  afterEach(() => place.remove());

  async function touchedPaths(): Promise<readonly string[]> {
    return (await tree.touched()).map((file) => file.path);
  }

  it('remembers what a file held before it was first touched', async () => {
    await tree.writeFile('a.txt', Buffer.from('one'));
    await tree.writeFile('a.txt', Buffer.from('two'));
    await tree.writeFile('new/deep/c.ts', Buffer.from('c'));
    await tree.deleteFile('src/b.ts');
    const touched = await tree.touched();
    assert.deepEqual(
      touched.map(({ path, base, current }) => [path, base?.toString(), current?.toString()]),
      [
        ['a.txt', 'a', 'two'],
        ['new/deep/c.ts', undefined, 'c'],
        ['src/b.ts', 'b', undefined],
      ],
    );
    assert.deepEqual(tree.listFiles(), ['a.txt', 'new/deep/c.ts', 'run.sh']);
    assert.equal(readFileSync(join(place.root, 'a.txt'), 'utf8'), 'a', 'the workspace is untouched');
  });

  it('leaves out files that are back at their base', async () => {
    await tree.writeFile('a.txt', Buffer.from('other'));
    await tree.writeFile('a.txt', Buffer.from('a'));
    await tree.writeFile('c.ts', Buffer.from('c'));
    await tree.deleteFile('c.ts');
    assert.deepEqual(await touchedPaths(), []);
  });

  it('says in one sentence what is missing, denied or a folder', async () => {
    const missing = await tree.readFile('nope.ts');
    assert.match(missing.kind === 'missing' ? missing.reason : '', /There is no file "nope\.ts"/u);
    assert.equal((await tree.readFile('a.txt/x')).kind, 'denied');
    assert.equal((await tree.deleteFile('nope.ts')).kind, 'missing');
    const folder = await tree.readFile('src');
    assert.match(folder.kind === 'failed' ? folder.reason : '', /it is a folder/u);
    assert.equal((await tree.writeFile('src', Buffer.from('x'))).kind, 'failed');
    assert.equal((await tree.writeFile('../x', Buffer.from('x'))).kind, 'denied');
    assert.equal((await tree.writeFile('.git/config', Buffer.from('x'))).kind, 'denied');
    assert.deepEqual(await touchedPaths(), []);
  });

  it('case 101: keeps the mode, and breaks a hard link instead of writing through it', async () => {
    const canary = join(place.outside, 'canary');
    writeFileSync(canary, 'a');
    rmSync(join(tree.root, 'a.txt'));
    linkSync(canary, join(tree.root, 'a.txt'));
    await tree.writeFile('run.sh', Buffer.from('changed'));
    await tree.writeFile('a.txt', Buffer.from('changed'));
    assert.equal(statSync(join(tree.root, 'run.sh')).mode & 0o777, 0o755);
    assert.equal(readFileSync(canary, 'utf8'), 'a');
    assert.deepEqual(readdirSync(tree.root).sort(), ['a.txt', 'run.sh', 'src'], 'no temporary file is left');
  });

  it('does not hang on a pipe, and does not read devices', async () => {
    execFileSync('mkfifo', [join(tree.root, 'pipe')]);
    assert.equal((await tree.readFile('pipe')).kind, 'failed');
  });

  it('two names of one file are one change, at the place where the file is', async () => {
    symlinkSync('src', join(place.root, 'alias'));
    tree = await place.sandbox();
    await tree.writeFile('alias/b.ts', Buffer.from('via alias'));
    await tree.writeFile('src/b.ts', Buffer.from('direct'));
    const touched = await tree.touched();
    assert.deepEqual(
      touched.map(({ path, base }) => [path, base?.toString()]),
      [['src/b.ts', 'b']],
    );
  });

  it('case 140: a check that rewrites files cannot change what an edit is compared with', async () => {
    await waitForFileClock(place, 80);
    tree = await place.sandbox();
    await waitForFileClock(place, 20);
    writeFileSync(join(tree.root, 'a.txt'), 'rewritten by the check');
    await tree.writeFile('a.txt', Buffer.from('edited'));
    const [first] = await tree.touched();
    assert.equal(first?.base?.toString(), 'a', 'the base comes from the untouched workspace');
    writeFileSync(join(tree.root, 'src/b.ts'), 'rewritten');
    place.write('src/b.ts', 'edited by the person');
    const outcome = await tree.writeFile('src/b.ts', Buffer.from('x'));
    assert.match(outcome.kind === 'failed' ? outcome.reason : '', /original is no longer known/u);
  });

  it('case 140: a link that a check puts in the place of a file brings nothing from outside', async () => {
    writeFileSync(join(place.outside, 'secret'), 'SECRET');
    await tree.writeFile('a.txt', Buffer.from('edited'));
    unlinkSync(join(tree.root, 'a.txt'));
    symlinkSync(join(place.outside, 'secret'), join(tree.root, 'a.txt'));
    assert.deepEqual(await touchedPaths(), []);
    assert.equal((await tree.readFile('a.txt')).kind, 'denied');
    assert.equal((await tree.writeFile('a.txt', Buffer.from('x'))).kind, 'denied');
    assert.equal(readFileSync(join(place.outside, 'secret'), 'utf8'), 'SECRET');
  });

  it('case 34: a folder swapped for a link between check and write never lets a write out', async function () {
    this.timeout(60_000);
    writeFileSync(join(place.outside, 'b.ts'), 'canary');
    const before = hashTree(place.outside);
    const swapper = new Worker(
      `const fs = require('node:fs'); const { workerData: [folder, away, outside] } = require('node:worker_threads');
       const attempt = (action) => { try { action(); } catch {} };
       for (;;) {
         attempt(() => fs.renameSync(folder, away));
         attempt(() => fs.symlinkSync(outside, folder));
         attempt(() => fs.unlinkSync(folder));
         // A write may have made the folder anew meanwhile.
         attempt(() => { if (fs.existsSync(away)) fs.rmSync(folder, { recursive: true, force: true }); });
         attempt(() => fs.renameSync(away, folder));
       }`,
      { eval: true, workerData: [join(tree.root, 'src'), join(tree.root, 'away'), place.outside] },
    );
    const kinds = new Map<string, number>();
    try {
      for (let round = 0; round < 1000; round += 1) {
        const outcome = await tree.writeFile('src/b.ts', Buffer.from(`round ${round}`));
        const read = await tree.readFile('src/b.ts');
        if (read.kind === 'ok') assert.notEqual(read.value.toString(), 'canary');
        kinds.set(outcome.kind, (kinds.get(outcome.kind) ?? 0) + 1);
      }
    } finally {
      await swapper.terminate();
    }
    assert.equal(hashTree(place.outside), before);
    assert.ok((kinds.get('ok') ?? 0) > 0, 'some writes went through, so the race was run');
  });

  it('dispose removes what a check made read-only, and follows no link', async () => {
    mkdirSync(join(tree.root, 'locked', 'deep'), { recursive: true });
    writeFileSync(join(tree.root, 'locked', 'deep', 'x'), 'x');
    chmodSync(join(tree.root, 'locked', 'deep'), 0o500);
    chmodSync(join(tree.root, 'locked'), 0o500);
    writeFileSync(join(place.outside, 'canary'), 'x');
    symlinkSync(place.outside, join(tree.root, 'out'));
    await tree.dispose();
    assert.deepEqual(readdirSync(place.sandboxes), []);
    assert.ok(existsSync(join(place.outside, 'canary')));
  });

  it('case 77: what a check prints or writes down of secret files does not get to a model', async () => {
    place.write('.gitignore', '.env\n.env.test\nid_rsa\n');
    place.write('.env', 'TOKEN=canary-of-the-real-service');
    place.write('id_rsa', 'canary-key');
    place.write(
      '.env.test',
      'export TOKEN="canary-of-tests"\nDB=postgres://u:canary-password@localhost/d\nMODE=production\n',
    );
    place.write('server.pem', 'canary-line-of-a-key');
    place.write('honest.txt', 'the docs name canary-of-tests');
    const openBuffers = new Map([['.env', Buffer.from('TOKEN=canary-not-saved-yet')]]);
    const own = await place.sandbox({ openBuffers });
    // The keys of a real service are not there at all; what tests are made with is.
    assert.deepEqual(
      ['.env', 'id_rsa', '.env.test', 'server.pem'].map((path) => existsSync(join(own.root, path))),
      [false, false, true, true],
    );
    assert.equal(
      own.fitForModels('canary-of-tests, canary-password and canary-line-of-a-key in production'),
      '[secret hidden], [secret hidden] and [secret hidden] in production',
    );
    assert.equal(own.fitForModels(`at ${own.root}/src/a.js:1 in ${own.root}`), 'at src/a.js:1 in .');
    await waitForFileClock(place, 5);
    copyFileSync(join(own.root, '.env.test'), join(own.root, 'notes.txt'));
    linkSync(join(own.root, 'server.pem'), join(own.root, 'linked.txt'));
    writeFileSync(join(own.root, 'a.txt'), 'a canary-of-tests');
    for (const path of ['notes.txt', 'linked.txt', 'a.txt']) {
      assert.equal((await own.readFile(path)).kind, 'denied', path);
    }
    // Text that stood in the workspace, or that the model wrote itself, is no news to it.
    await own.writeFile('own.txt', Buffer.from('canary-of-tests'));
    for (const path of ['honest.txt', 'own.txt']) assert.equal((await own.readFile(path)).kind, 'ok', path);
  });

  it('case 140, 141: whatever a check did to the copy is taken back, and what tools did stays', async () => {
    place.write('test/a.test.js', 'the tests of the person');
    place.write('node_modules/runner/index.js', 'real runner');
    await waitForFileClock(place, 100);
    const own = await place.sandbox();
    await own.writeFile('src/b.ts', Buffer.from('by a tool'));
    await own.writeFile('made/c.ts', Buffer.from('by a tool'));
    await own.deleteFile('a.txt');
    await waitForFileClock(place, 5);
    const before = contentOf(own.root);
    const at = (path: string): string => join(own.root, path);
    writeFileSync(at('test/a.test.js'), 'always green');
    utimesSync(at('test/a.test.js'), 0, 0);
    writeFileSync(at('node_modules/runner/index.js'), 'fake runner');
    writeFileSync(at('src/b.ts'), 'by the check');
    writeFileSync(at('a.txt'), 'back again');
    writeFileSync(at('conftest.py'), 'more');
    writeFileSync(join(place.outside, 'canary'), 'safe');
    rmSync(at('made'), { recursive: true });
    symlinkSync(place.outside, at('made'));
    unlinkSync(at('run.sh'));
    mkdirSync(at('run.sh/deep'), { recursive: true });
    assert.deepEqual(await own.undoCheck(), []);
    assert.deepEqual(contentOf(own.root), before);
    assert.equal(statSync(at('run.sh')).mode & 0o777, 0o755);
    assert.deepEqual(readdirSync(place.outside), ['canary']);
    // Where the workspace has moved on as well, the loss is said.
    writeFileSync(at('test/a.test.js'), 'always green');
    place.write('test/a.test.js', 'the person went on');
    assert.deepEqual(await own.undoCheck(), ['test/a.test.js']);
  });

  it('property: after any series of writes and deletes, touched tells exactly the difference to the start', async () => {
    const path = fc.constantFrom('a.txt', 'src/b.ts', 'run.sh', 'n.txt', 'x/y.txt');
    const step = fc.tuple(path, fc.option(fc.constantFrom('a', 'b', 'r', 'z'), { nil: undefined }));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const own = await place.sandbox();
        const start = new Map([
          ['a.txt', 'a'],
          ['src/b.ts', 'b'],
          ['run.sh', 'r'],
        ]);
        const now = new Map(start);
        for (const [name, text] of steps) {
          if (text === undefined) await own.deleteFile(name);
          else await own.writeFile(name, Buffer.from(text));
          if (text === undefined) now.delete(name);
          else now.set(name, text);
        }
        const expected = [...new Set([...start.keys(), ...now.keys()])].filter(
          (name) => start.get(name) !== now.get(name),
        );
        const touched = await own.touched();
        assert.deepEqual(
          touched.map((file) => file.path),
          expected.sort(),
        );
        for (const file of touched) {
          assert.equal(file.base?.toString(), start.get(file.path));
          assert.equal(file.current?.toString(), now.get(file.path));
        }
        assert.deepEqual(own.listFiles(), [...now.keys()].sort());
        await own.dispose();
      }),
      { numRuns: 25 },
    );
  });
});

/** Every file below a folder with its text. */
function contentOf(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    statSync(join(folder, path)).isFile(),
  );
  return Object.fromEntries(files.sort().map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}
