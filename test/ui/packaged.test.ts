import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { hostedProviders } from '../../src/config/knownServers';
import { type ConnectionRecord, extensionHostTree, recordConnections, socketsOf } from './support/extensionHost';
import { GavelWindow, newProfile } from './support/gavelWindow';
import { zipNames } from './support/zip';

/** The files of the package, one a line. The pieces of the bundle, whose number changes with every `import()`, are one line. */
const golden = 'test/golden/vsix-files.txt';

/** Hosts that occur in addresses within the shipped code, and why. Nobody is called who was not configured or asked for. */
const knownHosts: Readonly<Record<string, string>> = {
  '127.0.0.1': 'the practice server',
  'json-schema.org': 'names of JSON schema dialects (zod)',
  'api.openai.com': 'defaults of the openai package; Gavel always sets the base URL',
  'ae.api.openai.com': 'openai package',
  'au.api.openai.com': 'openai package',
  'eu.api.openai.com': 'openai package',
  'in.api.openai.com': 'openai package',
  'jp.api.openai.com': 'openai package',
  'us.api.openai.com': 'openai package',
  'mtls.api.openai.com': 'openai package',
  'auth.openai.com': 'openai package, its own sign-in, not used',
  'help.openai.com': 'an error text of the openai package',
  'docs.expo.dev': 'an error text of the openai package',
  'api.github.com': 'issues, asked for by Auction GitHub Issue',
  'redacted.invalid': 'openai package',
  'github.com': 'the licence note of markdown-it',
  ...Object.fromEntries(
    hostedProviders.map(({ name, baseUrl }) => [new URL(baseUrl).hostname, `${name}, offered by Manage Bidders`]),
  ),
};

describe('ui/packaged', function () {
  this.timeout(180_000);
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'gavel-package-'));
  const vsix = path.join(temporary, 'gavel.vsix');
  const profile = newProfile();
  const practice = path.join(profile, 'data/User/globalStorage/gavel.gavel/practice/tidy-desk');
  let installed: string;
  let window: GavelWindow;
  let connections: ConnectionRecord;

  before(async () => {
    const { status, stdout, stderr } = spawnSync('npm', ['run', 'package', '--', '-o', vsix], { encoding: 'utf8' });
    assert.equal(status, 0, stdout + stderr);
    connections = recordConnections(profile);
    window = await GavelWindow.launch({ extension: { vsix }, profile, env: connections.env });
    const folder = fs.readdirSync(path.join(profile, 'extensions')).find((name) => name.startsWith('gavel.gavel-'));
    assert.ok(folder !== undefined);
    installed = path.join(profile, 'extensions', folder);
  });

  afterEach(async function () {
    await window.pictureOfFailure(this.currentTest);
  });

  after(async () => {
    fs.rmSync(temporary, { recursive: true });
    await window.close();
  });

  const bundles = (): readonly { readonly name: string; readonly text: string }[] =>
    fs
      .readdirSync(path.join(installed, 'dist'), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(?:js|css)$/u.test(name))
      .map((name) => ({ name, text: fs.readFileSync(path.join(installed, 'dist', name), 'utf8') }));

  const found = (pattern: RegExp): readonly string[] =>
    bundles().flatMap(({ name, text }) => [...text.matchAll(pattern)].map(([match]) => `${name}: ${match}`));

  describe('what is in the package (case 146)', () => {
    it('is exactly the list of files that was agreed on, with the licence', () => {
      const piece = /^(extension\/dist\/chunks\/)[A-Za-z]+-[A-Z0-9]{8}\.js$/u;
      const names = [...new Set(zipNames(vsix).map((name) => name.replace(piece, '$1<name>-<hash>.js')))];
      assert.deepEqual(names, fs.readFileSync(golden, 'utf8').trimEnd().split('\n'));
      assert.ok(names.includes('extension/LICENSE.txt'));
      assert.match(fs.readFileSync(path.join(installed, 'LICENSE.txt'), 'utf8'), /^MIT License/u);
    });

    it('has no source map, no path of the machine it was built on', () => {
      assert.deepEqual(found(/sourceMappingURL|sourcesContent/gu), []);
      // esbuild names a module by its path in comments; the name of the folder itself is code's business.
      const places = [process.cwd(), os.homedir(), temporary, 'node_modules/openai', 'node_modules/zod'];
      for (const place of new Set(places)) {
        const holders = bundles().filter(({ text }) => text.includes(place));
        assert.deepEqual(
          holders.map(({ name }) => `${name}: ${place}`),
          [],
        );
      }
    });

    it('runs nothing when it is installed', () => {
      const manifest = JSON.parse(fs.readFileSync(path.join(installed, 'package.json'), 'utf8')) as {
        readonly scripts?: Readonly<Record<string, string>>;
      };
      const hooks = Object.keys(manifest.scripts ?? {}).filter((name) =>
        /install|prepare|^vscode:uninstall/u.test(name),
      );
      assert.deepEqual(hooks, []);
    });
  });

  describe('what the shipped code can do (case 147)', () => {
    it('makes no code out of text and loads none from elsewhere', () => {
      assert.deepEqual(found(/(?<![\w$.])eval\s*\(|\bnew Function\b|(?<![\w$.])Function\s*\(/gu), []);
      assert.deepEqual(
        found(/importScripts|(?:import|require)\s*\(\s*["'`]https?:|<script[^>]*src=["']?https?:/giu),
        [],
      );
      assert.deepEqual(found(/@import|url\(["']?https?:/gu), []);
    });

    it('names no host but the known ones', () => {
      const hosts = found(/(?<=https?:\/\/)[a-z0-9](?:[a-z0-9.-]*[a-z0-9.])?/gu).map(
        (line) => line.split(': ')[1] ?? '',
      );
      assert.deepEqual([...new Set(hosts)].sort(), Object.keys(knownHosts).sort());
    });
  });

  describe('the installed package in a real VS Code', () => {
    it('listens nowhere and calls nobody while it is idle (case 147)', async () => {
      await window.workbench.command('Gavel: Show Bids');
      await (await window.panel()).locator('.welcome').waitFor();
      assert.deepEqual(ownListeners(), []);
      assert.deepEqual(foreignSockets(), []);
      assert.deepEqual(connections.lines(), []);
    });

    it('plays the practice market to the accept; its server listens on loopback only, and only meanwhile', async () => {
      await window.workbench.command('Gavel: Start Practice Market');
      await window.page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'package.json' }).waitFor();
      window.workbench.workspace = practice;
      const before = fs.readFileSync(path.join(practice, 'src/focusTime.js'), 'utf8');
      const order = { file: 'src/focusTime.js', functionName: 'formatFocusTime', check: /node --test/u };
      const panel = await window.auction(order);
      await panel.locator('[data-action="award"]').waitFor();
      const listening = ownListeners();
      assert.match(listening.join(), /^0100007F:[0-9A-F]{4}$/u);
      await window.press('award');
      await panel.locator('[data-action="acceptAll"]').waitFor();
      assert.equal(fs.readFileSync(path.join(practice, 'src/focusTime.js'), 'utf8'), before);
      await window.press('acceptAll');
      await panel.locator('.end-accepted').waitFor();
      await window.workbench.screenshot('ui-packaged');
      assert.notEqual(fs.readFileSync(path.join(practice, 'src/focusTime.js'), 'utf8'), before);
      const tests = spawnSync(process.execPath, ['--test', 'test/focusTime.test.js'], { cwd: practice });
      assert.equal(tests.status, 0);
    });

    it('listens nowhere afterwards, and has called nobody but its own server (case 147)', async () => {
      await until(() => ownListeners().length === 0 && foreignSockets().length === 0);
      const lines = connections.lines();
      const port = lines.find((line) => line.startsWith('listen '))?.split(' ')[1];
      assert.ok(port !== undefined, 'the practice server was seen');
      const expected = [`listen ${port}`, 'lookup 127.0.0.1', `connect 127.0.0.1 ${port}`];
      assert.deepEqual([...new Set(lines)].sort(), expected.sort());
      assert.deepEqual(window.problems(), []);
    });
  });

  /** Addresses on which the extension host or a process it has started listens. */
  function ownListeners(): readonly string[] {
    const sockets = socketsOf(extensionHostTree(window.workbench.port));
    return sockets.filter(({ state }) => state === 'listening').map(({ local }) => local);
  }

  /** Connections other than the workbench's own, which the server hands over to the extension host. */
  function foreignSockets(): readonly string[] {
    const workbench = window.workbench.port.toString(16).toUpperCase().padStart(4, '0');
    return socketsOf(extensionHostTree(window.workbench.port))
      .filter(({ state, local }) => state === 'other' && !local.endsWith(`:${workbench}`))
      .map(({ local, remote }) => `${local} ${remote}`);
  }
});

/** Looks every 100 ms, for as long as mocha allows; sockets have no event. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 100));
}
