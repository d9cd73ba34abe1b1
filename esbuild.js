const esbuild = require('esbuild');
const { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { trimMarkdownIt } = require('./scripts/trimMarkdownIt.cjs');
const { trimOpenAi } = require('./scripts/trimOpenAi.cjs');

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/** @type {import('esbuild').BuildOptions} */
const common = { bundle: true, minify: production, logLevel: 'warning', metafile: true, absWorkingDir: __dirname };

/**
 * The extension, cut where the code says `import()`: VS Code reads and compiles only what activation needs, the rest
 * comes with the first command. esbuild cuts ES modules only; `commonJs` makes of each piece what VS Code loads.
 *
 * @type {import('esbuild').BuildOptions}
 */
const extension = {
  ...common,
  entryPoints: { extension: 'src/extension.ts', fitThread: 'src/memory/fitThread.ts' },
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  platform: 'node',
  target: 'node22',
  format: 'esm',
  splitting: true,
  external: ['vscode'],
  sourcemap: production ? false : 'inline',
  write: false,
};

/** @type {import('esbuild').BuildOptions} */
const panel = {
  ...common,
  entryPoints: [
    { in: 'media/bids/main.ts', out: 'bids' },
    { in: 'media/bids/bids.css', out: 'bids' },
    { in: 'media/history/main.ts', out: 'history' },
    { in: 'media/history/history.css', out: 'history' },
  ],
  outdir: 'dist',
  platform: 'browser',
  target: 'chrome134',
  format: 'iife',
  sourcemap: production ? false : 'linked',
  write: false,
};

/** Writes a file in one step: a window that runs from this folder while it is built never reads half a file. */
function writeWhole(file, contents) {
  mkdirSync(path.dirname(file), { recursive: true });
  const half = `${file}.${process.pid}.half`;
  writeFileSync(half, contents);
  renameSync(half, file);
}

/** @type {import('esbuild').Plugin} */
const writeFiles = {
  name: 'writeFiles',
  setup: ({ onEnd }) => {
    onEnd(({ outputFiles = [] }) => {
      for (const { path: file, contents } of outputFiles) writeWhole(file, contents);
    });
  },
};

/** @type {import('esbuild').Plugin} */
const commonJs = {
  name: 'commonJs',
  setup: ({ onEnd, initialOptions: { outdir, minify, sourcemap, target } }) => {
    onEnd(async ({ outputFiles = [] }) => {
      for (const { path: file, text } of outputFiles) {
        const options = { format: 'cjs', platform: 'node', target, minify, sourcemap, sourcefile: path.basename(file) };
        const { code } = await esbuild.transform(text, { ...options, supported: { 'dynamic-import': false } });
        writeWhole(file, code);
      }
      if (production && outputFiles.length > 0) removeOtherChunks(path.resolve(__dirname, outdir), outputFiles);
    });
  },
};

/** What an earlier build left must not ship. A development build leaves it: a window that is open may still want it. */
function removeOtherChunks(outdir, outputFiles) {
  const written = new Set(outputFiles.map((file) => file.path));
  for (const file of extensionFiles(outdir)) if (!written.has(file)) rmSync(file, { force: true });
}

/** The JavaScript of the extension in a folder of built files: its entry, the thread that fits, and all chunks. */
function extensionFiles(outdir) {
  const chunks = path.join(outdir, 'chunks');
  const names = existsSync(chunks) ? readdirSync(chunks).filter((name) => name.endsWith('.js')) : [];
  const entries = ['extension.js', 'fitThread.js'].map((name) => path.join(outdir, name));
  return [...entries, ...names.map((name) => path.join(chunks, name))];
}

/** Builds the extension alone; `options` replace the usual ones, `plugins` come first. */
function buildExtension({ plugins = [], ...options } = {}) {
  return esbuild.build({ ...extension, ...options, plugins: [...plugins, trimOpenAi, trimMarkdownIt, commonJs] });
}

/** Builds the two webviews alone; `options` replace the usual ones. */
function buildPanel(options = {}) {
  return esbuild.build({ ...panel, ...options, plugins: [writeFiles] });
}

/** Bytes of the shipped JavaScript, with their upper bounds. */
function sizes() {
  const bytes = (files) => files.reduce((sum, file) => sum + statSync(file).size, 0);
  const dist = path.join(__dirname, 'dist');
  return [
    { name: 'extension', bytes: bytes(extensionFiles(dist)), bound: 1024 * 1024 },
    { name: 'panel', bytes: bytes(['bids.js', 'history.js'].map((name) => path.join(dist, name))), bound: 250 * 1024 },
  ];
}

function checkSizes() {
  for (const { name, bytes, bound } of sizes()) {
    console.log(`${name}: ${Math.round(bytes / 1024)} KiB of ${bound / 1024} KiB`);
    if (bytes > bound) throw new Error(`The ${name} is over its bound of ${bound} bytes`);
  }
}

async function main() {
  if (watch) {
    const contexts = await Promise.all([
      esbuild.context({ ...extension, plugins: [trimOpenAi, trimMarkdownIt, commonJs, announce] }),
      esbuild.context({ ...panel, plugins: [writeFiles, announce] }),
    ]);
    await Promise.all(contexts.map((context) => context.watch()));
    return;
  }
  const results = await Promise.all([buildExtension(), buildPanel()]);
  writeWhole(path.join(__dirname, 'dist/meta.json'), JSON.stringify(results.map(({ metafile }) => metafile)));
  if (production) checkSizes();
}

/** Lines that the watch task's problem matcher looks for. */
const announce = {
  name: 'announce',
  setup(build) {
    build.onStart(() => console.log('[watch] build started'));
    build.onEnd((result) => {
      for (const { text, location } of result.errors) {
        console.error(`✘ [ERROR] ${text}`);
        if (location) console.error(`    ${location.file}:${location.line}:${location.column}:`);
      }
      console.log('[watch] build finished');
    });
  },
};

module.exports = { buildExtension, buildPanel, sizes };

if (require.main === module) {
  main().catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
}
