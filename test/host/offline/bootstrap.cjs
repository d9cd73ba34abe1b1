/**
 * Runs in the extension host in place of the module that --extensionTestsPath names, and calls that one. Desktop
 * VS Code prints the host's console to its own stdout; here it would travel through the workbench's log, mixed with
 * VS Code's own messages, so it is copied straight to the file that the shim follows.
 *
 * Lines of that file are JSON: [0, pid] the host started, [1, text] stdout, [2, text] stderr, [3, code] the run ended.
 */
const fs = require('node:fs');
const { pathToFileURL } = require('node:url');
const { format } = require('node:util');

const levels = { log: 1, info: 1, debug: 1, warn: 2, error: 2, trace: 2 };

exports.run = async () => {
  const { tests, out } = JSON.parse(process.env.GAVEL_SHIM_BOOTSTRAP);
  delete process.env.GAVEL_SHIM_BOOTSTRAP;
  const file = fs.openSync(out, 'a');
  const put = (channel, value) => fs.writeSync(file, JSON.stringify([channel, value]) + '\n');
  put(0, process.pid);
  for (const [level, channel] of Object.entries(levels)) {
    // VS Code made these accessors whose setter does nothing: plain assignment would be ignored.
    const value = (...values) => put(channel, format(...values) + '\n');
    Object.defineProperty(console, level, { value, writable: true, configurable: true });
  }
  // process.stdout and stderr need no change: VS Code forwards complete lines to console.log and console.error.
  try {
    const module = await load(tests);
    if (typeof module.run !== 'function') throw new Error(`${tests} does not export run()`);
    const result = await module.run();
    put(3, 0); // the only proof of a finished run: when the host dies, VS Code reports exit code 0
    return result;
  } catch (error) {
    put(3, 1);
    throw error; // VS Code prints it
  }
};

async function load(tests) {
  try {
    return require(tests);
  } catch (error) {
    if (error.code !== 'ERR_REQUIRE_ESM' && error.code !== 'ERR_REQUIRE_ASYNC_MODULE') throw error;
    return import(pathToFileURL(require.resolve(tests)).href);
  }
}
