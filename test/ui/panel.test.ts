import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { copyPracticeWorkspace } from '../../src/practice/practiceWorkspace';
import { type FolderState, folderState } from './support/folderState';
import { GavelWindow, newProfile, oneLine, textOf } from './support/gavelWindow';

const easy = { file: 'src/focusTime.js', functionName: 'formatFocusTime', check: /node --test/u };
const hard = { file: 'src/printQueue.js', functionName: 'runPrintQueue', check: /node --test/u };

describe('ui/panel', function () {
  this.timeout(180_000);
  const profile = newProfile();
  const folder = path.join(profile, 'data/User/globalStorage/gavel.gavel/practice/tidy-desk');
  let untouched: FolderState;
  let window: GavelWindow;

  before(async () => {
    await copyPracticeWorkspace('.', folder);
    makeRepository(folder);
    untouched = folderState(folder);
    const settings = {
      'git.enabled': false, // whatever changes in .git is our doing
      'gavel.auction.maxAttempts': 1, // the failing work is what is reviewed, not another bidder's
    };
    window = await GavelWindow.launch({ profile, workspace: folder, settings });
  });

  afterEach(async function () {
    await window.pictureOfFailure(this.currentTest);
  });

  after(async () => {
    await window.close();
  });

  async function judged(order: typeof easy): Promise<Awaited<ReturnType<GavelWindow['panel']>>> {
    const panel = await window.auction(order);
    await panel.locator('[data-action="award"]').waitFor();
    return panel;
  }

  it('shows a judged auction in a dark and in a light theme', async () => {
    const panel = await judged(hard);
    await window.workbench.theme('Dark Modern');
    await window.workbench.screenshot('ui-judged-dark');
    await window.workbench.theme('Light Modern');
    await window.workbench.screenshot('ui-judged-light');
    assert.equal(await panel.locator('.card.judged').count(), 4);
    assert.match(await textOf(panel.locator('body')), /practice: scripted, no AI/u);
  });

  it('survives being hidden and shown again', async () => {
    const before = await shownText(await window.panel());
    await window.workbench.command('View: Show Explorer');
    await window.workbench.view('Bids').waitFor({ state: 'hidden' });
    await window.workbench.command('Gavel: Show Bids');
    const panel = await window.panel();
    await panel.locator('[data-action="award"]').waitFor();
    assert.equal(await shownText(panel), before);
  });

  it('awards another bid than the winner; its failing work is shown as failed', async () => {
    const panel = await window.panel();
    const small = await window.card('practice/qwen3-4b');
    assert.equal(await small.locator('.winTag').count(), 0);
    await small.locator('[data-action="awardOther"]').click();
    await panel.locator('[data-action="rejectAll"]').waitFor();
    await window.workbench.screenshot('ui-failed-work');
    assert.equal(
      await textOf(panel.locator('.award .outcome')),
      'Awarded to Practice 4B, your choice over the winner.',
    );
    assert.equal(
      await textOf(panel.locator('.review .check-failed .checkText')),
      'The check ended with exit code 1, which is a failure.',
    );
    assert.match(
      await textOf(panel.locator('.review .checkedLine')),
      /No check has passed on exactly these changes\./u,
    );
  });

  it('Reject all: the workspace is byte-identical, with git index, HEAD, refs, config and stash', async () => {
    await window.press('rejectAll');
    const panel = await window.panel();
    await panel.locator('.end-rejected').waitFor();
    assert.equal(await textOf(panel.locator('.end-rejected p')), 'Rejected. Nothing in your workspace was changed.');
    assert.deepEqual(folderState(folder), untouched);
  });

  it('Edit plan in the panel: the work is awarded with the edited plan', async () => {
    const panel = await judged(easy);
    await window.press('editPlan');
    const editor = panel.locator('.award textarea');
    await editor.fill('Pad minutes and seconds to two digits. Edited in the panel.');
    await panel.locator('[data-action="awardPlan"]').click();
    await panel.locator('[data-action="acceptAll"]').waitFor();
    assert.equal(await textOf(panel.locator('.award .outcome')), 'Awarded to Practice 4B, with your edit of the plan.');
    assert.deepEqual(folderState(folder), untouched);
  });

  it('Undo accept in the panel restores every byte', async () => {
    await window.press('acceptAll');
    const panel = await window.panel();
    await panel.locator('.end-accepted').waitFor();
    assert.deepEqual(changedIn(folder), ['src/focusTime.js']);
    assert.equal(tests('focusTime'), 0);
    await window.press('undoAccept');
    assert.equal((await window.notice('Undone')).text, 'Undone: 1 file is as before the accept.');
    assert.deepEqual(folderState(folder), untouched);
    await window.workbench.screenshot('ui-undone');
  });

  it('Gavel: Edit Winning Plan opens the same editor', async () => {
    await judged(easy);
    await window.workbench.command('View: Show Explorer');
    await window.workbench.command('Gavel: Edit Winning Plan');
    const panel = await window.panel();
    const editor = panel.locator('.award textarea');
    await editor.waitFor();
    await window.workbench.screenshot('ui-edit-plan');
    await editor.fill('Pad both numbers. Edited from the palette.');
    await panel.locator('[data-action="awardPlan"]').click();
    await panel.locator('[data-action="acceptAll"]').waitFor();
    assert.match(await textOf(panel.locator('.award .outcome')), /with your edit of the plan\.$/u);
    await window.press('acceptAll');
    await panel.locator('.end-accepted').waitFor();
    assert.deepEqual(changedIn(folder), ['src/focusTime.js']);
  });

  it('the check is asked for once; Change in the panel asks again, and the next auction takes the other one', async () => {
    const question = window.page.locator('.quick-input-widget:visible', { hasText: 'Which command must pass?' });
    const panel = await window.panel();
    assert.equal(await textOf(panel.locator('.checkLine code')), 'node --test test/focusTime.test.js');
    await window.press('changeCheck');
    await question.waitFor();
    await window.workbench.screenshot('ui-change-check');
    await window.workbench.quickPick(/npm test/u);
    assert.deepEqual(await window.notice('The next auction', 1), {
      text: `The next auction in ${path.basename(folder)} uses "npm test" where it is on offer again.`,
      buttons: ['Run Again'],
    });
    await window.workbench.button('Run Again');
    await panel.locator('.checkLine code', { hasText: 'npm test' }).waitFor();
    await panel.locator('[data-action="award"]').waitFor();
    assert.equal(await question.count(), 0);
    await window.workbench.screenshot('ui-changed-check');
    await window.press('noSale');
    await panel.locator('.end').waitFor();
  });

  it('after a reload of the window the panel begins anew, and Gavel: Undo Accept still restores every byte', async () => {
    await window.workbench.reload();
    const panel = await window.panel();
    await panel.locator('.welcome').waitFor();
    await window.workbench.command('Gavel: Undo Accept');
    assert.equal((await window.notice('Undone')).text, 'Undone: 1 file is as before the accept.');
    assert.deepEqual(folderState(folder), untouched);
    await window.page.keyboard.press('F1');
    await window.page.locator('.quick-input-widget:visible input').first().fill('>Gavel: Undo Accept');
    const rows = window.page.locator('.quick-input-widget:visible .monaco-list-row');
    await rows.filter({ hasText: /similar commands|No matching commands/u }).waitFor();
    assert.equal(await rows.filter({ hasText: 'Gavel: Undo Accept' }).count(), 0, 'there is nothing left to undo');
    await window.page.keyboard.press('Escape');
  });

  it('none of it left an error behind', () => {
    assert.deepEqual(window.problems(), []);
  });

  function changedIn(root: string): readonly string[] {
    const now = folderState(root);
    return [...new Set([...Object.keys(now), ...Object.keys(untouched)])].filter(
      (name) => now[name] !== untouched[name],
    );
  }

  /** The exit code of the task's own tests, run in the workspace outside Gavel. */
  function tests(name: string): number {
    try {
      execFileSync(process.execPath, ['--test', `test/${name}.test.js`], { cwd: folder, stdio: 'ignore' });
      return 0;
    } catch {
      return 1;
    }
  }
});

/** Everything on the screen; what is only announced depends on what was announced before. */
async function shownText(panel: FrameLocator): Promise<string> {
  return oneLine((await panel.locator('main > :not([role="status"])').allInnerTexts()).join(' '));
}

/** A repository with a commit, a stash, a second branch and something staged. */
function makeRepository(folder: string): void {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  const git = (...args: readonly string[]): void => {
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args], { cwd: folder, env });
  };
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '-m', 'start');
  git('branch', 'other');
  execFileSync('sh', ['-c', 'echo "// stashed" >> src/labelRow.js'], { cwd: folder });
  git('stash', '--quiet');
  execFileSync('sh', ['-c', 'echo "// staged" >> src/labelRow.js'], { cwd: folder });
  git('add', 'src/labelRow.js');
}
