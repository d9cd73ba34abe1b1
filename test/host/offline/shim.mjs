/**
 * Runs extension tests in the offline VS Code with the command line of the desktop's executable.
 *
 * Environment: GAVEL_SHIM_DEBUG=1 prints the log (always in `<user-data-dir>/shim.log`), GAVEL_SHIM_SCREENSHOT=file.png
 * takes a picture at the end, GAVEL_HEADED=1 shows the browser.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'node:util';
import { parseArguments, toPath } from './arguments.mjs';
import { HostOutput, print } from './hostOutput.mjs';
import { openWorkbench, startBrowser, startServer } from './lib.mjs';
import { locate, productVersion } from './locate.mjs';

const bootstrap = fileURLToPath(new URL('bootstrap.cjs', import.meta.url));

/** The entry of `code`. Ends the process with the exit code of the test run. */
export async function main(argv) {
  const options = parseArguments(argv);
  if (options.version || options.v) {
    const { version, commit } = productVersion();
    print(1, `${version}\n${commit}\n${process.arch}\n`);
    return;
  }
  const ownFolder = options['user-data-dir'] ? undefined : fs.mkdtempSync(path.join(os.tmpdir(), 'gavel-code-'));
  const userDataDir = path.resolve(options['user-data-dir'] ?? path.join(ownFolder, 'data'));
  const extensionsDir = path.resolve(options['extensions-dir'] ?? path.join(ownFolder ?? userDataDir, 'extensions'));
  if (options['install-extension'] || options['uninstall-extension'] || options['list-extensions']) {
    process.exit(runCli(options, userDataDir, extensionsDir));
  }
  const launch = readLaunch(options);
  if (typeof launch === 'string') {
    print(2, `[shim] ${launch}\n`);
    process.exit(1);
  }
  await new TestRun({ ...launch, userDataDir, extensionsDir, ownFolder }).start();
}

function readLaunch(options) {
  const dev = (options.extensionDevelopmentPath ?? []).map(toPath);
  const tests = options.extensionTestsPath && toPath(options.extensionTestsPath);
  const given = [...(options['folder-uri'] ?? []), ...(options['file-uri'] ?? []), ...options.rest];
  const workspace = given.map(toPath)[0];
  if (!tests) return 'no --extensionTestsPath given: there is nothing to run';
  const incomplete = dev.find((folder) => !fs.existsSync(path.join(folder, 'package.json')));
  if (incomplete) return `there is no extension in ${incomplete}`;
  if (workspace && !fs.existsSync(workspace)) return `the workspace ${workspace} does not exist`;
  return {
    dev,
    tests,
    workspace,
    trust: options['disable-workspace-trust'] ? 'off' : 'ask',
    payload: options['disable-extensions'] ? [['disableExtensions', 'true']] : [],
    proposedApi: options['enable-proposed-api']?.flatMap((value) => (value === true ? [] : value.split(','))),
    serverArgs: [
      ...(options['disable-workspace-trust'] ? ['--disable-workspace-trust'] : []),
      ...(options.locale ? ['--locale', options.locale] : []),
    ],
  };
}

/** One run: server, browser, workbench, and the end of all three. */
class TestRun {
  #launch;
  #logFile;
  #output;
  #server;
  #browser;
  #ending = false;

  constructor(launch) {
    this.#launch = launch;
    fs.mkdirSync(launch.userDataDir, { recursive: true });
    this.#logFile = path.join(launch.userDataDir, 'shim.log');
    fs.writeFileSync(this.#logFile, '');
    const onRestart = () => this.#fail('the extension host died and was restarted');
    this.#output = new HostOutput(path.join(launch.userDataDir, 'hostOutput.jsonl'), { onRestart });
  }

  async start() {
    for (const event of ['uncaughtException', 'unhandledRejection'])
      process.on(event, (error) => this.#fail(format(error)));
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void this.#end(130));
    const { userDataDir, extensionsDir, tests, serverArgs, ...workbench } = this.#launch;
    const log = (text) => this.#log(text);
    const env = { GAVEL_SHIM_BOOTSTRAP: JSON.stringify({ tests, out: this.#output.file }) };
    this.#output.follow();
    this.#server = await startServer({ userDataDir, extensionsDir, extraArgs: serverArgs, log, env });
    this.#server.child.once('exit', (code) => this.#fail(`the server died with ${code}`));
    const profileDir = path.join(userDataDir, 'browser');
    this.#browser = await startBrowser({ port: this.#server.port, profileDir, headless: !process.env.GAVEL_HEADED });
    this.#browser.on('close', () => this.#fail('the browser closed'));
    const page = this.#browser.pages()[0] ?? (await this.#browser.newPage());
    page.on('pageerror', (error) => log(`[page error] ${error.stack ?? error}\n`));
    page.on('crash', () => this.#fail('the page crashed'));
    // The workbench calls these two: with its log, and when the extension host has ended.
    await page.exposeFunction('codeAutomationLog', (type, values) => log(`[${type}] ${format(...values)}\n`));
    await page.exposeFunction('codeAutomationExit', (code) => void this.#end(code));
    await openWorkbench(page, { ...workbench, tests: bootstrap });
  }

  #log(text) {
    fs.appendFileSync(this.#logFile, text);
    if (process.env.GAVEL_SHIM_DEBUG) print(2, text);
  }

  #fail(reason) {
    if (this.#ending) return;
    print(2, `[shim] ${reason}\n`);
    void this.#end(1);
  }

  /** Ends with `code`, but never with 0 unless the host has left its own record of a finished run. */
  async #end(code) {
    if (this.#ending) return;
    this.#ending = true;
    this.#output.drain();
    this.#output.stop();
    let exitCode = code;
    if (code === 0 && this.#output.result !== 0) {
      if (this.#output.result === undefined) print(2, '[shim] the extension host ended before the test run did\n');
      exitCode = this.#output.result || 1;
    }
    if (exitCode !== 0 && this.#output.starts === 0) {
      const tail = fs.readFileSync(this.#logFile, 'utf8').split('\n').slice(-30).join('\n');
      print(2, `[shim] the tests never started; the end of the log:\n${tail}\n`);
    }
    setTimeout(() => process.exit(exitCode), 15_000).unref(); // a browser or server that does not want to end
    await this.#takePicture();
    await this.#browser?.close().catch(() => {});
    await this.#server?.stop().catch(() => {});
    if (this.#launch.ownFolder) fs.rmSync(this.#launch.ownFolder, { recursive: true, force: true });
    process.exit(exitCode);
  }

  async #takePicture() {
    const file = process.env.GAVEL_SHIM_SCREENSHOT;
    if (file)
      await this.#browser
        ?.pages()[0]
        ?.screenshot({ path: file })
        .catch((error) => print(2, `${error}\n`));
  }
}

/** Installing and listing extensions: the server's own command line does it. Returns the exit code. */
function runCli(options, userDataDir, extensionsDir) {
  const { node, entry } = locate();
  fs.mkdirSync(userDataDir, { recursive: true });
  const config = path.join(userDataDir, 'code-server.yaml');
  fs.writeFileSync(config, 'auth: none\n');
  const args = [entry, '--config', config, '--user-data-dir', userDataDir, '--extensions-dir', extensionsDir];
  for (const name of ['install-extension', 'uninstall-extension']) {
    for (const value of options[name] ?? []) args.push(`--${name}`, value);
  }
  for (const name of ['list-extensions', 'show-versions', 'force']) if (options[name]) args.push(`--${name}`);
  return spawnSync(node, args, { stdio: 'inherit' }).status ?? 1;
}
