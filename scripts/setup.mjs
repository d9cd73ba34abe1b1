/**
 * Installs what the tests and the demo need, and only what is missing: npm packages, Debian packages, the offline
 * VS Code. Imported by the other scripts, or run by hand: node scripts/setup.mjs
 *
 * GAVEL_VSCODE_HOME=<folder>        an offline VS Code somewhere else than in .vscode-offline
 * GAVEL_VSCODE=offline|desktop      which VS Code runs the host tests, without asking the network
 * GAVEL_CHROMIUM=<program>          another Chromium than the one on the search path
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium, nodePackage, offlineHome, offlineParts } from '../test/host/offline/locate.mjs';
import { restoreProposedApiCheck } from '../test/host/offline/strictProposedApi.mjs';
import { runCommand } from './command.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const minute = 60_000;
const dayMs = 24 * 60 * minute;

/** code-server 4.139.1 is VS Code 1.139.1; from 4.133 on it needs no download but npm's, and demands Node 24. */
const offlineVersions = { [nodePackage]: '24.21.0', 'code-server': '4.139.1' };

/** A failure with a remedy: printed without a stack. */
class SetupError extends Error {}

/** Runs an installing command, once more when it fails: most failures are the network's. Throws a SetupError. */
async function install(what, command, { cwd = root, env = ownEnvironment(), beforeRetry = () => {} } = {}) {
  console.log(`installing ${what}`);
  for (const attempt of [1, 2]) {
    const { code, timedOut, output } = await runCommand(command, { cwd, env, limitMs: 20 * minute });
    if (code === 0) return;
    const reason = timedOut ? 'took more than 20 minutes' : `failed with exit code ${code}`;
    console.log(output.split('\n').slice(-40).join('\n'));
    if (attempt === 2) throw new SetupError(`Installing ${what} ${reason}, twice: ${command.join(' ')}`);
    console.log(`installing ${what} ${reason}; once more`);
    beforeRetry();
  }
}

/**
 * The environment without what an npm that runs us adds to it: under `npm test` an npm of another Node would take our
 * npm's user agent for its own, and install scripts that read their Node's version there would see the wrong one.
 */
function ownEnvironment() {
  const added = /^(?:npm_(?!config_)|npm_config_(?:user_agent|local_prefix|global_prefix)$|NODE$|INIT_CWD$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !added.test(name)));
}

/** `npm ci`, when node_modules is missing or older than the lock file. */
export async function ensureNodeModules() {
  const modified = (file) => fs.statSync(path.join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (modified('node_modules/.package-lock.json') >= modified('package-lock.json')) return;
  await install('npm packages', ['npm', 'ci', '--no-audit', '--no-fund']);
  const now = new Date();
  fs.utimesSync(path.join(root, 'node_modules/.package-lock.json'), now, now); // npm may keep an old date
}

/** The Debian packages, each with the program that proves it, or another proof: it may come from elsewhere. */
const debianPackages = [
  { name: 'chromium', present: () => findChromium() !== undefined },
  { name: 'make', program: 'make' },
  { name: 'g++', program: 'g++' },
  { name: 'python3', program: 'python3' },
  { name: 'git', program: 'git' },
  { name: 'bubblewrap', program: 'bwrap' },
  { name: 'libkrb5-dev', present: () => fs.existsSync('/usr/include/gssapi/gssapi.h') },
  { name: 'fonts-liberation', present: () => isInstalledOrNotDebian('fonts-liberation') },
  { name: 'fonts-dejavu-core', present: () => isInstalledOrNotDebian('fonts-dejavu-core') },
];

/** Fonts have no program to look for; other systems name and bring their own. */
function isInstalledOrNotDebian(name) {
  const { error, stdout } = spawnSync('dpkg-query', ['-W', '-f', '${Status}', name], { encoding: 'utf8' });
  return error !== undefined || stdout === 'install ok installed';
}

function onPath(program) {
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .some((folder) => folder && fs.existsSync(path.join(folder, program)));
}

/**
 * The programs, headers and fonts that come from the system; `display` adds a virtual display for desktop VS Code.
 * Installed with apt-get as root on Debian and its relatives; otherwise throws a SetupError with the exact command.
 */
export async function ensureDebianPackages({ display = false } = {}) {
  if (process.platform !== 'linux') return;
  const wanted = [
    ...debianPackages,
    ...(display
      ? [
          { name: 'xvfb', program: 'xvfb-run' },
          { name: 'xauth', program: 'xauth' },
        ]
      : []),
  ];
  const missing = wanted
    .filter(({ program, present }) => !(program ? onPath(program) : present()))
    .map(({ name }) => name);
  if (missing.length === 0) return;
  const command = ['apt-get', 'install', '-y', '--no-install-recommends', ...missing];
  if (process.getuid() !== 0 || !onPath('apt-get')) {
    throw new SetupError(
      `These packages are missing: ${missing.join(' ')}. Install them, as root on Debian with:\n` +
        `  apt-get update && ${command.join(' ')}`,
    );
  }
  const env = { ...ownEnvironment(), DEBIAN_FRONTEND: 'noninteractive' };
  await install('the list of Debian packages', ['apt-get', 'update'], { env });
  await install(`Debian packages: ${missing.join(' ')}`, command, { env });
}

/** Installs the offline VS Code where it is missing, of another version, or half done; else returns at once. */
export async function ensureOfflineVsCode() {
  if (process.platform !== 'linux') throw new SetupError('The offline VS Code of the UI tests runs on Linux only.');
  const home = offlineHome();
  const stamp = path.join(home, 'installed.json');
  const done = JSON.stringify({ ...offlineVersions, proposedApi: 'checked' });
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === done) return;
  if (!isOfflineComplete(home)) await installOffline(home);
  restoreProposedApiCheck(offlineParts(home).server);
  fs.writeFileSync(stamp, done); // last: a half-done installation has none
}

/** True when npm wrote its closing record with the right versions, and the server answers. */
function isOfflineComplete(home) {
  const record = path.join(home, 'node_modules', '.package-lock.json');
  if (!fs.existsSync(record)) return false;
  const { packages } = JSON.parse(fs.readFileSync(record, 'utf8'));
  const right = Object.entries(offlineVersions).every(
    ([name, version]) => packages[`node_modules/${name}`]?.version === version,
  );
  if (!right) return false;
  const { node, entry } = offlineParts(home);
  // With a configuration of its own: without one it creates one in the user's home.
  const answer = spawnSync(node, [entry, '--config', path.join(home, 'code-server.yaml'), '--version'], {
    encoding: 'utf8',
  });
  return answer.status === 0 && answer.stdout.includes(offlineVersions['code-server']);
}

/** Removes every package in `home` but `kept`, and npm's record of them. */
function removePackagesBeside(kept, home) {
  const nodeModules = path.join(home, 'node_modules');
  for (const name of fs.readdirSync(nodeModules)) {
    if (name !== kept) fs.rmSync(path.join(nodeModules, name), { recursive: true, force: true });
  }
}

async function installOffline(home) {
  fs.rmSync(path.join(home, 'node_modules'), { recursive: true, force: true });
  fs.rmSync(path.join(home, 'package-lock.json'), { force: true });
  fs.mkdirSync(home, { recursive: true });
  const manifest = (dependencies) => {
    const allowScripts = { 'code-server': true, argon2: true }; // newer npm runs only the install scripts named here
    fs.writeFileSync(
      path.join(home, 'package.json'),
      JSON.stringify({ name: 'vscode-offline', private: true, allowScripts, dependencies }),
    );
  };
  const npmInstall = ['npm', 'install', '--no-audit', '--no-fund', '--no-package-lock'];
  manifest({ [nodePackage]: offlineVersions[nodePackage] });
  await install('Node 24 for the offline VS Code', npmInstall, { cwd: home });
  // Native modules must be compiled by the Node that will run them, against the headers that its package carries; npm's
  // own setting (npm_config_nodedir) wins over a system-wide one, which would name the headers of another Node.
  const { nodeFolder } = offlineParts(home);
  const env = { ...ownEnvironment(), PATH: `${nodeFolder}/bin:${process.env.PATH}`, npm_config_nodedir: nodeFolder };
  manifest(offlineVersions);
  await install('the offline VS Code (2 to 4 minutes, once)', npmInstall, {
    cwd: home,
    env,
    beforeRetry: () => removePackagesBeside(nodePackage, home), // half-installed packages are not mended by npm
  });
  if (!isOfflineComplete(home))
    throw new SetupError(`The offline VS Code in ${home} does not start. Delete that folder and try again.`);
}

/**
 * Whether @vscode/test-electron can download desktop VS Code here: a real request with its own client, at most 5
 * seconds. The answer is remembered for a day beside the offline VS Code. `GAVEL_VSCODE` overrides it.
 */
export async function desktopVsCodeReachable() {
  const choice = process.env.GAVEL_VSCODE;
  if (choice === 'offline' || choice === 'desktop') return choice === 'desktop';
  if (choice) throw new SetupError(`GAVEL_VSCODE is "${choice}"; it can be "offline" or "desktop".`);
  const memory = path.join(offlineHome(), 'desktop.json');
  try {
    const { reachable, at } = JSON.parse(fs.readFileSync(memory, 'utf8'));
    if (Date.now() - at < dayMs && Date.now() >= at) return reachable;
  } catch {
    // not asked yet
  }
  const reachable = await probeDesktop();
  fs.mkdirSync(path.dirname(memory), { recursive: true });
  fs.writeFileSync(memory, JSON.stringify({ reachable, at: Date.now() }));
  return reachable;
}

/** Follows the download as test-electron does: a redirect to the archive, then the archive's first bytes. */
async function probeDesktop() {
  const require = createRequire(import.meta.url);
  const { getStream } = require('@vscode/test-electron/out/request.js');
  const { getVSCodeDownloadUrl, systemDefaultPlatform, Version } = require('@vscode/test-electron/out/util.js');
  const deadline = AbortSignal.timeout(5000);
  const follow = async () => {
    const redirect = await getStream(getVSCodeDownloadUrl(new Version('stable'), systemDefaultPlatform), 5000);
    redirect.destroy();
    if (redirect.statusCode !== 302 || !redirect.headers.location) return false;
    const archive = await getStream(redirect.headers.location, 5000);
    const [start] = await Promise.race([
      new Promise((resolve) => archive.once('data', (chunk) => resolve([chunk]))),
      new Promise((_resolve, reject) => archive.once('error', reject)),
      new Promise((_resolve, reject) => deadline.addEventListener('abort', () => reject(deadline.reason))),
    ]).finally(() => archive.destroy());
    const isArchive = (start[0] === 0x1f && start[1] === 0x8b) || start.toString('latin1', 0, 2) === 'PK';
    return archive.statusCode === 200 && isArchive;
  };
  return follow().catch(() => false);
}

/** Makes ready the VS Code for host tests, with everything it needs, and says which: 'desktop' or 'offline'. */
export async function ensureHostVsCode() {
  await ensureNodeModules();
  const desktop = await desktopVsCodeReachable();
  const display = desktop && !process.env.DISPLAY;
  await ensureDebianPackages({ display });
  if (!desktop) await ensureOfflineVsCode();
  return desktop ? 'desktop' : 'offline';
}

/** Everything for `npm test` and `npm run demo`. Returns what `ensureHostVsCode` returns. */
export async function setup() {
  const vscode = await ensureHostVsCode();
  await ensureOfflineVsCode(); // UI tests and the demo always run in it
  return vscode;
}

/** Runs `main`; a failure with a remedy is printed as its message alone. Sets the exit code. */
export async function runScript(main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof SetupError ? error.message : error);
    process.exitCode = 1;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runScript(async () => console.log(`ready; host tests run in ${await setup()} VS Code`));
}
