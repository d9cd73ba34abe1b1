import assert from 'node:assert/strict';
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { locateProgram, prepareCheck } from '../../../src/sandbox/prepareCheck';
import type { SandboxTree } from '../../../src/sandbox/sandboxTree';
import { confinedPlace, type ConfinedPlace } from './confinedCheck';
import type { TemporaryWorkspace } from './temporaryWorkspace';
import { hashTree, temporaryWorkspace, waitForFileClock } from './temporaryWorkspace';

/** Dependency folders in a confined check: the workspace's own, read-only, instead of a copy. */
describe('sandbox/boundDependencies', function () {
  this.timeout(60_000);
  let place: TemporaryWorkspace;

  beforeEach(async () => {
    place = await temporaryWorkspace();
    place.write('.gitignore', 'node_modules\n.venv\n.env.local\n');
    place.write(
      'package.json',
      '{ "name": "app", "version": "1.0.0", "dependencies": { "own": "file:packages/own" } }',
    );
    place.write('packages/own/package.json', '{ "name": "own", "version": "1.0.0", "main": "index.js" }');
    place.write('packages/own/index.js', 'module.exports = "committed"');
    place.write('packages/own/node_modules/inner/index.js', 'module.exports = "inner"');
    place.write('node_modules/dep/index.js', 'module.exports = "dep"');
    place.write('node_modules/.cache/tool/kept.txt', 'the cache of the workspace');
    mkdirSync(join(place.root, 'node_modules/.bin'));
    symlinkSync('../dep/index.js', join(place.root, 'node_modules/.bin/dep'));
    symlinkSync('../packages/own', join(place.root, 'node_modules/own'));
    place.git('init', '-q');
    place.git('add', '-A');
    place.git('commit', '-qm', 'first');
  });
  afterEach(() => place.remove());

  async function confinedOrSkip(context: Mocha.Context): Promise<ConfinedPlace> {
    return (await confinedPlace(place)) ?? context.skip();
  }

  function pathsOf(tree: SandboxTree): readonly string[] {
    return tree.bound.map(({ path }) => path);
  }

  it('case 106: a check reads them, writes only into their caches, and nothing of it reaches the workspace', async function () {
    const confined = await confinedOrSkip(this);
    const before = hashTree(place.root);
    assert.deepEqual(pathsOf(confined.tree), ['node_modules', 'packages/own/node_modules']);
    assert.deepEqual(readdirSync(join(confined.tree.root, 'node_modules')), [], 'nothing of them is copied');
    const script = `
      const fs = require('fs');
      const fails = (name, action) => { try { action(); console.log(name, 'WRITTEN'); } catch (error) { console.log(name, error.code); } };
      console.log(require('dep'), require('./packages/own/node_modules/inner'), require('./node_modules/.bin/dep'));
      fails('change', () => fs.writeFileSync('node_modules/dep/index.js', 'x'));
      fails('add', () => fs.mkdirSync('node_modules/new'));
      fails('inner', () => fs.rmSync('packages/own/node_modules/inner/index.js'));
      console.log(fs.readdirSync('node_modules/.cache').length);
      fs.mkdirSync('node_modules/.cache/tool'); fs.writeFileSync('node_modules/.cache/tool/made', 'x');`;
    const result = await confined.check(['node', '-e', script]);
    const said = ['dep inner dep', 'change EROFS', 'add EROFS', 'inner EROFS', '0', ''];
    assert.deepEqual([result.verdict, result.output.split('\n')], ['passed', said], result.output);
    assert.deepEqual(await confined.tree.undoCheck(), []);
    assert.equal(hashTree(place.root), before);
  });

  it('case 106: what is linked from there into the workspace is the copy of it, with the work of the agent', async function () {
    const confined = await confinedOrSkip(this);
    await confined.tree.writeFile('packages/own/index.js', Buffer.from('module.exports = "by the agent"'));
    const result = await confined.check(['node', '-p', 'require("own")']);
    assert.equal(result.output, 'by the agent\n');
    const read = await confined.tree.readFile('node_modules/own/index.js');
    assert.equal(read.kind === 'ok' && read.value.toString(), 'module.exports = "by the agent"');
  });

  it('case 106: a Python environment works under the path it was made with, and an editable install means the copy', async function () {
    place.write('app.py', 'WHO = "committed"\n');
    const bin = join(place.root, '.venv/bin');
    place.write('.venv/pyvenv.cfg', 'home = /usr/bin\ninclude-system-site-packages = false\n');
    mkdirSync(bin);
    if (!existsSync('/usr/bin/python3')) this.skip();
    symlinkSync('/usr/bin/python3', join(bin, 'python'));
    const interpreter = join(bin, 'python');
    place.write(
      '.venv/bin/tool',
      `#!${interpreter}\nimport sys\nsys.path.insert(0, ${JSON.stringify(place.root)})\nimport app\nprint(app.WHO, sys.prefix)\n`,
    );
    chmodSync(join(bin, 'tool'), 0o755);
    const confined = await confinedOrSkip(this);
    assert.ok(pathsOf(confined.tree).includes('.venv'));
    await confined.tree.writeFile('app.py', Buffer.from('WHO = "by the agent"\n'));
    const result = await confined.check(['.venv/bin/tool']);
    assert.equal(result.output, `by the agent ${join(place.root, '.venv')}\n`, result.message);
    const absent = await confined.check(['.venv/bin/none']);
    assert.equal(absent.verdict, 'runnerMissing');
  });

  it('case 134: under the name of the workspace stands the copy, and never the workspace', async function () {
    const confined = await confinedOrSkip(this);
    place.write('package.json', 'changed since');
    const before = hashTree(place.root);
    const script = `
      const fs = require('fs'), at = ${JSON.stringify(place.root)};
      console.log(JSON.parse(fs.readFileSync(at + '/package.json', 'utf8')).name);
      for (const write of [() => fs.mkdirSync(at + '/.vscode'), () => fs.mkdirSync(at + '/.git'), () => fs.writeFileSync(at + '/new', 'x')]) write();`;
    const result = await confined.check(['node', '-e', script]);
    assert.deepEqual([result.verdict, result.output], ['passed', 'app\n'], result.output);
    assert.equal(hashTree(place.root), before);
    assert.deepEqual(await confined.tree.undoCheck(), []);
    for (const path of ['.vscode/x', 'new']) assert.equal((await confined.tree.readFile(path)).kind, 'missing');
  });

  it('case 134: no link in dependencies or from them shows the check a folder that is no installed Python', async function () {
    const other = join(place.outside, 'project');
    mkdirSync(join(other, 'bin'), { recursive: true });
    for (const name of ['python3', 'tool']) writeFileSync(join(other, 'bin', name), '#!/bin/sh\n', { mode: 0o755 });
    writeFileSync(join(other, '.env'), 'TOKEN=canary');
    mkdirSync(join(place.root, '.venv/bin'), { recursive: true });
    symlinkSync(join(other, 'bin/python3'), join(place.root, '.venv/bin/python'));
    mkdirSync(join(place.root, 'node_modules/.bin'), { recursive: true });
    symlinkSync(join(other, 'bin/tool'), join(place.root, 'node_modules/.bin/tool'));
    const confined = await confinedOrSkip(this);
    const looked = await confined.check(['cat', join(other, '.env')]);
    assert.ok(!looked.output.includes('canary'), looked.output);
    const shown: string[] = [];
    for (const path of ['.venv/bin/python', 'node_modules/.bin/tool']) {
      const started = { argv: [path], cwd: confined.tree.root, workspaceRoot: place.root, bound: confined.tree.bound };
      const request = { ...started, timeoutMs: 1000, maxOutputBytes: 1000 };
      const located = await locateProgram(request);
      assert.ok(located);
      shown.push(...(await prepareCheck(located, request, confined.confinement)).args);
    }
    assert.ok(!shown.some((argument) => argument.startsWith(other)), shown.join(' '));
    mkdirSync(join(other, 'lib/python3.11'), { recursive: true });
    writeFileSync(join(other, 'lib/python3.11/os.py'), '');
    const again = await confined.check(['cat', join(other, '.env')]);
    assert.ok(!again.output.includes('canary'), 'of a Python only programs and library');
  });

  it('a check that installs fails and says what to press', async function () {
    const confined = await confinedOrSkip(this);
    rmSync(join(place.root, 'node_modules/own'));
    const result = await confined.check(['npm', 'install', '--no-audit', '--no-fund', '--offline']);
    assert.notEqual(result.verdict, 'passed', result.output);
    assert.equal(result.lacks, 'writableDependencies', result.output);
    assert.match(result.message, /install them in the workspace and press “Run the Auction Again”/u);
    assert.match(result.message, /“gavel\.sandbox\.dependencies” to “copy”/u);
  });

  it('case 106: a check that moves folders with dependencies in them does not keep the next one from starting', async function () {
    // Of files that changed while they were copied, nobody knows what they were.
    await waitForFileClock(place, 100);
    const confined = await confinedOrSkip(this);
    const moved = await confined.check([
      '/bin/sh',
      '-c',
      'mv packages elsewhere && mkdir -p packages/own && ln -s / packages/own/node_modules',
    ]);
    assert.equal(moved.verdict, 'passed', moved.output);
    assert.deepEqual(await confined.tree.undoCheck(), []);
    assert.ok(lstatSync(join(confined.tree.root, 'packages/own/node_modules')).isDirectory());
    const next = await confined.check(['node', '-p', 'require("./packages/own/node_modules/inner")']);
    assert.equal(next.output, 'inner\n', next.message);
  });

  it('a model reads them, cannot change them, and reads nothing else through them', async function () {
    place.write('.env.local', 'KEY=SECRET-CANARY');
    symlinkSync('../.env.local', join(place.root, 'node_modules/leak'));
    symlinkSync(join(place.outside), join(place.root, 'node_modules/out'));
    const { tree } = await confinedOrSkip(this);
    const read = await tree.readFile('node_modules/dep/index.js');
    assert.equal(read.kind === 'ok' && read.value.toString(), 'module.exports = "dep"');
    for (const path of ['node_modules/leak', 'node_modules/out/x'])
      assert.equal((await tree.readFile(path)).kind, 'denied', path);
    assert.equal((await tree.readFile('node_modules/none.js')).kind, 'missing');
    for (const path of ['node_modules/dep/index.js', 'node_modules/new.js']) {
      const written = await tree.writeFile(path, Buffer.from('x'));
      assert.match(written.kind === 'denied' ? written.reason : '', /installed dependencies/u);
      assert.equal((await tree.deleteFile(path)).kind, 'denied');
    }
    assert.deepEqual(await tree.touched(), []);
    assert.deepEqual(
      tree.listFiles().filter((path) => path.includes('node_modules')),
      [],
    );
  });

  it('a second copy, for the next attempt, has the same dependencies', async function () {
    const confined = await confinedOrSkip(this);
    const again = await place.sandbox({ workspaceRoot: confined.tree.root, bound: confined.tree.bound });
    assert.deepEqual(again.bound, confined.tree.bound);
    assert.deepEqual(readdirSync(join(again.root, 'node_modules')), []);
    const read = await again.readFile('node_modules/own/index.js');
    assert.equal(read.kind === 'ok' && read.value.toString(), 'module.exports = "committed"');
    assert.deepEqual(again.listFiles(), confined.tree.listFiles());
  });

  it('binds no more folders than a start can bear, the outer ones first; what is left is copied', async () => {
    for (let index = 0; index < 160; index += 1)
      place.write(`apps/app${index}/node_modules/dep/index.js`, String(index));
    const tree = await place.sandbox({ bound: 'find' });
    assert.equal(tree.bound.length, 150);
    assert.ok(pathsOf(tree).includes('node_modules'));
    const copied = Array.from({ length: 160 }, (_, index) => `apps/app${index}/node_modules`);
    const left = copied.filter((path) => !pathsOf(tree).includes(path));
    assert.equal(left.length, 160 - 149, 'all but the one of the root');
    for (const path of copied)
      assert.equal(existsSync(join(tree.root, path, 'dep/index.js')), left.includes(path), path);
  });

  it('copies those that would not serve: without a folder that a tool must make, unreadable for the check, or a link', async () => {
    const bound = async (owner?: number): Promise<readonly string[]> =>
      pathsOf(await place.sandbox({ bound: 'find', ...(owner !== undefined && { owner }) }));
    place.write('node_modules/vite/index.js', '1');
    assert.deepEqual(await bound(), ['packages/own/node_modules']);
    mkdirSync(join(place.root, 'node_modules/.vite-temp'));
    assert.deepEqual(await bound(), ['node_modules', 'packages/own/node_modules']);
    if (process.getuid?.() === 0) {
      chmodSync(join(place.root, 'node_modules/dep'), 0o700);
      assert.deepEqual(await bound(65_432), ['packages/own/node_modules']);
    }
    rmSync(join(place.root, 'node_modules'), { recursive: true });
    symlinkSync(place.outside, join(place.root, 'node_modules'));
    assert.deepEqual(await bound(), ['packages/own/node_modules']);
  });
});
