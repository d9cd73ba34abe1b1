/**
 * Starts the offline VS Code server and opens its workbench in Chromium. Shared by the shim in this folder (host
 * tests) and by `test/ui/workbench.mjs` (UI tests, demo).
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { locate } from './locate.mjs';

/** One constant origin: with the server's port in it, storage would be lost when the port changes. */
export const host = 'vscode.localhost';

/** Variables of an enclosing VS Code or code-server that would confuse this one. */
const foreignVariable =
  /^(VSCODE_(IPC_HOOK.*|PID|CWD|NLS_CONFIG|ESM_ENTRYPOINT|HANDLES_.*|CODE_CACHE_PATH|AGENT_FOLDER|PROXY_URI|OPTIONS|L10N_.*|RECONNECTION_.*|GIT_.*|CRASH_.*|DEV)|ELECTRON_.*|CODE_SERVER_.*|CS_.*|PORT|PASSWORD|HASHED_PASSWORD)$/;

/** When this process dies, however it dies, the shell's stdin closes and the server's whole process group goes. */
const watchdog =
  'exec 3<&0; "$@" </dev/null 3<&- & s=$!; (cat <&3 >/dev/null; kill -TERM $s; sleep 1; kill -s KILL -- -$$) & wait $s';

/** Settings every launch has, below the user's own: no network of VS Code's own, nothing that covers the editor. */
export const quietSettings = {
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'update.mode': 'none',
  'remote.autoForwardPorts': false, // else a notification tells of every port that anything on the machine opens
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'terminal.integrated.gpuAcceleration': 'off', // draws the terminal as DOM rows, which locators can read
};

/** Writes `settings` as the user's settings.json of `userDataDir`; the workbench reads the same file. */
export function writeUserSettings(userDataDir, settings) {
  const file = path.join(userDataDir, 'User', 'settings.json');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, JSON.stringify(settings, undefined, 2));
}

/**
 * Starts a server on a free loopback port. `log` gets its output, `env` is added to its environment (the extension
 * host inherits it), `extraArgs` are command line options such as `--disable-workspace-trust`.
 * Resolves when it listens, to `{ port, child, stop }`; rejects with its output when it ends before that.
 */
export async function startServer({ userDataDir, extensionsDir, log, extraArgs = [], env = {} }) {
  const { node, entry } = locate();
  fs.mkdirSync(userDataDir, { recursive: true });
  fs.mkdirSync(extensionsDir, { recursive: true });
  const config = path.join(userDataDir, 'code-server.yaml'); // without it, one is created in the user's home
  fs.writeFileSync(config, 'auth: none\n');
  const options = ['--auth', 'none', '--bind-addr', '127.0.0.1:0', '--disable-telemetry', '--disable-update-check'];
  options.push('--disable-getting-started-override', '--ignore-last-opened', ...extraArgs);
  const folders = ['--config', config, '--user-data-dir', userDataDir, '--extensions-dir', extensionsDir];
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreignVariable.test(name)));
  const child = spawn('/bin/sh', ['-c', watchdog, 'sh', node, entry, ...folders, ...options], {
    env: { ...inherited, ...env },
    stdio: 'pipe',
    detached: true, // its own process group, which `stop` and the watchdog can end as a whole
  });
  child.stdin.on('error', () => {}); // the server may be gone before we close its stdin
  const port = await listeningPort(child, log);
  return { port, child, stop: () => stopGroup(child) };
}

function listeningPort(child, log) {
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk) => {
      output += chunk;
      log?.(String(chunk));
      const match = /server listening on http:\/\/127\.0\.0\.1:(\d+)/i.exec(output);
      if (match) resolve(Number(match[1]));
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) =>
      reject(new Error(`The VS Code server ended with ${code} before it listened:\n${output}`)),
    );
    child.once('error', reject);
  });
}

async function stopGroup(child) {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.stdin.end();
    await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, 5000).unref())]);
  }
  try {
    process.kill(-child.pid, 'SIGKILL'); // extension hosts or a terminal host that stayed behind
  } catch {
    // the whole group is gone already
  }
}

/** A Chromium with an own profile, which plays the role of the desktop's storage (secrets, layout, mementos). */
export async function startBrowser({ port, profileDir, headless = true, width = 1440, height = 900 }) {
  const xdg = path.join(profileDir, 'xdg'); // keeps Chromium out of the user's configuration and cache
  const context = await chromium.launchPersistentContext(profileDir, {
    executablePath: locate().chromium,
    env: { ...process.env, XDG_CONFIG_HOME: xdg, XDG_CACHE_HOME: xdg },
    headless,
    viewport: { width, height },
    chromiumSandbox: false,
    // Playwright's own handlers would end this process before the server is stopped.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--no-default-browser-check'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'],
      `--host-resolver-rules=MAP ${host}:80 127.0.0.1:${port}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost`,
    ],
  });
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: `http://${host}` });
  return context;
}

/** An absolute path as the workbench's configuration wants it. */
function remoteUri(file) {
  return { $mid: 1, scheme: 'vscode-remote', authority: host, path: path.resolve(file) };
}

/**
 * Opens the workbench in `page`. `workspace`: a folder or a `.code-workspace` file, none for an empty window; `dev`:
 * folders of extensions under development; `tests`: a module whose `run` the extension host calls; `trust`: 'off'
 * switches workspace trust off, 'ask' leaves it as the user has it.
 */
export async function openWorkbench(
  page,
  { workspace, dev = [], tests, proposedApi, trust = 'ask', payload = [], product = {} },
) {
  const query = new URLSearchParams();
  if (!workspace) query.set('ew', 'true');
  else query.set(workspace.endsWith('.code-workspace') ? 'workspace' : 'folder', path.resolve(workspace));
  query.set('payload', JSON.stringify([['skipWelcome', 'true'], ['skipReleaseNotes', 'true'], ...payload]));
  await page.addInitScript(changeWorkbenchConfiguration, {
    ...(dev.length > 0 || tests
      ? {
          developmentOptions: {
            extensions: dev.map(remoteUri),
            ...(tests ? { extensionTestsPath: remoteUri(tests) } : {}),
          },
        }
      : {}),
    ...(proposedApi ? { enabledExtensionProposedApi: proposedApi } : {}),
    ...(trust === 'off' ? { enableWorkspaceTrust: false } : {}),
    configurationDefaults: quietSettings,
    // No marketplace (saves futile look-ups); asExternalUri() of a local port stays as it is, as on the desktop.
    productConfiguration: { extensionsGallery: null, proxyEndpointTemplate: '', ...product },
  });
  await page.goto(`http://${host}/?${query}`, { waitUntil: 'domcontentloaded' });
}

/**
 * Runs in the page, before VS Code. Recent builds take no development options from the address, so they are added to
 * the configuration that the page carries. Not by answering the request for the page ourselves: such a document has no
 * loopback address space, and Chromium then refuses the workbench's WebSocket to 127.0.0.1.
 */
function changeWorkbenchConfiguration(changes) {
  if (window !== window.top) return;
  const original = Element.prototype.getAttribute;
  Element.prototype.getAttribute = function (name) {
    const value = original.call(this, name);
    if (name !== 'data-settings' || this.id !== 'vscode-workbench-web-configuration' || !value) return value;
    Element.prototype.getAttribute = original;
    const configuration = JSON.parse(value);
    for (const [key, change] of Object.entries(changes)) {
      const mergeable = typeof change === 'object' && change !== null && !Array.isArray(change);
      configuration[key] = mergeable ? { ...configuration[key], ...change } : change;
    }
    return JSON.stringify(configuration);
  };
}
