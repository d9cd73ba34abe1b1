import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { FromPanel } from '../../src/views/protocol';
import {
  awardedPanel,
  biddingPanel,
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
  awardedPanel,
  workingPanel,
  reviewingPanel,
  failedPanel,
  reauctionedPanel,
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

  it('does everything by keyboard: each button of each state, pressed, says what it says by mouse', async () => {
    const said = new Set<string>();
    const panel = await harness.open({ height: 2000 });
    for (const [phase, model] of Object.entries({ ...phases, editing: judgedPanel })) {
      await panel.snapshot(idlePanel); // closes what the last state had open
      await panel.snapshot({ ...model, runId: `run-${phase}` });
      if (phase === 'editing') await panel.page.locator('.award [data-action="editPlan"]').press('Enter');
      const count = await panel.page.locator('button:visible:enabled').count();
      for (let at = 0; at < count; at += 1) {
        const button = panel.page.locator('button:visible:enabled').nth(at);
        const action = (await button.getAttribute('data-action')) ?? '';
        if (/^(?:toggle|editPlan|closeEditor|restorePlan)/.test(action)) continue; // tried below and in the phases' own tests
        await button.focus();
        await panel.page.keyboard.press(at % 2 === 0 ? 'Enter' : 'Space');
        const message = (await panel.answers()).at(-1);
        assert.ok(message !== undefined, `${phase}: ${action}`);
        said.add(message.type === 'action' ? `action ${message.action}` : message.type);
      }
    }
    const wanted: readonly Exclude<FromPanel['type'], 'ready' | 'action'>[] = [
      ...(['award', 'noSale', 'cancel', 'rerun', 'reviewChanges', 'acceptAll', 'rejectAll'] as const),
      ...(['openChange', 'showTerminal', 'reviewAttempt', 'closePast'] as const),
    ];
    for (const type of [...wanted, 'action startPractice', 'action undoAccept', 'action auctionTask'])
      assert.ok(said.has(type), `${type} of ${[...said].join(', ')}`);
    await panel.close();
  });

  it('opens and closes plans, reasons, steps, differences and the editor by keyboard', async () => {
    const panel = await harness.open({ height: 2000 });
    await panel.snapshot(refinedPanel);
    const card = panel.page.locator('[data-bidder="q8"]');
    await card.locator('[data-action="togglePlan"]').press('Enter');
    await card.locator('.plan.open').waitFor();
    await card.locator('[data-action="toggleReasons"]').press('Space');
    await card.locator('.reasons').waitFor();
    await card.locator('.refined summary').press('Enter');
    await card.locator('.planDiff').waitFor();
    await panel.page.locator('.award [data-action="editPlan"]').press('Enter');
    await panel.page.keyboard.press('Control+A');
    await panel.page.keyboard.type('Mine');
    await panel.page.keyboard.press('Tab');
    await panel.page.keyboard.press('Enter');
    assert.deepEqual((await panel.answers()).at(-1), { type: 'award', runId, bidderId: 'q8', plan: 'Mine' });
    await panel.page.locator('.award textarea').press('Escape');
    await panel.page.locator('.award textarea').waitFor({ state: 'detached' });
    assert.equal(await panel.page.evaluate('document.activeElement.dataset.action'), 'editPlan');
    await panel.snapshot(workingPanel);
    await panel.page.locator('[data-action="toggleSteps"]').press('Enter');
    await panel.page.getByText('Show recent steps only').waitFor();
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
    assert.match((await live.textContent()) ?? '', /Accepted: 3 files changed/);
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
