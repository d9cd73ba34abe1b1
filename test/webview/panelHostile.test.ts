import assert from 'node:assert/strict';
import {
  biddingPanel,
  donePanel,
  idlePanel,
  judgedPanel,
  pastAuctionPanel,
  refinedPanel,
  reviewingPanel,
  runId,
  withTexts,
  workingPanel,
} from './panelFixtures';
import type { PanelPage } from './panelHarness';
import { PanelHarness } from './panelHarness';

const phases = {
  idlePanel,
  biddingPanel,
  judgedPanel,
  workingPanel,
  reviewingPanel,
  donePanel,
  refinedPanel,
  pastAuctionPanel,
};

const images = [
  '![](http://127.0.0.1:9/?d=SECRET)',
  '<img src="http://127.0.0.1:9/a">',
  '<img srcset="http://127.0.0.1:9/b 2x">',
  '<svg onload="window.hacked=1"></svg>',
  '<style>@import url(http://127.0.0.1:9/c);body{display:none}</style>',
  '<video poster="http://127.0.0.1:9/d">',
  '<link rel="stylesheet" href="http://127.0.0.1:9/e">',
  '<div style="background:url(http://127.0.0.1:9/f)">',
  '[x]: http://127.0.0.1:9/g\n![x]',
].join(' ');

const scripts = [
  '<script>window.hacked=1</script>',
  '<img src=x onerror="window.hacked=1">',
  '"><iframe srcdoc="<script>parent.hacked=1</script>">',
  '<a href="javascript:window.hacked=1">x</a>',
  '<a href="command:workbench.action.terminal.sendSequence">x</a>',
  '</textarea><body onload="window.hacked=1">',
  "' onfocus='window.hacked=1' autofocus='",
  '${window.hacked=1} {{constructor.constructor("window.hacked=1")()}} <!-- ?lit$ -->',
].join(' ');

describe('webview/panel with hostile text', function () {
  this.timeout(60_000);
  let harness: PanelHarness;
  let panel: PanelPage;

  before(async () => {
    harness = await PanelHarness.start();
  });
  after(async () => harness.stop());
  beforeEach(async () => {
    panel = await harness.open({ width: 320 });
  });
  afterEach(async () => panel.close());

  /** Opens everything that can be opened. */
  async function unfold(): Promise<void> {
    for (const action of ['toggleReasons', 'togglePlan', 'toggleSteps', 'editPlan']) {
      const button = panel.page.locator(`[data-action="${action}"]:visible`).first();
      if ((await button.count()) > 0) await button.click();
    }
    await panel.page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))");
  }

  async function staysText(text: string): Promise<void> {
    const requests = panel.requests.length;
    for (const [name, model] of Object.entries(phases)) {
      await panel.snapshot(withTexts(model, text));
      await unfold();
      assert.ok((await panel.text()).includes(text.slice(0, 60)), `${name} shows it as text`);
    }
    await panel.page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))');
    assert.deepEqual(panel.requests.slice(requests), []);
    assert.deepEqual(await panel.violations(), []);
    assert.deepEqual(panel.errors, []);
    assert.equal(await panel.page.evaluate('window.hacked'), undefined);
    assert.equal(await panel.page.locator('#gavel-root :is(img, a, script, style, link, iframe, video)').count(), 0);
    assert.deepEqual(await panel.answers(), []);
  }

  it('makes no request for images, styles or posters (case 47)', async () => staysText(images));

  it('runs nothing, posts nothing and violates no policy (case 49)', async () => staysText(scripts));

  it('makes no link of any address (case 48)', async () =>
    staysText('vscode://x/y file:///etc/passwd data:text/html,x https://аpple.com/ [a](command:x)'));

  it('shows bidi overrides, tags and zero-width characters instead of obeying them (case 52)', async () => {
    await panel.snapshot(withTexts(judgedPanel, 'pay\u202Eevil\u2066 \u{E0041}\u200Bend'));
    await unfold();
    const text = await panel.text();
    assert.match(text, /pay⟨U\+202E⟩evil⟨U\+2066⟩ ⟨U\+E0041⟩⟨U\+200B⟩end/);
    assert.doesNotMatch(text, /[\u202E\u2066\u200B]/);
  });

  it('sends the path back as it is and shows what hides in it (case 52)', async () => {
    const path = 'src/\u202Egnp.js';
    const file = { ...reviewingPanel.review!.files[0]!, path };
    await panel.snapshot({
      ...reviewingPanel,
      review: { files: [file], openCount: 1, attempt: 1, choices: [], checked: true },
    });
    assert.match(await panel.text('.file'), /⟨U\+202E⟩gnp/);
    await panel.page.locator('[data-action="openChange"]').click();
    assert.deepEqual(await panel.answers(), [{ type: 'openChange', runId, path }]);
  });

  it('takes 100,000 characters, with or without a space, and lets all of them be read (case 49)', async () => {
    for (const unit of ['x', 'word ', '<b>']) {
      const long = unit.repeat(Math.ceil(100_000 / unit.length));
      await panel.snapshot({ ...withTexts(judgedPanel, long), runId: unit });
      const card = panel.page.locator('[data-bidder="q8"]');
      await card.locator('[data-action="togglePlan"]').click();
      assert.equal(await panel.ask<number>('[data-bidder="q8"] .plan', 'one.textContent.length'), long.length);
      assert.equal(await panel.page.evaluate('document.documentElement.scrollWidth'), 320);
    }
    assert.deepEqual(await panel.violations(), []);
  });

  it('takes bidder ids that mean something to a script or a selector (case 49)', async () => {
    const ids = ['__proto__', 'constructor', '"] *', '<b>'];
    const cards = ids.map((bidderId): [string, (typeof judgedPanel.cards)[string]] => [
      bidderId,
      { ...judgedPanel.cards['q32']!, bidderId, tag: 'none' },
    ]);
    await panel.snapshot({ ...judgedPanel, cards: Object.fromEntries(cards), order: ids });
    for (const button of await panel.page.locator('[data-action="awardOther"]').all()) await button.click();
    assert.deepEqual(
      await panel.answers(),
      ids.map((bidderId) => ({ type: 'award', runId, bidderId })),
    );
    for (const id of ids) {
      await panel.send({ type: 'editPlan', bidderId: id });
      assert.equal(await panel.page.locator('textarea').count(), 1);
      await panel.page.keyboard.press('Escape');
    }
    assert.deepEqual(panel.errors, []);
  });
});
