/**
 * Loads and activates an extension in this fresh process: node activateOnce.cjs <extension.js> [--watch]
 *
 * Prints, when the process ends by itself, `{ milliseconds, vscodeCalls, work, evaluated }`. `work` lists every call to
 * network, processes, files and timers, then and later, with --watch only, because the watch costs time. `evaluated`
 * comes from a bundle that was built to tell which files ran.
 */
const { dirname } = require('node:path');
const { calls, vscode } = require('./stubVscode.cjs');

const [, , file, mode] = process.argv;
const writeSync = require('node:fs').writeSync;
const work = [];
if (mode === '--watch') watchEverything();

const started = performance.now();
require(file).activate(vscode.context);
const milliseconds = performance.now() - started;
const vscodeCalls = [...calls];

process.on('exit', () => {
  const evaluated = [...(globalThis.evaluatedFiles ?? [])];
  writeSync(1, JSON.stringify({ milliseconds, vscodeCalls, work, evaluated }));
});

function watchEverything() {
  const modules = ['child_process', 'dgram', 'dns', 'dns/promises', 'fs', 'fs/promises', 'http', 'http2', 'https'];
  for (const name of [...modules, 'net', 'timers', 'timers/promises', 'tls', 'worker_threads']) {
    watch(name, require(`node:${name}`));
  }
  watch('net.Socket', require('node:net').Socket.prototype, ['connect']);
  watch('net.Server', require('node:net').Server.prototype, ['listen']);
  watch('globalThis', globalThis, ['fetch', 'setTimeout', 'setInterval', 'setImmediate']);
}

function watch(module, target, names = Object.keys(target)) {
  for (const name of names) {
    const original = target[name];
    if (typeof original !== 'function' || /^_/.test(name)) continue;
    target[name] = new Proxy(original, {
      apply: (_, self, args) => {
        if (!isLoading(args[0])) work.push(`${module}.${name}`);
        return Reflect.apply(original, self, args);
      },
      construct: (_, args, newTarget) => {
        if (module === 'worker_threads') work.push(`new ${module}.${name}`);
        return Reflect.construct(original, args, newTarget);
      },
    });
  }
}

/** Node itself reads the bundle and its chunks through the same functions. */
function isLoading(path) {
  return typeof path === 'string' && (path.startsWith(dirname(file)) || path.endsWith('package.json'));
}
