import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import {
  biddingPanel,
  crowdedPanel,
  donePanel,
  idlePanel,
  judgedPanel,
  noSalePanel,
  pastAuctionPanel,
  refinedPanel,
  reviewingPanel,
  runId,
  workingPanel,
} from './panelFixtures';
import type { PanelPage } from './panelHarness';
import { PanelHarness } from './panelHarness';
import { themes } from './themes';

const phases = {
  idlePanel,
  biddingPanel,
  judgedPanel,
  refinedPanel,
  workingPanel,
  reviewingPanel,
  donePanel,
  noSalePanel,
  pastAuctionPanel,
};

describe('webview/panel for everybody', function () {
  this.timeout(60_000);
  let harness: PanelHarness;
  let axe: string;

  before(async () => {
    harness = await PanelHarness.start();
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  });
  after(async () => harness.stop());

  async function faults(panel: PanelPage): Promise<readonly string[]> {
    const { violations } = await panel.page.evaluate<AxeResults>('axe.run(document)');
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary ?? ''}`),
      );
  }

  for (const { name } of themes) {
    it(`has no serious fault an accessibility checker finds, ${name}`, async () => {
      const panel = await harness.open({ theme: name });
      await panel.page.evaluate(axe);
      for (const [phase, model] of Object.entries(phases)) {
        await panel.snapshot(model);
        for (const action of ['toggleReasons', 'editPlan']) {
          const button = panel.page.locator(`[data-action="${action}"]`).first();
          if ((await button.count()) > 0) await button.click();
        }
        await panel.page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))");
        assert.deepEqual(await faults(panel), [], phase);
      }
      await panel.close();
    });
  }

  for (const width of [200, 320, 600]) {
    it(`holds 16 bidders at ${width} pixels without scrolling sideways or cutting text`, async () => {
      const panel = await harness.open({ width });
      for (const model of [crowdedPanel(), ...Object.values(phases)]) {
        await panel.snapshot(model);
        assert.equal(await panel.page.evaluate('document.documentElement.scrollWidth'), width);
        const cut = await panel.page.evaluate<string[]>(`[...document.querySelectorAll('main *')]
          .filter((one) => !one.closest('.srOnly') && !one.matches('.plan, textarea, progress'))
          .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== 'visible')
          .map((one) => one.outerHTML.slice(0, 120))`);
        assert.deepEqual(cut, []);
      }
      await panel.close();
    });
  }

  it('awards by keyboard alone, with the focus in sight', async () => {
    const panel = await harness.open();
    await panel.snapshot(judgedPanel);
    const focused = (): Promise<string> => panel.page.evaluate<string>("document.activeElement.dataset.action ?? ''");
    for (let presses = 0; (await focused()) !== 'award' && presses < 10; presses += 1)
      await panel.page.keyboard.press('Tab');
    assert.equal(await focused(), 'award');
    assert.equal(await panel.page.evaluate('getComputedStyle(document.activeElement).outlineStyle'), 'solid');
    await panel.page.keyboard.press('Enter');
    assert.deepEqual(await panel.answers(), [{ type: 'award', runId, bidderId: 'q8' }]);
    await panel.snapshot(workingPanel);
    assert.equal(
      await panel.page.evaluate("document.activeElement.matches('.work')"),
      true,
      'the focus goes on to the work',
    );
  });

  it('reaches every button by Tab', async () => {
    const panel = await harness.open({ height: 2000 });
    await panel.snapshot(judgedPanel);
    const all = await panel.page.locator('button:visible').count();
    await panel.page.evaluate('void (window.seen = new Set())');
    for (let presses = 0; presses < all + 10; presses += 1) {
      await panel.page.keyboard.press('Tab');
      await panel.page.evaluate('void seen.add(document.activeElement)');
    }
    assert.equal(await panel.page.evaluate("[...seen].filter((one) => one.matches?.('button')).length"), all);
    await panel.close();
  });

  it('tells a screen reader who wins and how it ended', async () => {
    const panel = await harness.open();
    await panel.snapshot(biddingPanel);
    const live = panel.page.locator('[aria-live="polite"]');
    assert.equal(await live.innerText(), '');
    await panel.patch(judgedPanel);
    assert.match((await live.textContent()) ?? '', /Qwen3 8B wins/);
    await panel.patch({ ...donePanel });
    assert.match((await live.textContent()) ?? '', /3 files accepted/);
    await panel.close();
  });

  it('has one first heading, sections under it and bids as an ordered list', async () => {
    const panel = await harness.open();
    await panel.snapshot(judgedPanel);
    const headings = await panel.askEach('h1, h2, h3', 'one.tagName');
    assert.deepEqual(headings, ['H1', 'H2', 'H2', 'H3', 'H3', 'H3', 'H3', 'H3']);
    assert.equal(await panel.page.locator('ol.cards > li').count(), 5);
    await panel.close();
  });

  for (const lessMotion of [false, true]) {
    it(`cards ${lessMotion ? 'jump when less motion is asked for' : 'slide when the ranks change'}`, async () => {
      const panel = await harness.open({ lessMotion, height: 2000 });
      await panel.snapshot(judgedPanel);
      await panel.patch({ order: ['q32', 'q8', 'q14', 'q4', 'mini'] });
      const moving = await panel.ask<number>('[data-bidder="q8"]', 'one.getAnimations().length');
      assert.equal(moving > 0, !lessMotion);
      await panel.close();
    });
  }

  it('the built panel stays below 250 KiB', async () => {
    const size = await harness.builtSize('bids.js');
    assert.ok(size < 250 * 1024, `${size} bytes`);
    assert.ok((await harness.builtSize('bids.css')) < 50 * 1024);
  });
});
