/**
 * Drives the workbench of a real VS Code as a person does: palette, editor, views, dialogs, terminal. Used by the UI
 * tests and by the demo. The methods are described in `workbench.d.mts`; every one waits for what it needs, none sleeps.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { openWorkbench, startBrowser, startServer, writeUserSettings } from '../host/offline/lib.mjs';

const code = fileURLToPath(new URL('../host/offline/code', import.meta.url));
const waitMs = 30_000;
const trustPrompt = { off: {}, ask: 'always', restricted: 'never' };

export class Workbench {
  page;
  port;
  workspace;
  log = [];
  #server;
  #browser;
  #folder;
  #keepFolder;
  #screenshots;
  #activeFile;
  #dev = [];
  #trust = 'off';
  /** True in a window that another one's server and browser show. */
  #second = false;

  static async launch(options) {
    const workbench = new Workbench();
    try {
      await workbench.#start(options);
      return workbench;
    } catch (error) {
      await workbench.close();
      throw error;
    }
  }

  async #start({
    workspace,
    extension,
    settings = {},
    trust = 'off',
    theme,
    width,
    height,
    screenshots,
    profile,
    headed,
    env,
  }) {
    this.workspace = workspace && path.resolve(workspace);
    this.#screenshots = path.resolve(screenshots ?? 'screenshots');
    this.#keepFolder = profile !== undefined;
    this.#folder = profile ? path.resolve(profile) : fs.mkdtempSync(path.join(os.tmpdir(), 'gavel-ui-'));
    const userDataDir = path.join(this.#folder, 'data');
    const extensionsDir = path.join(this.#folder, 'extensions');
    if (extension?.vsix) installVsix(extension.vsix, { userDataDir, extensionsDir });
    writeUserSettings(userDataDir, {
      ...(trust === 'off' ? {} : { 'security.workspace.trust.startupPrompt': trustPrompt[trust] }),
      ...(theme ? { 'workbench.colorTheme': theme } : {}),
      ...settings,
    });
    const extraArgs = trust === 'off' ? ['--disable-workspace-trust'] : [];
    this.#server = await startServer({ userDataDir, extensionsDir, extraArgs, env });
    this.port = this.#server.port;
    const profileDir = path.join(this.#folder, 'browser');
    const headless = !(headed || process.env.GAVEL_HEADED);
    this.#browser = await startBrowser({ port: this.port, profileDir, headless, width, height });
    this.#dev = extension?.dev ? [path.resolve(extension.dev)] : [];
    this.#trust = trust === 'off' ? 'off' : 'ask';
    await this.#open(this.#browser.pages()[0] ?? (await this.#browser.newPage()));
  }

  async #open(page) {
    this.page = page;
    page.setDefaultTimeout(waitMs);
    page.on('console', (message) => this.log.push(`[${message.type()}] ${message.text()}`));
    page.on('pageerror', (error) => this.log.push(`[page error] ${error.stack ?? error}`));
    await openWorkbench(page, { workspace: this.workspace, dev: this.#dev, trust: this.#trust });
    await this.#ready();
  }

  async secondWindow() {
    const other = new Workbench();
    other.port = this.port;
    other.workspace = this.workspace;
    other.#server = this.#server;
    other.#browser = this.#browser;
    other.#screenshots = this.#screenshots;
    other.#dev = this.#dev;
    other.#trust = this.#trust;
    other.#second = true;
    await other.#open(await this.#browser.newPage());
    return other;
  }

  async #ready() {
    await this.page
      .locator('.monaco-workbench .part.statusbar .statusbar-item')
      .first()
      .waitFor({ timeout: 2 * waitMs });
  }

  async reload() {
    await this.page.reload({ waitUntil: 'domcontentloaded' });
    await this.#ready();
  }

  async command(title) {
    await this.#pick(`>${title}`, this.#row(exactly(title)), `The palette has no command "${title}"`);
  }

  async openFile(file) {
    const { dir, base } = path.posix.parse(file);
    let row = this.#row(exactly(base));
    if (dir) row = row.filter({ has: this.page.locator('.label-description', { hasText: exactly(dir) }) });
    await this.#pick(file, row, `Quick open does not find ${file}`);
    await this.page.locator(`.editor-group-container.active .tab.active[data-resource-name="${base}"]`).waitFor();
    await this.page.locator('.editor-group-container.active .editor-instance .view-line').first().waitFor();
    this.#activeFile = file;
  }

  async selectLines(first, last) {
    await this.#goTo(first, 1);
    // An anchor, not Shift+Down: where long lines wrap, that one moves by rows of the screen.
    await this.page.keyboard.press('Control+K');
    await this.page.keyboard.press('Control+B');
    await this.#goTo(last, 10_000);
    await this.page.keyboard.press('Control+K');
    await this.page.keyboard.press('Control+K');
    await this.#position(new RegExp(`^Ln ${last}, .*selected`)).waitFor();
  }

  async selectText(text) {
    const source = this.#readActiveFile();
    const start = source.indexOf(text);
    if (start < 0) throw new Error(`${this.#activeFile} does not contain the text to select: ${text}`);
    const line = (offset) => source.slice(0, offset).split('\n').length;
    await this.selectLines(line(start), line(start + text.trimEnd().length));
  }

  async selectFunction(name) {
    const lines = this.#readActiveFile().split('\n');
    const head = new RegExp(`(function\\s+|const\\s+|^\\s*(async\\s+)?)${escaped(name)}\\b.*[{(]\\s*$`);
    const first = lines.findIndex((line) => head.test(line));
    const indent = /^\s*/.exec(lines[first] ?? '')[0];
    const length = lines.slice(first + 1).findIndex((line) => line.startsWith(`${indent}}`));
    if (first < 0 || length < 0)
      throw new Error(`${this.#activeFile} has no function ${name} that ends with a brace of its own line.`);
    await this.selectLines(first + 1, first + length + 2);
  }

  async openView(title) {
    const focus = new RegExp(`Focus on ${escaped(title)} View$`);
    await this.#pick(`>Focus on ${title} View`, this.#row(focus), `There is no view "${title}"`);
    await this.view(title).waitFor();
  }

  view(title) {
    return this.page.locator('.pane', { has: this.page.locator('.pane-header h3.title', { hasText: exactly(title) }) });
  }

  async panel(title) {
    const body = this.view(title).locator('.pane-body');
    // A command may be about to show it: only a view that stays away is opened.
    if (!(await appears(body, 3000))) await this.openView(title);
    await body.waitFor();
    // The frame lies above the workbench, not inside the view: the style's anchor name is what ties the two.
    const anchor = await body.evaluate((element) => element.style.getPropertyValue('anchor-name'));
    if (!anchor) throw new Error(`The view "${title}" shows no webview.`);
    const overlay = this.page.locator(`.webview-overlay-content[style*="position-anchor: ${anchor};"]`);
    return overlay.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  async quickPick(text) {
    if (typeof text !== 'string') {
      await this.#row(text).first().click();
      return;
    }
    // By keyboard: a click can hit the row that has moved there while the list was being filtered or replaced.
    const chosen = this.page.locator('.quick-input-list .monaco-list-row.focused', {
      has: this.page.locator('.label-name', { hasText: exactly(text) }),
    });
    for (const end = Date.now() + waitMs; Date.now() < end;) {
      // The palette may still have been open, or the list just come: then the text is typed once more.
      if ((await this.#quickInput().inputValue()) !== text) await this.#quickInput().fill(text);
      if ((await appears(chosen, 2000)) && (await this.#quickInput().inputValue()) === text) {
        await this.page.keyboard.press('Enter');
        return;
      }
    }
    throw new Error(`The list has no entry "${text}", even after ${waitMs / 1000} seconds.`);
  }

  async input(text) {
    await this.#quickInput().fill(text);
    await this.page.keyboard.press('Enter');
  }

  async button(text) {
    await this.#messages().getByRole('button', { name: text, exact: true }).first().click();
  }

  async sideBarWidth(pixels) {
    const bar = await this.page.locator('.part.sidebar').boundingBox();
    const height = bar.y + bar.height / 2;
    await this.page.mouse.move(bar.x + bar.width, height);
    await this.page.mouse.down();
    await this.page.mouse.move(bar.x + pixels, height, { steps: 5 });
    await this.page.mouse.up();
  }

  async theme(label) {
    await this.command('Preferences: Color Theme');
    await this.quickPick(label);
    const file = label.toLowerCase().replaceAll(' ', '_');
    await this.page.locator(`.monaco-workbench[class*="${file}-json"]`).waitFor();
  }

  async message(text) {
    const found = this.#messages().filter({ hasText: text }).first();
    await found.waitFor();
    return found.innerText();
  }

  async terminalText() {
    const rows = this.page.locator('.terminal-wrapper.active .xterm-rows > div');
    const texts = await rows.evaluateAll((elements) => elements.map((element) => element.textContent));
    const lines = texts.map((line) => line.replaceAll('\u00a0', ' ').trimEnd());
    return lines.join('\n').trimEnd();
  }

  async waitForTerminal(text) {
    const rows = this.page.locator('.terminal-wrapper.active .xterm-rows > div', { hasText: text });
    await rows.first().waitFor();
    return this.terminalText();
  }

  async screenshot(name) {
    const file = path.join(this.#screenshots, `${name}.png`);
    const { width, height } = this.page.viewportSize();
    await this.page.mouse.move(width / 2, height - 5); // away from what would show a hover
    await this.page.screenshot({ path: file, animations: 'disabled' }); // at their end, not in their midst
    return file;
  }

  async closed() {
    await new Promise((resolve) => this.#browser.once('close', resolve));
  }

  async close() {
    if (this.#second) {
      await this.page.close();
      return;
    }
    await this.#browser?.close().catch(() => {});
    await this.#server?.stop();
    if (this.#folder && !this.#keepFolder) fs.rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  #row(label) {
    return this.page.locator('.quick-input-list .monaco-list-row', {
      has: this.page.locator('.label-name', { hasText: label }),
    });
  }

  #quickInput() {
    return this.page.locator('.quick-input-widget:visible input.input');
  }

  #messages() {
    return this.page.locator('.notification-toast, .monaco-dialog-box');
  }

  #position(text) {
    return this.page.locator('[id="status.editor.selection"]', { hasText: text });
  }

  #readActiveFile() {
    if (!this.#activeFile || !this.workspace) throw new Error('Open a file of the workspace first: openFile(path).');
    return fs.readFileSync(path.join(this.workspace, this.#activeFile), 'utf8');
  }

  async #goTo(line, column) {
    await this.#typeInQuickOpen(`:${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    await this.#position(new RegExp(`^Ln ${line}, `)).waitFor();
  }

  /** Opens it until it stays open: a window that is still starting takes the focus away, which closes it. */
  async #typeInQuickOpen(value) {
    for (const end = Date.now() + 2 * waitMs; Date.now() < end;) {
      await this.page.keyboard.press('F1');
      if (await succeeds(this.#quickInput().fill(value, { timeout: 5000 }))) return;
    }
    throw new Error(`Quick open does not stay open, even after ${(2 * waitMs) / 1000} seconds.`);
  }

  /** Types `value` into quick open and clicks `row`. The list is made when it opens, so it is reopened until then. */
  async #pick(value, row, problem) {
    const end = Date.now() + 2 * waitMs;
    // Each time a longer look: on a busy machine the list itself takes a while.
    for (let patienceMs = 2000; Date.now() < end; patienceMs *= 2) {
      await this.#typeInQuickOpen(value);
      // Whatever takes the focus closes the list, also between the look and the click.
      if (await appears(row.first(), patienceMs)) {
        const clicked = row.first().click({ timeout: 2000 });
        if (await succeeds(clicked)) return;
      }
      await this.page.keyboard.press('Escape');
    }
    throw new Error(`${problem}, even after ${(2 * waitMs) / 1000} seconds.`);
  }
}

function appears(locator, timeout) {
  return succeeds(locator.waitFor({ timeout }));
}

function succeeds(promise) {
  return promise.then(
    () => true,
    () => false,
  );
}

export function temporaryCopy(folder) {
  const parent = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gavel-workspace-')));
  const copy = path.join(parent, path.basename(folder));
  fs.cpSync(folder, copy, { recursive: true });
  return { folder: copy, remove: () => fs.rmSync(parent, { recursive: true, force: true, maxRetries: 5 }) };
}

function installVsix(vsix, { userDataDir, extensionsDir }) {
  const args = [
    '--user-data-dir',
    userDataDir,
    '--extensions-dir',
    extensionsDir,
    '--install-extension',
    path.resolve(vsix),
  ];
  const { status, stdout, stderr } = spawnSync(code, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${vsix} was not installed:\n${stdout}${stderr}`);
}

function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function exactly(text) {
  return new RegExp(`^\\s*${escaped(text)}\\s*$`);
}
