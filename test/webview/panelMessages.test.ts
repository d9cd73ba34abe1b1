import assert from 'node:assert/strict';
import {
  biddingPanel,
  donePanel,
  idlePanel,
  judgedCards,
  judgedPanel,
  plan,
  reviewingPanel,
  runId,
  workingPanel,
} from './panelFixtures';
import type { PanelPage } from './panelHarness';
import { PanelHarness } from './panelHarness';

describe('webview/panel messages', function () {
  this.timeout(30_000);
  let harness: PanelHarness;
  let panel: PanelPage;

  before(async () => {
    harness = await PanelHarness.start();
  });
  after(async () => harness.stop());
  beforeEach(async () => {
    panel = await harness.open();
  });
  afterEach(async () => {
    assert.deepEqual(panel.errors, []);
    await panel.close();
  });

  async function press(action: string, within = 'main'): Promise<void> {
    await panel.page.locator(`${within} [data-action="${action}"]`).first().click();
  }

  it('asks for a snapshot once, when it starts', async () => {
    assert.deepEqual(await panel.posted(), [{ type: 'ready' }]);
  });

  it('applies patches in sequence', async () => {
    await panel.snapshot(biddingPanel);
    await panel.patch({
      cards: { q14: { ...biddingPanel.cards['q14']!, state: 'writing', stateText: 'writing', plan: 'Loop over' } },
    });
    assert.match(await panel.text('[data-bidder="q14"]'), /Loop over/);
    assert.match(await panel.text('[data-bidder="q8"]'), /Read src\/duration/);
    await panel.patch({ footer: ['new footer'] });
    assert.match(await panel.text('.footer'), /new footer/);
    assert.deepEqual(await panel.answers(), []);
  });

  it('asks again once when a patch was lost, and shows nothing from after the gap', async () => {
    await panel.snapshot(biddingPanel);
    await panel.patch({ footer: ['after the gap'] }, 1);
    await panel.patch({ footer: ['later'] });
    assert.deepEqual(await panel.answers(), [{ type: 'ready' }]);
    assert.doesNotMatch(await panel.text(), /after the gap|later/);
    await panel.snapshot(judgedPanel);
    assert.match(await panel.text(), /Qwen3 8B wins/);
  });

  it('ignores what is not a message of the host (case 50)', async () => {
    await panel.snapshot(judgedPanel);
    const before = await panel.text();
    for (const type of ['__proto__', 'constructor', 'toString', 'award', '']) await panel.send({ type });
    await panel.send({ type: 'editPlan', bidderId: 'nobody' });
    await panel.send({ type: 'editPlan', bidderId: 'mini' });
    assert.equal(await panel.text(), before);
    assert.deepEqual(await panel.answers(), []);
  });

  it('awards the winner, any other bid, or nobody', async () => {
    await panel.snapshot(judgedPanel);
    await press('award');
    await press('awardOther', '[data-bidder="q32"]');
    await press('noSale');
    assert.deepEqual(await panel.answers(), [
      { type: 'award', runId, bidderId: 'q8' },
      { type: 'award', runId, bidderId: 'q32' },
      { type: 'noSale', runId },
    ]);
  });

  it('awards with an edited plan, and sends no plan that was not edited', async () => {
    await panel.snapshot(judgedPanel);
    await press('editPlan');
    assert.equal(await panel.page.locator('textarea').inputValue(), plan);
    await press('awardPlan');
    await panel.page.locator('textarea').fill('Do it in one line.');
    await press('awardPlan');
    assert.deepEqual(await panel.answers(), [
      { type: 'award', runId, bidderId: 'q8' },
      { type: 'award', runId, bidderId: 'q8', plan: 'Do it in one line.' },
    ]);
  });

  it('does not award an empty plan, and gives the bid’s plan back', async () => {
    await panel.snapshot(judgedPanel);
    await press('editPlan');
    await panel.page.locator('textarea').fill('  ');
    assert.equal(await panel.page.locator('[data-action="awardPlan"]').isDisabled(), true);
    await press('restorePlan');
    assert.equal(await panel.page.locator('textarea').inputValue(), plan);
    assert.equal(await panel.page.locator('[data-action="awardPlan"]').isDisabled(), false);
  });

  it('opens the editor of any bid the host names, with the keyboard in it', async () => {
    await panel.snapshot(judgedPanel);
    await panel.send({ type: 'editPlan', bidderId: 'q14' });
    assert.equal(await panel.ask('[data-bidder="q14"] textarea', "one.matches(':focus')"), true);
    await panel.page.keyboard.press('Escape');
    assert.equal(await panel.page.locator('textarea').count(), 0);
    assert.equal(await panel.ask('[data-for="q14"]', "one.matches(':focus')"), true);
  });

  it('keeps a draft, what is open and the place over a reload, and forgets them in the next run', async () => {
    await panel.snapshot(judgedPanel);
    await press('editPlan');
    await panel.page.locator('textarea').fill('My own plan');
    await press('toggleReasons', '[data-bidder="q32"]');
    await press('togglePlan', '[data-bidder="q32"]');
    await panel.page.evaluate(`new Promise((resolve) => {
      window.addEventListener('saved', ({ detail }) => detail.scroll === 120 && resolve());
      window.scrollTo(0, 120);
    })`);
    await panel.reload();
    await panel.snapshot(judgedPanel);
    assert.equal(await panel.page.locator('textarea').inputValue(), 'My own plan');
    assert.equal(await panel.page.locator('.reasons').count(), 1);
    assert.equal(await panel.page.locator('.plan.open').count(), 1);
    assert.equal(await panel.page.evaluate('window.scrollY'), 120);
    const saved = await panel.page.evaluate<string>("sessionStorage.getItem('state')");
    assert.doesNotMatch(saved, /Tokenise|Qwen3/, 'only the panel’s own state is saved');
    await panel.snapshot({ ...judgedPanel, runId: 'run-2' });
    assert.equal(await panel.page.locator('textarea, .reasons, .plan.open').count(), 0);
  });

  it('typing goes on undisturbed while patches arrive and cards change places', async () => {
    await panel.snapshot(judgedPanel);
    await panel.send({ type: 'editPlan', bidderId: 'q14' });
    await panel.page.keyboard.press('Control+A');
    await panel.page.keyboard.type('first ');
    await panel.patch({ order: ['q14', 'q8', 'q32', 'q4', 'mini'], cards: { q8: judgedCards['q8']! } });
    await panel.page.keyboard.type('second');
    assert.equal(await panel.page.locator('[data-bidder="q14"] textarea').inputValue(), 'first second');
  });

  it('runs again instead of awarding', async () => {
    await panel.snapshot(judgedPanel);
    await press('rerun');
    assert.deepEqual(await panel.answers(), [{ type: 'rerun', runId }]);
  });

  it('cancels while bids come in and while the winner works', async () => {
    await panel.snapshot(biddingPanel);
    await press('cancel');
    await panel.snapshot(workingPanel);
    await press('cancel');
    await press('showTerminal');
    assert.deepEqual(await panel.answers(), [
      { type: 'cancel', runId },
      { type: 'cancel', runId },
      { type: 'showTerminal', runId },
    ]);
  });

  it('reviews, opens a diff, accepts and rejects', async () => {
    await panel.snapshot(reviewingPanel);
    await press('openChange');
    await press('reviewChanges');
    await press('acceptAll');
    await press('rejectAll');
    assert.deepEqual(await panel.answers(), [
      { type: 'openChange', runId, path: 'src/duration.js' },
      { type: 'reviewChanges', runId },
      { type: 'acceptAll', runId },
      { type: 'rejectAll', runId },
    ]);
  });

  it('undoes, runs again and begins, by the fixed actions only', async () => {
    await panel.snapshot(donePanel);
    await press('undoAccept');
    await panel.patch({ end: { state: 'cancelled', text: 'Cancelled.', canUndo: false } });
    await press('rerun');
    await press('auctionTask');
    await panel.snapshot(idlePanel);
    await press('startPractice');
    assert.deepEqual(await panel.answers(), [
      { type: 'action', action: 'undoAccept' },
      { type: 'rerun', runId },
      { type: 'action', action: 'auctionTask' },
      { type: 'action', action: 'startPractice' },
    ]);
  });
});
