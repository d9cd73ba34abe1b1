import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BuildOptions } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import type { HistoryModel } from '../../src/views/historyProtocol';
import type { FromPanel, PanelModel, ToPanel } from '../../src/views/protocol';
import type { Theme } from './themes';
import { sideBarColor, themes } from './themes';

const browserFlags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Stands in for VS Code: records what the panel says, keeps its state over a reload, and notes every CSP violation. */
const fakeVsCode = `
window.posted = [];
window.violations = [];
document.addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective + ' ' + event.blockedURI));
window.acquireVsCodeApi = () => ({
  postMessage: (message) => posted.push(structuredClone(message)),
  getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined,
  setState: (state) => {
    sessionStorage.setItem('state', JSON.stringify(state));
    window.dispatchEvent(new CustomEvent('saved', { detail: state }));
  },
});`;

export interface OpenOptions {
  readonly theme?: Theme['name'];
  readonly width?: number;
  readonly height?: number;
  readonly lessMotion?: boolean;
  /** Which of the two views; default the Bids panel. */
  readonly view?: ViewName;
}

export type ViewName = 'bids' | 'history';

/** The built panel in a real browser behind the content security policy of the real host. */
export class PanelHarness {
  readonly #folder: string;
  readonly #server: Server;
  readonly #browser: Browser;

  private constructor(folder: string, server: Server, browser: Browser) {
    this.#folder = folder;
    this.#server = server;
    this.#browser = browser;
  }

  static async start(): Promise<PanelHarness> {
    const folder = await mkdtemp(path.join(tmpdir(), 'gavel-panel-'));
    await buildPanel(folder);
    const server = await serve(folder);
    const executablePath = process.env['GAVEL_CHROMIUM'] ?? '/usr/bin/chromium';
    const browser = await chromium.launch({ executablePath, args: browserFlags });
    return new PanelHarness(folder, server, browser);
  }

  /** Bytes of one built file. */
  async builtSize(name: `${ViewName}.${'js' | 'css'}`): Promise<number> {
    return (await readFile(path.join(this.#folder, name))).length;
  }

  async open({
    theme = 'dark',
    width = 360,
    height = 900,
    lessMotion = true,
    view = 'bids',
  }: OpenOptions = {}): Promise<PanelPage> {
    const context = await this.#browser.newContext({
      viewport: { width, height },
      reducedMotion: lessMotion ? 'reduce' : 'no-preference',
    });
    const page = await context.newPage();
    const panel = new PanelPage(
      page,
      themes.find(({ name }) => name === theme)!,
    );
    await panel.load(`http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${view}`);
    return panel;
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** One panel and what it did. */
export class PanelPage {
  readonly page: Page;
  /** Addresses asked for, the page's own first load included. */
  readonly requests: string[] = [];
  /** Exceptions and console errors. */
  readonly errors: string[] = [];
  readonly #theme: Theme;
  #sequence = 0;

  constructor(page: Page, theme: Theme) {
    this.page = page;
    this.#theme = theme;
    page.on('request', (request) => this.requests.push(request.url()));
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
  }

  async load(address: string): Promise<void> {
    await this.page.goto(address);
    await this.#dress();
  }

  /** What VS Code does when the view was hidden and comes back: a new page with the old state. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.#dress();
  }

  async snapshot(panel: PanelModel): Promise<void> {
    this.#sequence += 10;
    await this.send({ type: 'snapshot', sequence: this.#sequence, panel });
  }

  /** The ledger as the History view shows it. */
  async history(history: HistoryModel): Promise<void> {
    this.#sequence += 1;
    await this.send({ type: 'snapshot', sequence: this.#sequence, history });
  }

  /** Sends the next patch; `skip` numbers are lost on the way. */
  async patch(patch: Partial<PanelModel>, skip = 0): Promise<void> {
    this.#sequence += 1 + skip;
    await this.send({ type: 'patch', sequence: this.#sequence, patch });
  }

  /** Delivers one message and waits until the panel has handled it. */
  async send(message: ToPanel | Record<string, unknown>): Promise<void> {
    // Parsed in the page: as a literal in a script, a key `__proto__` would be no key.
    const text = JSON.stringify(JSON.stringify(message));
    await this.page.evaluate(`new Promise((resolve) => {
      window.addEventListener('message', resolve, { once: true });
      window.postMessage(JSON.parse(${text}), '*');
    })`);
  }

  async posted(): Promise<readonly FromPanel[]> {
    return this.page.evaluate<FromPanel[]>('posted');
  }

  /** What was posted after the first `ready`. */
  async answers(): Promise<readonly FromPanel[]> {
    return (await this.posted()).slice(1);
  }

  async violations(): Promise<readonly string[]> {
    return this.page.evaluate<string[]>('violations');
  }

  /** The value of a script expression in which `one` is the first element that matches. */
  async ask<T>(selector: string, expression: string): Promise<T> {
    return this.page.evaluate<T>(`((one) => ${expression})(document.querySelector(${JSON.stringify(selector)}))`);
  }

  /** The value of the expression for each visible element `one` that matches. */
  async askEach<T>(selector: string, expression: string): Promise<readonly T[]> {
    const all = `[...document.querySelectorAll(${JSON.stringify(selector)})]`;
    return this.page.evaluate<T[]>(`${all}.filter((one) => one.checkVisibility()).map((one) => ${expression})`);
  }

  /** The visible text of the panel. */
  async text(selector = 'main'): Promise<string> {
    return this.page.locator(selector).first().innerText();
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }

  async #dress(): Promise<void> {
    const variables = Object.entries(this.#theme.variables);
    const classes = this.#theme.bodyClasses.map((name) => JSON.stringify(name)).join(',');
    await this.page.evaluate(`{
      const root = document.documentElement;
      for (const [name, value] of ${JSON.stringify(variables)}) root.style.setProperty('--vscode-' + name, value);
      root.style.setProperty('background', ${JSON.stringify(sideBarColor(this.#theme))});
      document.body.classList.add(${classes});
    }`);
  }
}

async function buildPanel(folder: string): Promise<void> {
  const { buildPanel: build } = createRequire(import.meta.url)('../../esbuild.js') as {
    readonly buildPanel: (options: BuildOptions) => Promise<unknown>;
  };
  await build({ outdir: folder, minify: true, sourcemap: false });
}

async function serve(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    void answer(folder, request.url ?? '/').then(({ type, body, policy }) => {
      response.writeHead(body === undefined ? 404 : 200, {
        'content-type': type,
        ...(policy === undefined ? {} : { 'content-security-policy': policy }),
      });
      response.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

interface Answer {
  readonly type: string;
  readonly body: string | undefined;
  readonly policy?: string;
}

async function answer(folder: string, url: string): Promise<Answer> {
  const [, view, kind] = /^\/(bids|history)(\.js|\.css)?$/u.exec(url) ?? [];
  if (view === undefined)
    return {
      type: url === '/favicon.ico' ? 'image/x-icon' : 'text/plain',
      body: url === '/favicon.ico' ? '' : undefined,
    };
  if (kind === undefined) return page(view);
  const type = kind === '.js' ? 'text/javascript' : 'text/css';
  return { type, body: await readFile(path.join(folder, `${view}${kind}`), 'utf8') };
}

/** The page the host makes, with `'self'` in the place of the webview's resource origin. */
function page(view: string): Answer {
  const nonce = randomBytes(16).toString('base64');
  const policy = `default-src 'none'; style-src 'self'; script-src 'nonce-${nonce}'; font-src 'self'; img-src 'self'`;
  const body = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${view}</title>
<link rel="stylesheet" href="/${view}.css"></head><body><div id="gavel-root"></div>
<script nonce="${nonce}">${fakeVsCode}</script><script nonce="${nonce}" src="/${view}.js"></script></body></html>`;
  return { type: 'text/html', body, policy };
}
