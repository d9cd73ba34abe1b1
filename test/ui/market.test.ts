import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { copyPracticeWorkspace } from '../../src/practice/practiceWorkspace';
import { GavelWindow, newProfile, oneLine, type Order, textOf } from './support/gavelWindow';

const check = /node --test/u;
const easy = { file: 'src/focusTime.js', functionName: 'formatFocusTime', check };
const medium = { file: 'src/labelRow.js', functionName: 'readLabelRow', check };
const hard = { file: 'src/printQueue.js', functionName: 'runPrintQueue', check };

describe('ui/market', function () {
  this.timeout(180_000);
  const profile = newProfile();
  const folder = path.join(profile, 'data/User/globalStorage/gavel.gavel/practice/tidy-desk');
  let window: GavelWindow;

  before(async () => {
    await copyPracticeWorkspace('.', folder);
    const settings = { 'git.enabled': false };
    window = await GavelWindow.launch({ profile, workspace: folder, settings });
  });

  afterEach(async function () {
    await window.pictureOfFailure(this.currentTest);
  });

  after(async () => {
    await window.close();
  });

  /** From the palette to the award that waits for a person. */
  async function judged(order: Order): Promise<Awaited<ReturnType<GavelWindow['panel']>>> {
    const panel = await window.auction(order);
    await panel.locator('[data-action="award"]').waitFor();
    return panel;
  }

  /** From the award to the accepted change. */
  async function award(): Promise<void> {
    await window.press('award');
    const panel = await window.panel();
    await panel.locator('[data-action="acceptAll"]').waitFor();
    await window.press('acceptAll');
    await panel.locator('.end-accepted').waitFor();
  }

  function testsPass(name: string): boolean {
    const { status } = spawnSync(process.execPath, ['--test', `test/${name}.test.js`], { cwd: folder });
    return status === 0;
  }

  it('easy: the cheapest bidder wins without a memory, and its work passes', async () => {
    const panel = await judged(easy);
    assert.equal(await panel.locator('details.refined').count(), 0, 'nothing to learn from yet');
    assert.equal(
      await textOf(
        panel
          .locator('.card')
          .filter({ has: panel.locator('.winTag') })
          .locator('h3'),
      ),
      'Practice 4B',
    );
    await award();
    assert.ok(testsPass('focusTime'));
  });

  it('medium: a cheaper bidder wins with the plan that it refined after the past win', async () => {
    const panel = await judged(medium);
    const winner = panel.locator('.card').filter({ has: panel.locator('.winTag') });
    assert.equal(await textOf(winner.locator('h3')), 'Practice 8B');
    assert.equal(await winner.locator('details.refined').count(), 1);
    await window.workbench.screenshot('ui-refined');
    await award();
    assert.ok(testsPass('labelRow'));
  });

  it('hard: the first winner fails its tests, the next bidder gets the work and passes', async () => {
    const panel = await judged(hard);
    assert.equal(
      await textOf(
        panel
          .locator('.card')
          .filter({ has: panel.locator('.winTag') })
          .locator('h3'),
      ),
      'Practice 14B',
    );
    await window.press('award');
    await panel.locator('[data-action="acceptAll"]').waitFor();
    await window.workbench.screenshot('ui-reauctioned');
    const body = await textOf(panel.locator('body'));
    assert.match(body, /Practice 14B.*Practice 32B/u);
    assert.equal(
      await panel.locator('[data-action="reviewAttempt"]').count(),
      1,
      'the failed attempt stays reviewable',
    );
    await window.press('acceptAll');
    await panel.locator('.end-accepted').waitFor();
    assert.ok(testsPass('printQueue'));
  });

  it('the ledger shows the three tasks, and every column and row adds up', async () => {
    await window.workbench.command('Gavel: Show Ledger');
    const lines = window.page.locator('.editor-instance .view-line');
    await lines.filter({ hasText: /Bids,\sjury\sand\srefinement/u }).waitFor();
    await window.workbench.screenshot('ui-ledger');
    const rows = (await lines.allInnerTexts())
      .map((line) => oneLine(line).split('|').slice(1, -1).map(oneLine))
      .filter((cells) => cells.length === 8 && /^[−$]/u.test(cells[1] ?? ''));
    assert.equal(rows.length, 4, 'three tasks and their sum');
    const amounts = rows.map((cells) => cells.slice(1).map(usd));
    const [sum, ...tasks] = [amounts.at(-1)!, ...amounts.slice(0, -1)];
    for (const [column, total] of sum.entries()) {
      close(
        tasks.reduce((all, task) => all + task[column]!, 0),
        total,
      );
    }
    for (const [bidding, judging, refining, executing, total, dearest, saving] of amounts) {
      close(bidding! + judging! + refining! + executing!, total!);
      close(dearest! - total!, saving!);
    }
    assert.deepEqual(window.problems(), []);
  });
});

function usd(cell: string): number {
  const amount = Number(cell.replace(/[−$]/gu, ''));
  assert.ok(Number.isFinite(amount), cell);
  return cell.startsWith('−') ? -amount : amount;
}

/** Amounts are shown with six decimals; up to four of them are added. */
function close(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 4e-6, `${actual} is not ${expected}`);
}
