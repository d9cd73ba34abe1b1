import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { temporaryCopy, Workbench } from './workbench.mjs';

const tiny = 'test/fixtures/extensions/tiny';

describe('ui/workbench', function () {
  this.timeout(180_000);
  const copy = temporaryCopy('test/fixtures/workspaces/plain');
  const screenshots = fs.mkdtempSync(path.join(os.tmpdir(), 'gavel-shots-'));
  let workbench: Workbench;

  before(async () => {
    const settings = { 'tiny.greeting': 'servus' };
    workbench = await Workbench.launch({ workspace: copy.folder, extension: { dev: tiny }, settings, screenshots });
  });

  after(async () => {
    await workbench.close();
    copy.remove();
    fs.rmSync(screenshots, { recursive: true });
  });

  it('runs the command with exactly this title and answers its notification', async () => {
    await workbench.command('Tiny: Say Hello');
    await workbench.message('Hello');
    await workbench.button('Yes');
    assert.match(await workbench.message('was answered'), /Hello was answered Yes/);
  });

  it('reaches each webview view by its title, with the user settings inside', async () => {
    const first = await workbench.panel('Tiny Bids');
    await first.locator('#go').click();
    await first.getByText('First says servus/undefined').waitFor();
    const second = await workbench.panel('Tiny Second');
    await second.locator('#go').click();
    await second.getByText('Second says servus/undefined').waitFor();
  });

  it('selects a function, and a terminal shows its lines', async () => {
    await workbench.openFile('src/sum.js');
    await workbench.selectFunction('mean');
    await workbench.command('Tiny: Echo Selection In Terminal');
    assert.match(await workbench.waitForTerminal(/^lines-7-10/), /^lines-7-10$/m);
  });

  it('selects a text and opens a diff', async () => {
    await workbench.selectText('return first + second;');
    await workbench.command('Tiny: Show a Change');
    await workbench.page.locator('.monaco-diff-editor .editor.modified .view-line', { hasText: 'added' }).waitFor();
  });

  it('answers a quick pick, an input box and a modal dialog', async () => {
    await workbench.command('Tiny: Pick a Colour');
    await workbench.quickPick('Green');
    await workbench.input('moss');
    await workbench.message('Picked Green moss');
    await workbench.command('Tiny: Ask Modally');
    await workbench.button('Do It');
    await workbench.message('Modal: Do It');
  });

  it('takes a picture', async () => {
    const file = await workbench.screenshot('tiny');
    assert.equal(path.dirname(file), screenshots);
    assert.ok(fs.statSync(file).size > 10_000);
  });

  it('works again after a reload of the window', async () => {
    await workbench.reload();
    await workbench.command('Tiny: Say Hello Again');
    await workbench.message('Hello again');
  });
});

describe('ui/workbench trust', function () {
  this.timeout(180_000);

  it('asks for trust in a dark window of the wanted size, and takes the answer', async () => {
    const copy = temporaryCopy('test/fixtures/workspaces/plain');
    const options = { trust: 'ask', theme: 'Default Dark Modern', width: 1000, height: 700 } as const;
    const workbench = await Workbench.launch({ workspace: copy.folder, extension: { dev: tiny }, ...options });
    try {
      await workbench.page.locator('.monaco-workbench.vs-dark').waitFor();
      assert.deepEqual(workbench.page.viewportSize(), { width: 1000, height: 700 });
      await workbench.message('Do you trust the authors');
      await workbench.button('Yes, I trust the authors');
      await workbench.page.locator('.monaco-dialog-box').waitFor({ state: 'hidden' });
      assert.equal(await workbench.page.getByText('Restricted Mode').count(), 0);
    } finally {
      await workbench.close();
      copy.remove();
    }
  });
});
