import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import type { ToPanel } from '../../src/views/protocol';
import { crowdedPanel } from '../webview/panelFixtures';
import { themes } from '../webview/themes';
import { atMost, bestRound, type BenchRow, figure, median } from './support/benchRow';

export const name = 'panel';

const runs = 9;
const boundMs = 100;

interface Round {
  /** Milliseconds from the snapshot's arrival to the frame in which it was painted, one a page. */
  readonly panel: readonly number[];
  /** The same for plain markup of about as many elements, written at once: what the browser itself takes. */
  readonly reference: readonly number[];
}

/** The built panel in Chromium: a snapshot with 16 bids and 16 judges each, in a fresh page every time. */
export async function run(): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'gavel-bench-panel-'));
  const executablePath = process.env['GAVEL_CHROMIUM'] ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const address = await writePage(folder);
    const page = await browser.newPage({ viewport: { width: 360, height: 900 } });
    const { panel, reference } = await bestRound(
      () => round(page, address),
      (times) => median(times.panel),
      boundMs,
    );
    return [
      atMost(boundMs, `first paint of a snapshot with 16 bids, median of ${runs} fresh pages`, median(panel), 'ms'),
      figure('the same number of elements as plain markup, in the same run', median(reference), 'ms'),
      figure('ratio of the two', median(panel) / median(reference), 'x'),
    ];
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function round(page: Page, address: string): Promise<Round> {
  const message: ToPanel = { type: 'snapshot', sequence: 1, panel: crowdedPanel() };
  const panel: number[] = [];
  const reference: number[] = [];
  for (let done = 0; done < runs; done += 1) {
    await page.goto(address);
    panel.push(await painted(page, `window.dispatchEvent(new MessageEvent('message', { data: snapshot }))`, message));
    const shown = await page.evaluate<number>("document.querySelectorAll('.card').length");
    if (shown !== 16) throw new Error(`The panel drew ${shown} cards instead of 16.`);
    const count = await page.evaluate<number>("document.querySelectorAll('main *').length");
    await page.goto(address);
    reference.push(await painted(page, `document.body.innerHTML = '<p><b>word</b></p>'.repeat(${count / 2})`, message));
  }
  return { panel, reference };
}

/** Milliseconds from `action` to the first task after the frame that shows what it did. */
async function painted(page: Page, action: string, snapshot: ToPanel): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve) => {
    const snapshot = JSON.parse(${JSON.stringify(JSON.stringify(snapshot))});
    const channel = new MessageChannel();
    requestAnimationFrame(() => {
      const started = performance.now();
      channel.port1.onmessage = () => resolve(performance.now() - started);
      ${action};
      requestAnimationFrame(() => channel.port2.postMessage(null));
    });
  })`);
}

/** The runner has just built the panel; the page gives it what VS Code would. */
async function writePage(folder: string): Promise<string> {
  const dist = join(process.cwd(), 'dist');
  const theme = Object.entries(themes[0]?.variables ?? {}).map(
    ([variable, value]) => `--vscode-${variable}: ${value};`,
  );
  const api = 'window.acquireVsCodeApi = () => ({ postMessage() {}, getState() {}, setState() {} });';
  const file = join(folder, 'panel.html');
  await writeFile(
    file,
    `<!doctype html><meta charset="utf-8"><style>:root { ${theme.join(' ')} } ${await readFile(join(dist, 'bids.css'), 'utf8')}</style>
<body class="vscode-dark"><div id="gavel-root"></div><script>${api}</script>
<script src="${pathToFileURL(join(dist, 'bids.js')).href}"></script>`,
  );
  return pathToFileURL(file).href;
}
