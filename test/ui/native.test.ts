import assert from 'node:assert/strict';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { copyPracticeWorkspace } from '../../src/practice/practiceWorkspace';
import { GavelWindow, newProfile, oneLine, textOf } from './support/gavelWindow';

const easy = { file: 'src/focusTime.js', functionName: 'formatFocusTime', check: /node --test/u };

describe('ui/native neighbours', function () {
  this.timeout(180_000);
  const profile = newProfile();
  const folder = path.join(profile, 'data/User/globalStorage/gavel.gavel/practice/tidy-desk');
  let window: GavelWindow;

  before(async () => {
    await copyPracticeWorkspace('.', folder);
    window = await GavelWindow.launch({ profile, workspace: folder, settings: { 'git.enabled': false } });
  });

  afterEach(async function () {
    await window.pictureOfFailure(this.currentTest);
  });

  after(async () => {
    await window.close();
  });

  const status = (text: RegExp | string): Locator =>
    window.page.locator('.statusbar-item[id="gavel.gavel.gavel.status"]', { hasText: text });

  it('the walkthrough shows its four steps with their pictures', async () => {
    await window.workbench.command('Welcome: Open Walkthrough...');
    await window.workbench.quickPick(/Get Started with Gavel/u);
    const page = window.page.locator('.gettingStartedContainer');
    const steps = page.locator('.getting-started-step');
    await steps.first().waitFor();
    const titles = (await page.locator('.step-title').allInnerTexts()).map(oneLine);
    assert.deepEqual(titles, [
      'Find your bidders',
      'Practice without a model',
      'Run your first auction',
      'Read the ledger',
    ]);
    await page.locator('.getting-started-step', { hasText: 'Run your first auction' }).click();
    await page.locator('.getting-started-media img').waitFor();
    await window.workbench.screenshot('ui-walkthrough');
    await window.workbench.command('View: Close All Editors');
  });

  it('the status bar counts the bids; with the panel hidden a notification follows and asks for the award', async () => {
    const panel = await window.auction(easy);
    await status(/of\s4\sbids/u).waitFor();
    assert.equal(await window.page.locator('.notification-toast').count(), 0, 'the panel is on the screen');
    await window.workbench.command('View: Show Explorer');
    const notice = await window.notice('wins: award?', 1);
    assert.deepEqual(notice, { text: 'Gavel: Practice 4B wins: award?', buttons: ['Show Bids'] });
    await status(/Practice\s4B\swins/u).waitFor();
    await window.workbench.screenshot('ui-status-bar');
    await window.workbench.button('Show Bids');
    await panel.locator('[data-action="award"]').waitFor();
  });

  it('a press on the status bar brings the panel, and the end clears it', async () => {
    await window.workbench.command('View: Show Explorer');
    await status(/wins/u).click();
    const panel = await window.panel();
    await window.press('award');
    await panel.locator('[data-action="rejectAll"]').waitFor();
    await status(/1\sfile\sto\sreview/u).waitFor();
    await window.press('rejectAll');
    await panel.locator('.end-rejected').waitFor();
    await status(/./u).waitFor({ state: 'hidden' });
    assert.equal(await textOf(panel.locator('.end-rejected p')), 'Rejected. Nothing in your workspace was changed.');
  });

  it('none of it left an error behind', () => {
    assert.deepEqual(window.problems(), []);
  });
});
