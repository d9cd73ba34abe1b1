import assert from 'node:assert/strict';
import {
  biddingPanel,
  copyingPanel,
  donePanel,
  idlePanel,
  judgedPanel,
  noSalePanel,
  pastAuctionPanel,
  refinedPanel,
  reviewingPanel,
  task,
  workingPanel,
} from './panelFixtures';
import type { PanelPage } from './panelHarness';
import { PanelHarness } from './panelHarness';

describe('webview/panel phases', function () {
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
    assert.deepEqual(await panel.violations(), []);
    await panel.close();
  });

  async function shows(...texts: readonly (string | RegExp)[]): Promise<void> {
    const shown = await panel.text();
    for (const text of texts) {
      assert.ok(typeof text === 'string' ? shown.includes(text) : text.test(shown), `${text} not in:\n${shown}`);
    }
  }

  async function buttons(): Promise<readonly string[]> {
    return panel.askEach<string>('button', "one.dataset.action ?? ''");
  }

  it('idle: says what Gavel is and offers the notice’s actions', async () => {
    await panel.snapshot(idlePanel);
    await shows('Gavel lets your models', 'No bidder is configured yet');
    assert.deepEqual(await buttons(), ['startPractice', 'configureEndpoints']);
  });

  it('bidding: shows what is in, what is being written, who is out and why', async () => {
    await panel.snapshot(biddingPanel);
    await shows('practice: scripted, no AI', '1 of 4 in, 1 out', 'writing', 'invited');
    await shows(
      'hosted-mini sent no first token within 60 s.',
      'running the check before any work',
      'keep the public sig',
    );
    assert.ok((await buttons()).includes('cancel'));
  });

  it('judged: shows who wins and why, with the arithmetic of every bid', async () => {
    await panel.snapshot(judgedPanel);
    await shows('Qwen3 8B wins', 'z −0.58', '4 times cheaper than Qwen3 32B', 'Names the regex', 'juror Qwen3 14B');
    await shows('winner', 'next if it fails', 'cost 0.05', 'jury 0.56', 'entropy 0.07', 'entropy not reported');
    await shows(task.check, 'fails before any work: 1 of 6 tests', '$0.09 per Mt, shadow price', '318 tokens', '3.2 s');
    const names = await panel.page.locator('.card h3').allInnerTexts();
    assert.deepEqual(names, ['Qwen3 8B', 'Qwen3 32B', 'Qwen3 14B', 'Qwen3 4B', 'hosted-mini']);
    assert.deepEqual((await buttons()).slice(0, 5), ['changeCheck', 'award', 'editPlan', 'noSale', 'rerun']);
    assert.match(
      await panel.text('[data-action="award"]'),
      /^Award to Qwen3 8B\s+up to 3 attempts, \$0\.40 at most in all$/,
    );
    assert.deepEqual(
      (await panel.page.locator('.figures > div').allInnerTexts()).map((figure) => figure.replace(/\s+/gu, ' ')),
      ['Cost ≈ $0.031 per attempt', 'Pass chance 62 % then good: 91 %', 'Jury 4.0 of 5 best for 3 of 4'],
    );
    assert.match(
      (await panel.page.locator('[data-bidder="q8"] .bar').getAttribute('title')) ?? '',
      /^z −0\.580 = cost 0\.050 − jury 0\.560 − entropy 0\.070 \(0\.31 nats\)$/,
    );
    assert.equal(await panel.page.locator('[data-bidder="q8"] [data-action="awardOther"]').count(), 0);
    assert.equal(await panel.page.locator('[data-bidder="mini"] button').count(), 0);
  });

  it('judged: draws cost left of zero and value right of it, to one scale', async () => {
    await panel.snapshot(judgedPanel);
    const boxes = async (part: string): Promise<{ x: number; width: number }> =>
      (await panel.page.locator(`[data-bidder="q32"] .${part}`).boundingBox())!;
    const [cost, jury, entropy, zero] = [
      await boxes('costPart'),
      await boxes('juryPart'),
      await boxes('entropyPart'),
      await boxes('zero'),
    ];
    assert.ok(Math.abs(cost.x + cost.width - zero.x) < 1);
    assert.ok(Math.abs(jury.x - zero.x) < 1);
    assert.ok(Math.abs(entropy.x - (jury.x + jury.width)) < 1);
    assert.ok(Math.abs(jury.width / cost.width - 0.6 / 0.25) < 0.05);
  });

  it('judged without a proposal leaves the choice to the person', async () => {
    await panel.snapshot({ ...judgedPanel, award: null });
    await shows('No bid is proposed');
    assert.ok((await buttons()).includes('noSale'));
    assert.equal(await panel.page.locator('[data-action="awardOther"]').count(), 4);
  });

  it('opens the reasons of the jury and the whole plan on request', async () => {
    await panel.snapshot(judgedPanel);
    assert.equal(await panel.page.locator('.reasons').count(), 0);
    const card = panel.page.locator('[data-bidder="q8"]');
    assert.equal(await card.locator('.chip.own').count(), 1);
    await card.locator('[data-action="toggleReasons"]').click();
    assert.match(await card.locator('.reasons').innerText(), /Qwen3 32B[^]*Clear steps, small change/);
    await card.locator('[data-action="togglePlan"]').click();
    assert.match(await card.locator('.plan').innerText(), /Risk: callers/);
    assert.equal(await panel.ask('[data-bidder="q8"] .plan', 'one.scrollHeight > one.clientHeight + 1'), false);
  });

  it('offers the whole plan only where three lines cut it', async () => {
    await panel.snapshot(judgedPanel);
    const toggles = await panel.page.locator('[data-action="togglePlan"]:visible').count();
    await panel.page.setViewportSize({ width: 900, height: 700 });
    await panel.page.locator('[data-bidder="q32"] [data-action="togglePlan"]').waitFor({ state: 'hidden' });
    assert.ok((await panel.page.locator('[data-action="togglePlan"]:visible').count()) < toggles);
  });

  it('case 131: while the copy is made it says how far it is, with or without a check, and Cancel is there', async () => {
    for (const check of [task.check, '']) {
      await panel.snapshot({ ...copyingPanel, task: { ...copyingPanel.task!, check } });
      await shows('copying the workspace: 12,000 of 50,000 files');
      assert.ok((await buttons()).includes('cancel'));
    }
  });

  it('says beside the check when its processes are not bounded', async () => {
    await panel.snapshot({ ...workingPanel, task: copyingPanel.task });
    for (const place of ['.checkLine', '.checkState'])
      assert.match(await panel.text(place), /process limits not enforced/);
  });

  it('working: shows steps, check, confinement, spend against the cap, and Cancel', async () => {
    await panel.snapshot(workingPanel);
    await shows('Qwen3 8B is working', 'Check running', '$0.012 spent of at most $0.40', 'awarded');
    assert.match(await panel.text('.checkLine'), /not confined/);
    assert.match(await panel.text('.checkState'), /not confined/);
    assert.equal(await panel.page.locator('.step').count(), 5, 'the newest');
    await panel.page.locator('[data-action="toggleSteps"]').click();
    assert.equal(await panel.page.locator('.step').count(), 6);
    await panel.patch({ work: { ...workingPanel.work!, check: { state: 'none', text: '' } } });
    assert.match(await panel.text('.step.now'), /running the check/);
    assert.ok((await buttons()).includes('cancel'));
    assert.equal(await panel.page.locator('[data-action="award"], [data-action="awardOther"]').count(), 0);
  });

  it('a later attempt, a red check and a broken one are said in words', async () => {
    const work = workingPanel.work!;
    await panel.snapshot({
      ...workingPanel,
      work: { ...work, attempt: 2, check: { state: 'failed', text: '1 of 6 failing' } },
    });
    await shows('attempt 2', 'Check failed', '1 of 6 failing');
    await panel.patch({ work: { ...work, check: { state: 'broken', text: 'node was not found' } } });
    await shows('Check could not run', 'node was not found');
  });

  it('reviewing: lists the files with kind, counts, flags and notes, and the decisions', async () => {
    await panel.snapshot(reviewingPanel);
    await shows('3 changed files', '2 still to decide', 'src/duration.js', '+9 −4', 'test file', 'rejected');
    assert.doesNotMatch(await panel.text('.bids'), /next if it fails/);
    await shows('Check passed', 'The check ran on exactly these changes.', 'not confined');
    assert.deepEqual(
      (await buttons()).filter((action) => /All|review/.test(action)),
      ['acceptAll', 'reviewChanges', 'rejectAll'],
    );
    await panel.patch({ review: { ...reviewingPanel.review!, checked: false } });
    await shows('No check has passed on exactly these changes.');
  });

  it('done: says what happened, with Undo where it can be undone', async () => {
    await panel.snapshot(donePanel);
    await shows('Accepted', '3 files changed');
    assert.ok((await buttons()).includes('undoAccept'));
    await panel.snapshot(noSalePanel);
    await shows('No sale', 'No valid bid came in');
    assert.ok((await buttons()).includes('rerun'));
    assert.equal(await panel.page.locator('[data-action="undoAccept"]').count(), 0);
  });

  it('refined: shows word by word what was rewritten, from the first plan to the later one', async () => {
    await panel.snapshot(refinedPanel);
    await panel.page.locator('[data-bidder="q8"] details.refined summary').click();
    const diff = '[data-bidder="q8"] .planDiff';
    assert.deepEqual(await panel.askEach(`${diff} del`, 'one.textContent'), ['Change', 'expression']);
    assert.match(await panel.text(diff), /Tokenise/);
    const first = await panel.ask<string>(
      diff,
      "[...one.children].filter((part) => part.localName !== 'ins').map((part) => part.textContent).join('')",
    );
    assert.equal(first, refinedPanel.cards['q8']!.refined!.otherPlan, 'without what was added it is the first plan');
    await panel.page.locator('[data-bidder="q4"] details.refined summary').click();
    await shows('which did not win');
  });

  it('refined: plans too long to be compared are shown beside each other', async () => {
    const refined = { text: 'refined', won: true, otherPlan: 'word '.repeat(8000) };
    await panel.snapshot({
      ...judgedPanel,
      cards: { ...judgedPanel.cards, q8: { ...judgedPanel.cards['q8']!, refined } },
    });
    await panel.page.locator('[data-bidder="q8"] details.refined > summary').click();
    await shows('The plan it bid first:');
    assert.equal(await panel.page.locator('.planDiff').count(), 0);
  });

  it('past: is labelled, shows plans, scores, attempts and the end, and nothing acts but the way back', async () => {
    await panel.snapshot(pastAuctionPanel);
    await shows('Past auction, read only', '2026-11-16', 'local/q8', 'check failed, exit code 1', 'Accepted: 2 files');
    const acting = (await buttons()).filter((action) => !/^toggle/u.test(action));
    assert.deepEqual(acting, ['closePast']);
    await panel.page.locator('[data-action="closePast"]').click();
    assert.deepEqual(await panel.answers(), [{ type: 'closePast' }]);
    await panel.patch({ past: { ...pastAuctionPanel.past!, running: true } });
    await shows('Back to the running auction');
  });

  it('a task without a check says so', async () => {
    await panel.snapshot({ ...judgedPanel, task: { ...task, check: '', baseline: { state: 'none', text: '' } } });
    await shows('No check: the result will stay unchecked.');
  });

  it('keeps the practice label in sight however far one scrolls', async () => {
    await panel.snapshot(judgedPanel);
    await panel.page.evaluate('window.scrollTo(0, document.body.scrollHeight)');
    const box = (await panel.page.locator('.practice').boundingBox())!;
    assert.ok(box.y >= 0 && box.y < 40);
  });
});
