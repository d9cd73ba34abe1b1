import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { axisFor, place } from '../../media/history/plots/axis';
import { matching } from '../../media/history/search';
import type { HistoryModel } from '../../src/views/historyProtocol';
import { pastHistory } from './historyFixtures';
import type { PanelPage } from './panelHarness';
import { PanelHarness } from './panelHarness';
import { themes } from './themes';

describe('webview/history', function () {
  this.timeout(60_000);
  let harness: PanelHarness;
  let view: PanelPage;

  before(async () => {
    harness = await PanelHarness.start();
  });
  after(async () => harness.stop());
  beforeEach(async () => {
    view = await harness.open({ view: 'history' });
  });
  afterEach(async () => {
    assert.deepEqual(view.errors, []);
    assert.deepEqual(await view.violations(), []);
    await view.close();
  });

  const unfold = "document.querySelectorAll('details').forEach((one) => (one.open = true))";

  it('says in words that there is nothing yet, and how to begin', async () => {
    assert.deepEqual(await view.posted(), [{ type: 'ready' }]);
    await view.history({ notice: '', parts: [] });
    assert.match(await view.text(), /No auction yet/u);
    await view.page.locator('[data-action="startPractice"]').click();
    assert.deepEqual(await view.answers(), [{ type: 'action', action: 'startPractice' }]);
  });

  it('shows real auctions first and practice apart and labelled, newest first, with when, who, how and how much', async () => {
    await view.history(pastHistory(6, 3));
    assert.deepEqual(await view.askEach('.part', "one.getAttribute('aria-label')"), ['Your auctions', 'Practice']);
    assert.match(await view.text('.part:nth-of-type(2)'), /scripted, no AI, no real money/u);
    const first = await view.text('.auction');
    assert.match(first, /\(5\)[^]*accepted[^]*2026-11-13[^]*local\/qwen3-4b[^]*check passed[^]*\$/u);
    assert.match(await view.text('.totals'), /auctions\s+6[^]*accepted\s+4[^]*spent\s+\$0\.\d+[^]*net saving/u);
  });

  it('finds auctions by any words of their rows, says how many, and Escape empties the search', async () => {
    await view.history(pastHistory(40));
    const box = view.page.locator('input[type="search"]');
    await box.fill('LABEL rejected');
    const titles = await view.page.locator('.auctionTitle').allInnerTexts();
    assert.ok(titles.length > 0 && titles.every((title) => title.startsWith('Label')), titles.join());
    assert.match(await view.text('.found'), new RegExp(`^${titles.length} of 40 auctions$`, 'u'));
    await box.fill('2026-11-10 qwen3-14b');
    assert.ok((await view.page.locator('.auction').count()) > 0);
    await box.fill('nothing like it');
    assert.match(await view.text(), /No auction here matches the search/u);
    await box.press('Escape');
    assert.equal(await box.inputValue(), '');
    assert.equal(await view.text('.found'), '40 auctions');
  });

  it('keeps the search over a reload', async () => {
    await view.page.evaluate('sessionStorage.clear()');
    await view.history(pastHistory(9));
    await view.page.locator('input[type="search"]').fill('label');
    await view.reload();
    await view.history(pastHistory(9));
    assert.equal(await view.page.locator('input[type="search"]').inputValue(), 'label');
  });

  it('reopens an auction, exports and shows the ledger, all by keyboard', async () => {
    await view.history(pastHistory(3));
    const pressed = async (action: string): Promise<void> => {
      for (let presses = 0; presses < 20; presses += 1) {
        if ((await view.page.evaluate("document.activeElement.dataset.action ?? ''")) === action) break;
        await view.page.keyboard.press('Tab');
      }
      assert.equal(await view.page.evaluate('getComputedStyle(document.activeElement).outlineStyle'), 'solid');
      await view.page.keyboard.press('Enter');
    };
    for (const action of ['exportLedger', 'showLedger', 'open']) await pressed(action);
    assert.deepEqual(await view.answers(), [
      { type: 'action', action: 'exportLedger' },
      { type: 'action', action: 'showLedger' },
      { type: 'open', runId: 'run-2' },
    ]);
    for (let presses = 0; presses < 20; presses += 1) {
      if ((await view.page.evaluate('document.activeElement.localName')) === 'summary') break;
      await view.page.keyboard.press('Tab');
    }
    await view.page.keyboard.press('Enter');
    assert.equal(await view.page.locator('.plot details[open] table').count(), 1, 'the table behind a plot opens');
  });

  it('has a table behind each plot that says what is drawn', async () => {
    await view.history(pastHistory(20));
    await view.page.evaluate(unfold);
    const tables = await view.askEach<string>('.plot', "one.querySelector('table')?.innerText ?? ''");
    assert.equal(tables.length, 5);
    assert.match(tables[0] ?? '', /local\/qwen3-8b\s+\d+ of 20\s+\d+ of \d+/u);
    assert.match(tables[1] ?? '', /20\s+2026-11-\d\d \d\d:\d\d\s+\$/u);
    assert.match(tables[2] ?? '', /always the dearest\s+\$/u);
    assert.match(tables[3] ?? '', /openrouter\/gpt-mini\s+\$[\d.]+\s+\d+ of \d+/u);
    assert.match(tables[4] ?? '', /\d+ to \d+ %\s+\d+ %\s+\d+ of \d+/u);
    assert.equal(await view.page.locator('.costSuccess .dot').count(), 4);
    assert.ok((await view.page.locator('.calibration .dot').count()) > 0);
    assert.equal(await view.page.locator('.lines .spentLine').count(), 19);
  });

  it('draws to scale: equal bars for equal sums, and nothing outside its plot', async () => {
    const history = pastHistory(12);
    await view.history(history);
    const { totals } = history.parts[0]!;
    const width = async (part: string): Promise<number> => (await view.page.locator(part).boundingBox())?.width ?? 0;
    const ratio = (await width('.workPart')) / (await width('.dearestPart'));
    assert.ok(Math.abs(ratio - totals.comparedWorkUsd / totals.dearestUsd) < 0.02, String(ratio));
    const outside = await view.page.evaluate<number>(`[...document.querySelectorAll('.scatter circle, .lines line')]
      .filter((one) => { const a = one.getBoundingClientRect(), b = one.closest('.scatter, .lines').getBoundingClientRect();
        return a.top < b.top - 1 || a.bottom > b.bottom + 1 || a.left < b.left - 1 || a.right > b.right + 1; }).length`);
    assert.equal(outside, 0);
  });

  it('ignores what is older than what it shows, and what is no message of its host (case 50)', async () => {
    await view.send({ type: 'snapshot', sequence: 90, history: pastHistory(2) });
    await view.send({ type: 'snapshot', sequence: 3, history: pastHistory(9) });
    await view.send({ type: '__proto__' });
    assert.equal(await view.page.locator('.auction').count(), 2);
  });

  it('shows markup, bidi and 100,000 characters as text, and a damaged date in words (cases 47, 49, 52)', async () => {
    const evil = '<img src="http://127.0.0.1:9/x" onerror="window.hacked=1"> \u202egnp [a](command:x)';
    const requests = view.requests.length;
    for (const text of [evil, 'x'.repeat(100_000), '']) {
      await view.history(hostile(pastHistory(3), text));
      await view.page.evaluate(unfold);
      assert.equal(await view.page.evaluate('document.documentElement.scrollWidth'), 360);
    }
    await view.history(hostile(pastHistory(3), evil));
    assert.match(await view.text('.auction'), /<img src=[^]*⟨U\+202E⟩gnp[^]*unknown date/u);
    assert.equal(await view.page.locator('#gavel-root :is(img, a, script, style, iframe)').count(), 0);
    assert.deepEqual(view.requests.slice(requests), []);
    assert.equal(await view.page.evaluate('window.hacked'), undefined);
  });

  it('takes 1,000 auctions', async () => {
    await view.history(pastHistory(1000));
    assert.equal(await view.page.locator('.auction').count(), 8);
    await view.page.locator('[data-action="showMore"]').click();
    assert.equal(await view.page.locator('.auction').count(), 58);
  });

  for (const { name } of themes) {
    it(`has no serious fault an accessibility checker finds, ${name}`, async () => {
      const page = await harness.open({ view: 'history', theme: name });
      await page.page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
      for (const history of [pastHistory(12, 3), pastHistory(1), { notice: 'Cut.', parts: [] }]) {
        await page.history(history);
        await page.page.evaluate(unfold);
        const { violations } = await page.page.evaluate<AxeResults>('axe.run(document)');
        const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
        assert.deepEqual(
          serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
          [],
        );
      }
      await page.close();
    });
  }

  it('both built views together stay below 250 KiB', async () => {
    const size = (await harness.builtSize('bids.js')) + (await harness.builtSize('history.js'));
    assert.ok(size < 250 * 1024, `${size} bytes`);
  });
});

describe('webview/history parts', () => {
  it('an axis begins at 0 or below the lowest value, ends at a round mark, and is never of length 0', () => {
    assert.deepEqual(axisFor([0.3, 2.9]), { min: 0, max: 3, marks: [0, 1, 2, 3] });
    assert.deepEqual(axisFor([0, 0]), { min: 0, max: 1, marks: [0, 1] });
    const { min, max } = axisFor([-0.2, 0.5]);
    assert.ok(min <= -0.2 && max >= 0.5);
    assert.equal(place(5, { min: 0, max: 10, marks: [] }), 50);
  });

  it('an empty search finds all', () => {
    const { auctions } = pastHistory(5).parts[0]!;
    assert.equal(matching(auctions, '  ').length, 5);
  });
});

/** Every text replaced, and a date that no calendar knows. */
function hostile(history: HistoryModel, text: string): HistoryModel {
  return {
    notice: text,
    parts: history.parts.map((part) => ({
      ...part,
      auctions: part.auctions.map((auction) => ({
        ...auction,
        ...{ title: text, winner: text, verdict: text, endText: text, endedAtMs: 1e18 },
      })),
      bidders: part.bidders.map((bidder) => ({ ...bidder, name: text })),
    })),
  };
}
