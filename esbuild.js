const esbuild = require('esbuild');
const { readFileSync, writeFileSync, mkdirSync } = require('node:fs');

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/** Upper bounds of shipped JavaScript, minified, in bytes. */
const budgets = { 'dist/extension.js': 1024 * 1024, 'dist/bids.js': 250 * 1024 };

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  logLevel: 'warning',
  metafile: true,
};

/** @type {import('esbuild').BuildOptions[]} */
const bundles = [
  {
    ...common,
    entryPoints: { extension: 'src/extension.ts' },
    outdir: 'dist',
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    external: ['vscode'],
  },
  {
    ...common,
    entryPoints: [
      { in: 'media/bids/main.ts', out: 'bids' },
      { in: 'media/bids/bids.css', out: 'bids' },
    ],
    outdir: 'dist',
    platform: 'browser',
    target: 'chrome134',
    format: 'iife',
  },
];

function checkBudgets() {
  for (const [file, bound] of Object.entries(budgets)) {
    const bytes = readFileSync(file).length;
    console.log(`${file}: ${Math.round(bytes / 1024)} KiB of ${bound / 1024} KiB`);
    if (bytes > bound) throw new Error(`${file} is over its bound of ${bound} bytes`);
  }
}

async function main() {
  mkdirSync('dist', { recursive: true });
  if (watch) {
    const contexts = await Promise.all(bundles.map((options) => esbuild.context({ ...options, plugins: [announce] })));
    await Promise.all(contexts.map((context) => context.watch()));
    return;
  }
  const results = await Promise.all(bundles.map((options) => esbuild.build(options)));
  writeFileSync('dist/meta.json', JSON.stringify(results.map(({ metafile }) => metafile)));
  if (production) checkBudgets();
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

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
