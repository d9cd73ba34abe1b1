import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { HistoryModel } from '../../src/views/historyProtocol';
import type { PanelModel } from '../../src/views/protocol';
import { pastHistory } from './historyFixtures';
import {
  awardedPanel,
  biddersPanel,
  biddingPanel,
  copyingPanel,
  crowdedPanel,
  donePanel,
  failedPanel,
  idlePanel,
  judgedPanel,
  noSalePanel,
  pastAuctionPanel,
  reauctionedPanel,
  refinedPanel,
  reviewingPanel,
  workingPanel,
} from './panelFixtures';
import type { PanelPage } from './panelHarness';
import { PanelHarness } from './panelHarness';
import type { Theme } from './themes';

interface Picture {
  readonly name: string;
  readonly theme: Theme['name'];
  readonly width: 200 | 320 | 600;
  readonly panel?: PanelModel;
  readonly history?: HistoryModel;
  /** Pressed before the picture is taken. */
  readonly press?: readonly string[];
}

/** Every state, theme, width and number of bidders at least once. */
const pictures: readonly Picture[] = [
  { name: 'idle', theme: 'dark', width: 320, panel: idlePanel },
  { name: 'bidding', theme: 'dark', width: 320, panel: biddingPanel },
  { name: 'copying', theme: 'light', width: 200, panel: copyingPanel },
  { name: 'bidding-2-bidders', theme: 'light', width: 200, panel: biddersPanel(biddingPanel, ['q8', 'q32']) },
  { name: 'judged', theme: 'dark', width: 320, panel: judgedPanel },
  { name: 'judged-light', theme: 'light', width: 320, panel: judgedPanel },
  { name: 'judged-hc-dark', theme: 'hcDark', width: 320, panel: judgedPanel },
  { name: 'judged-hc-light', theme: 'hcLight', width: 320, panel: judgedPanel },
  { name: 'judged-2-bidders', theme: 'light', width: 320, panel: biddersPanel(judgedPanel, ['q8', 'q32']) },
  { name: 'judged-16-bidders', theme: 'dark', width: 600, panel: crowdedPanel() },
  { name: 'judged-16-bidders-narrow', theme: 'hcDark', width: 200, panel: crowdedPanel() },
  { name: 'judged-editing', theme: 'dark', width: 320, panel: judgedPanel, press: ['[data-action="editPlan"]'] },
  {
    name: 'refined',
    theme: 'dark',
    width: 320,
    panel: refinedPanel,
    press: ['[data-bidder="q8"] .refined summary', '[data-bidder="q8"] [data-action="toggleReasons"]'],
  },
  {
    name: 'refined-hc-light',
    theme: 'hcLight',
    width: 600,
    panel: refinedPanel,
    press: ['[data-bidder="q8"] .refined summary'],
  },
  { name: 'awarded', theme: 'light', width: 320, panel: awardedPanel },
  { name: 'working', theme: 'dark', width: 320, panel: workingPanel },
  { name: 'working-narrow', theme: 'hcLight', width: 200, panel: workingPanel },
  { name: 'failed', theme: 'dark', width: 320, panel: failedPanel },
  { name: 'reauctioned', theme: 'light', width: 320, panel: reauctionedPanel },
  { name: 'reviewing', theme: 'hcDark', width: 600, panel: reviewingPanel },
  { name: 'accepted', theme: 'dark', width: 320, panel: donePanel },
  { name: 'accepted-narrow', theme: 'light', width: 200, panel: donePanel },
  { name: 'no-sale', theme: 'light', width: 320, panel: noSalePanel },
  { name: 'past', theme: 'dark', width: 320, panel: pastAuctionPanel },
  { name: 'past-hc-dark', theme: 'hcDark', width: 320, panel: { ...pastAuctionPanel, practice: true } },
  { name: 'history', theme: 'dark', width: 320, history: pastHistory(24, 3) },
  { name: 'history-light', theme: 'light', width: 600, history: pastHistory(24) },
  { name: 'history-wide', theme: 'dark', width: 600, history: pastHistory(24) },
  { name: 'history-hc-dark', theme: 'hcDark', width: 320, history: pastHistory(24) },
  { name: 'history-hc-light', theme: 'hcLight', width: 200, history: pastHistory(24) },
  {
    name: 'history-tables',
    theme: 'light',
    width: 320,
    history: pastHistory(5),
    press: [1, 2, 3, 4].map((at) => `.plot:nth-child(${at}) summary`),
  },
  { name: 'history-empty', theme: 'light', width: 200, history: { notice: '', parts: [] } },
];

describe('webview/pictures', function () {
  this.timeout(60_000);
  let harness: PanelHarness;
  let axe: string;

  before(async () => {
    harness = await PanelHarness.start();
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    await mkdir('screenshots', { recursive: true });
  });
  after(async () => harness.stop());

  for (const picture of pictures) {
    const { name, theme, width } = picture;
    it(`${name}: ${theme}, ${width} pixels`, async () => {
      const page = await harness.open({ theme, width, view: picture.history ? 'history' : 'bids' });
      if (picture.panel) await page.snapshot(picture.panel);
      if (picture.history) await page.history(picture.history);
      for (const selector of picture.press ?? []) await page.page.locator(selector).first().click();
      await page.page.locator('body').click({ position: { x: 1, y: 1 } });
      await page.page.screenshot({ path: `screenshots/panel-${name}.png`, fullPage: true });
      await isSound(page, width);
      await page.close();
    });
  }

  it('shows every theme, width and number of bidders', () => {
    assert.ok(pictures.length >= 20);
    assert.equal(new Set(pictures.map(({ name }) => name)).size, pictures.length);
    assert.equal(new Set(pictures.map(({ theme }) => theme)).size, 4);
    assert.equal(new Set(pictures.map(({ width }) => width)).size, 3);
    const bidders = new Set(pictures.map(({ panel }) => panel?.order.length));
    for (const count of [2, 4, 16]) assert.ok(bidders.has(count), `${count} bidders`);
  });

  async function isSound(page: PanelPage, width: number): Promise<void> {
    assert.deepEqual(page.errors, []);
    assert.deepEqual(await page.violations(), []);
    assert.equal(await page.page.evaluate('document.documentElement.scrollWidth'), width, 'nothing is wider than it');
    const cut = await page.askEach<string>(
      'button, summary, h1, h2, h3',
      "one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline' && !one.matches('.srOnly') ? one.outerHTML.slice(0, 120) : ''",
    );
    assert.deepEqual(
      cut.filter((html) => html !== ''),
      [],
      'no button or heading is cut',
    );
    await page.page.evaluate(axe);
    const { violations } = await page.page.evaluate<AxeResults>("axe.run(document, { runOnly: ['color-contrast'] })");
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    assert.deepEqual(
      serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 150)).join(' ')}`),
      [],
    );
  }
});
