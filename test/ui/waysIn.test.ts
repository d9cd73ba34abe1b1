import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { copyPracticeWorkspace } from '../../src/practice/practiceWorkspace';
import { GavelWindow, newProfile, textOf } from './support/gavelWindow';

const fixTest =
  'Fix the code so that the test at line 14 of test/labelRow.test.js passes. Change the test only if it is wrong.';
const testAlone = 'node --test "--test-name-pattern=^(?:a quoted field may hold commas)$" test/labelRow.test.js';

/** Ways into an auction as a person finds them: light bulb, test explorer, chat. One window for all of them. */
describe('ui/ways in', function () {
  this.timeout(120_000);
  const profile = newProfile();
  const folder = path.join(profile, 'data/User/globalStorage/gavel.gavel/practice/tidy-desk');
  let window: GavelWindow;

  before(async () => {
    await copyPracticeWorkspace('.', folder);
    fs.writeFileSync(
      path.join(folder, 'src/notes.ts'),
      '// TODO: make formatFocusTime pad\nconst wrong: string = 1;\nconst other: number = wrong;\n',
    );
    for (const name of ['testTree', 'agent']) {
      const copy = path.join(profile, 'extensions', `gavel-test.${name}-1.0.0`);
      fs.cpSync(`test/fixtures/extensions/${name}`, copy, { recursive: true });
    }
    window = await GavelWindow.launch({ profile, workspace: folder, settings: { 'git.enabled': false } });
  });
  afterEach(async function () {
    await window.pictureOfFailure(this.currentTest);
  });
  after(async () => {
    await window.close();
  });

  const question = (text: string): Locator => window.page.locator('.quick-input-widget:visible', { hasText: text });
  const menuItem = (text: string): Locator =>
    window.page.locator('.context-view .action-label, .context-view .action-widget .monaco-list-row', {
      hasText: text,
    });
  const code = (text: string): Locator =>
    window.page.locator('.editor-instance .view-line span span', { hasText: text }).first();

  const results = (text: string): Locator =>
    window.page.locator('.test-output-peek-tree .monaco-list-row', { hasText: text });

  /** The auction has begun with this check, as the panel tells; then it is cancelled. */
  async function begunWith(check: string): Promise<void> {
    const panel = await window.panel();
    await panel.locator('.checkLine code', { hasText: check }).waitFor();
    await window.workbench.command('Gavel: Cancel Auction');
    await panel.locator('.end').waitFor();
  }

  /** Opens the quick fix menu until the entry is there: a busy VS Code loses a press, or closes the menu when the focus moves. */
  async function quickFix(text: string): Promise<Locator> {
    const entry = menuItem(text);
    for (let tries = 1; ; tries += 1) {
      await window.page.keyboard.press('Control+.');
      const shown = entry.waitFor({ timeout: 4000 * tries });
      if (tries === 5) await shown;
      const found = await shown.then(
        () => true,
        () => false,
      );
      if (found) return entry;
      await window.page.keyboard.press('Escape');
    }
  }

  /** The words as suggested; then the question is closed without an answer. */
  async function suggestedWords(): Promise<string> {
    const asked = question('what should be done');
    await asked.waitFor();
    const words = await asked.locator('input').first().inputValue();
    await window.page.keyboard.press('Escape');
    await asked.waitFor({ state: 'hidden' });
    return words;
  }

  it('the quick fix menu of a compiler error offers it', async () => {
    await window.workbench.openFile('src/notes.ts');
    await window.page.locator('.squiggly-error').first().waitFor({ timeout: 60_000 });
    await code('wrong').click();
    const entry = await quickFix('Auction this problem');
    await window.workbench.screenshot('ui-quick-fix');
    await entry.click();
    assert.equal(await suggestedWords(), 'Fix the error that the editor reports at line 2 of src/notes.ts.');
  });

  it('the problems of a file, one after the other: each says which of how many, and after one that is left the queue asks', async () => {
    await window.workbench.openFile('src/notes.ts');
    await code('wrong').click();
    await (await quickFix('Auction all 2 problems of this file, one after the other')).click();
    await question('(1 of 2): what should be done').waitFor();
    await window.page.locator('.statusbar-item[id$="gavel.queue"]', { hasText: '1 of 2' }).waitFor();
    await window.workbench.screenshot('ui-problem-queue');
    await window.page.keyboard.press('Escape');
    await window.notice('Problem at line 2 of src/notes.ts was left out. One task waits in the queue.', 2);
    await window.workbench.screenshot('ui-problem-queue-asks');
    await window.workbench.button('Stop Queue');
    await window.notice('The queue is through: 0 of 2 ended with accepted changes, 2 were left out.');
    await window.clearNotices();
  });

  it('the light bulb of a TODO comment offers it', async () => {
    await window.workbench.openFile('src/notes.ts');
    await window.workbench.selectLines(1, 1);
    const entry = await quickFix('Auction this TODO');
    await window.workbench.screenshot('ui-todo');
    await entry.click();
    assert.match(await suggestedWords(), /^Do what the TODO comment at line 1 of src\/notes\.ts asks for/u);
  });

  it('the menu of a test in the Testing view offers it, and asks for its command first', async () => {
    await window.workbench.command('Testing: Focus on Test Explorer View');
    const tree = window.page.locator('.test-explorer');
    await tree.locator('.monaco-list-row', { hasText: 'labelRow.test.js' }).first().click();
    await window.page.keyboard.press('ArrowRight');
    await tree.locator('.monaco-list-row', { hasText: 'a quoted field' }).click({ button: 'right' });
    await menuItem('Auction This Test').waitFor();
    await window.workbench.screenshot('ui-test-menu');
    await menuItem('Auction This Test').click();
    await question('Which command must pass?').waitFor();
    await question('--test-name-pattern').waitFor();
    await window.workbench.screenshot('ui-test-check');
    await window.page.keyboard.press('Escape');
  });

  it('a failure in the test results offers it in its menu and beside its message, with the test alone as the check', async () => {
    await window.workbench.openFile('test/labelRow.test.js');
    await window.workbench.command('Test: Run All Tests');
    await window.workbench.command('Test Results: Focus on Test Results View');
    await results('The fields differ').last().click({ button: 'right' });
    await window.page.locator('.monaco-menu', { hasText: 'Auction This Failure' }).waitFor();
    await window.workbench.screenshot('ui-failure-menu');
    await window.chooseFromMenu('Auction This Failure');
    const asked = question('what should be done');
    await asked.waitFor();
    assert.equal(await asked.locator('input').first().inputValue(), fixTest);
    await window.page.keyboard.press('Enter');
    const offered = question('Which command must pass?').locator('.monaco-list-row').first();
    assert.match(await textOf(offered), /this test alone, by node:test/u);
    await window.page.keyboard.press('Enter');
    await begunWith(testAlone);
    await window.workbench.command('Test Results: Focus on Test Results View'); // the check's terminal stood over it
    await results('The fields differ').last().click();
    const button = window.page.getByText('Auction This Failure', { exact: true }).filter({ visible: true });
    await button.waitFor();
    await window.workbench.screenshot('ui-failure-button');
    await button.click();
    assert.equal(await suggestedWords(), fixTest);
  });

  it('a test in the results and in the gutter offers it, runs it once for its log, and takes it as the check', async () => {
    await results('a quoted field').first().click({ button: 'right' });
    await window.chooseFromMenu('Auction This Test');
    assert.equal(await suggestedWords(), fixTest);
    await window.workbench.openFile('test/labelRow.test.js');
    await window.workbench.selectLines(14, 14); // the icons stand still now
    const failed = window.page.locator('.editor-group-container.active .testing-run-glyph.codicon-testing-failed-icon');
    await failed.click({ button: 'right' });
    await window.chooseFromMenu('Auction This Test');
    await question('what should be done').waitFor();
    await window.page.locator('.editor-instance .view-line', { hasText: 'before any work' }).first().waitFor();
    await window.workbench.screenshot('ui-test-log');
    await window.page.keyboard.press('Enter');
    await begunWith(testAlone);
  });

  const chat = (): Locator => window.page.locator('.interactive-session');

  async function type(message: string): Promise<void> {
    await chat().locator('.chat-input-container .monaco-editor').first().click();
    await window.page.keyboard.type(message);
    await window.page.keyboard.press('Escape');
    await window.page.keyboard.press('Enter');
  }

  it('@gavel in the chat asks for the check, shows the bids, explains them, and awards', async () => {
    await window.workbench.command('Chat: Open Chat');
    await type('@gavel /auction Make formatFocusTime pad its parts');
    await question('Which command must pass?').waitFor();
    await window.page.keyboard.press('Enter');
    await chat().getByText('The award is yours to give').waitFor({ timeout: 60_000 });
    await chat().getByText('Show Bids').first().waitFor();
    await window.workbench.screenshot('ui-chat');
    await type('@gavel /explain');
    await chat().getByText('the lowest z leads').waitFor();
    await type('@gavel /award nobody');
    await chat()
      .getByText(/is called “nobody”: name one of/u)
      .waitFor();
    await window.workbench.screenshot('ui-chat-explain');
    await type('@gavel /award');
    await chat().getByText('Awarded to').waitFor();
    await type('@gavel /bids');
    await chat()
      .getByText(/files to review|is at work/u)
      .waitFor();
    await window.workbench.screenshot('ui-chat-award');
  });

  it('a call of the tool without a chat behind it is asked about in a dialog', async () => {
    await window.workbench.command('Gavel: Cancel Auction');
    await window.workbench.command('Agent: Call the Tool');
    const dialog = window.page.locator('.monaco-dialog-box', { hasText: 'Put this task to auction?' });
    await dialog.waitFor();
    assert.match(await dialog.innerText(), /award and changes\.\s+Tidy this folder\./u);
    await window.workbench.screenshot('ui-tool-dialog');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'hidden' });
    assert.equal(await question('what should be done').count(), 0);
  });

  // Behind the one above: VS Code’s first button allows it for the session.
  it('another agent’s request waits for the person, in the chat and again for the words, before anything is asked of a bidder', async () => {
    await type('@agent Make formatFocusTime pad its parts');
    await chat().getByText('Put this task to auction?').filter({ visible: true }).first().waitFor();
    await window.workbench.screenshot('ui-tool');
    await chat()
      .getByRole('button', { name: /^(?:Allow|Continue)/u })
      .first()
      .click();
    assert.equal(await suggestedWords(), 'Do what the request quoted below describes, in src/focusTime.js.');
    await chat().getByText('The person did not put the task to auction').waitFor();
  });
});
