import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import type { BuildOptions, Plugin } from 'esbuild';

const root = join(__dirname, '../..');
const run = promisify(execFile);

interface Activation {
  readonly vscodeCalls: readonly string[];
  readonly work: readonly string[];
  readonly evaluated: readonly string[];
}

/** Case 133, in a fresh process with a stand-in for `vscode`: what the extension does before anybody uses it. */
describe('manifest/activation', function () {
  this.timeout(60_000);
  let folder: string;
  let activation: Activation;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gavel-activation-'));
    const { buildExtension } = createRequire(__filename)('../../esbuild.js') as {
      readonly buildExtension: (options: BuildOptions) => Promise<unknown>;
    };
    await buildExtension({ outdir: folder, plugins: [tellsWhatRuns] });
    activation = await activate(join(folder, 'extension.js'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('case 133: activation starts no request, process, file access or timer, then or later', () => {
    assert.deepEqual(activation.work, []);
  });

  it('case 133: activation registers and nothing else', () => {
    assert.ok(activation.vscodeCalls.includes('commands.registerCommand'));
    const other = activation.vscodeCalls.filter(
      (name) =>
        // A workspace's state is in memory already: reading it is no work.
        !/^(?:new EventEmitter|context\.workspaceState\.get|EventEmitter\(\)\.event|Disposable\.from|context\.subscriptions\.push)$|\.(?:register|onDid|createTreeView|createChatParticipant|joinPath$)/u.test(
          name,
        ),
    );
    assert.deepEqual(other, []);
  });

  it('case 133: activation evaluates no heavy package', () => {
    assert.ok(activation.evaluated.includes('src/extension.ts'), 'the bundle tells what ran');
    const packages = activation.evaluated.filter((file) => file.includes('node_modules/'));
    assert.deepEqual(
      packages.filter((file) => /\/(?:openai|simple-git|@simple-git|@kwsites|debug)\//u.test(file)),
      [],
    );
  });
});

async function activate(extension: string): Promise<Activation> {
  const program = join(root, 'test/manifest/activateOnce.cjs');
  const { stdout } = await run(process.execPath, [program, extension, '--watch'], { timeout: 20_000 });
  return JSON.parse(stdout) as Activation;
}

/** Makes every module of the bundle name itself when it is evaluated. */
const tellsWhatRuns: Plugin = {
  name: 'tellsWhatRuns',
  setup: (build) => {
    build.onLoad({ filter: /\.[cm]?[jt]s$/ }, async ({ path }) => {
      const name = JSON.stringify(relative(root, path).replaceAll('\\', '/'));
      const note = `(globalThis.evaluatedFiles ??= new Set()).add(${name});`;
      const text = await readFile(path, 'utf8');
      return { contents: text.replace(/^(?:#!.*\n)?/u, `${note}\n`), loader: path.endsWith('.ts') ? 'ts' : 'js' };
    });
  },
};
