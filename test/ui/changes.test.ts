import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { type FolderState, folderState, makeFolder } from './support/folderState';
import { GavelWindow, noCheck, oneLine, textOf } from './support/gavelWindow';
import { honest, type ScriptedModels, startScriptedModels } from './support/scriptedModels';

const workflow = '.github/workflows/x.yml';
const oddName = 'src/<img src=x onerror=alert(1)>.js';
const edit = (file: string, search: string, replace: string) =>
  ({ name: 'edit_file', arguments: { path: file, blocks: [{ search, replace }] } }) as const;
const create = (file: string, content: string) =>
  ({ name: 'create_file', arguments: { path: file, content } }) as const;

const long = (...changed: readonly number[]): string =>
  `${Array.from({ length: 30 }, (_, line) => `export const n${line} = ${changed.includes(line) ? line * 100 : line};`).join('\n')}\n`;
const three = [2, 14, 27].map((line) => ({
  search: `n${line} = ${line};`,
  replace: `n${line} = ${line * 100};`,
}));

const work = [
  { name: 'edit_file', arguments: { path: 'src/numbers.js', blocks: three } } as const,
  edit('src/a.js', 'a = 1', 'a = 10'),
  edit('src/b.js', 'b = 2', 'b = 20'),
  create('src/c.js', 'export const c = 30;\n'),
  create(workflow, 'on: push\n'),
  create(oddName, '// odd\n'),
];

describe('ui/changes', function () {
  this.timeout(180_000);
  const project = makeFolder('two-files', {
    'src/a.js': 'export const a = 1;\n',
    'src/b.js': 'export const b = 2;\n',
    'src/numbers.js': long(),
  });
  let untouched: FolderState;
  let window: GavelWindow;
  let models: ScriptedModels;

  before(async () => {
    untouched = folderState(project.folder);
    models = await startScriptedModels(honest(work));
    const endpoint = {
      id: 'scripted',
      baseUrl: models.baseUrl,
      models: [{ id: 'plain-8b', price: { input: 0.1, output: 0.1 } }],
    };
    const settings = { 'gavel.endpoints': [endpoint], 'git.enabled': false };
    window = await GavelWindow.launch({ workspace: project.folder, settings });
    const panel = await window.auction({ file: 'src/a.js', check: noCheck });
    await panel.locator('[data-action="award"]').waitFor();
  });

  afterEach(async function () {
    await window.pictureOfFailure(this.currentTest);
  });

  after(async () => {
    await models.close();
    project.remove();
    await window.close();
  });

  describe('the Changes view', () => {
    const row = (name: string): Locator =>
      window.workbench.view('Changes').locator('.monaco-list-row', { hasText: name });
    const description = async (name: string): Promise<string> =>
      oneLine(await row(name).locator('.label-description').innerText());
    const onDisk = (file: string): string => fs.readFileSync(path.join(project.folder, file), 'utf8');
    const pressInRow = async (name: string, action: string): Promise<void> => {
      await row(name).hover();
      await row(name).locator(`.action-label[aria-label="${action}"]`).click();
    };

    before(async () => {
      await window.press('award');
      await (await window.panel()).locator('[data-action="acceptAll"]').waitFor();
      await row('x.yml').waitFor();
      await window.workbench.screenshot('ui-changes-beside-bids');
      // Rows that are out of sight are not drawn.
      await window.page.locator('.pane-header', { hasText: 'Bids' }).click();
      await row('n27').waitFor();
    });

    it('has one row a file, with folder, line counts and what to look at twice; the workspace is untouched', async () => {
      await window.workbench.screenshot('ui-changes');
      const rows = window.workbench.view('Changes').locator('.monaco-list-row');
      assert.deepEqual((await rows.locator('.label-name').allInnerTexts()).map(oneLine), [
        'x.yml',
        '<img src=x onerror=alert(1)>.js',
        'a.js',
        'b.js',
        'c.js',
        'numbers.js',
        'export const n2 = 200;',
        'export const n14 = 1400;',
        'export const n27 = 2700;',
      ]);
      assert.equal(await description('a.js'), 'src · +1 −1');
      assert.equal(await description('c.js'), 'src · +1 −0 · outside the plan');
      assert.equal(await description('x.yml'), '.github/workflows · +1 −0 · sensitive · outside the plan');
      assert.equal(await description('n14'), 'line 15 · +1 −1');
      assert.match((await row('x.yml').getAttribute('aria-label')) ?? '', /Sensitive: it can make an editor/u);
      assert.equal(await rows.locator('img').count(), 0);
      assert.deepEqual(folderState(project.folder), untouched);
    });

    it('opens the diff of a row that is clicked', async () => {
      await row('b.js').click();
      await window.page.locator('.tab.active', { hasText: 'src/b.js (proposed)' }).waitFor();
      const side = (which: string): Locator =>
        window.page.locator(`.monaco-diff-editor .editor.${which} .view-line`).first();
      await side('modified').filter({ hasText: 'b = 20' }).waitFor();
      await side('original').filter({ hasText: 'b = 2;' }).waitFor();
      await window.workbench.screenshot('ui-changes-diff');
    });

    it('a hunk is left out by its check box, and the bulk accept is then one of what is checked', async () => {
      await row('n27').locator('.custom-view-tree-node-item-checkbox').click();
      await row('n27').locator('.custom-view-tree-node-item-checkbox[aria-checked="false"]').waitFor();
      await row('numbers.js').locator('.custom-view-tree-node-item-checkbox[aria-checked="false"]').waitFor();
      assert.equal(await row('x.yml').locator('.custom-view-tree-node-item-checkbox').count(), 0);
      await window.workbench.view('Changes').hover();
      await window.workbench.view('Changes').locator('.action-label[aria-label="Accept Checked Changes"]').waitFor();
      await window.workbench.screenshot('ui-changes-hunks');
    });

    it('a single hunk is accepted and another rejected by keys alone', async () => {
      await row('n2 = 200').click();
      await window.page.keyboard.press('Control+Enter');
      await row('n2 = 200').filter({ hasText: 'accepted' }).waitFor();
      assert.equal(onDisk('src/numbers.js'), long(2));
      await window.page.keyboard.press('ArrowDown');
      await window.page.keyboard.press('Control+Backspace');
      await row('n14').filter({ hasText: 'rejected' }).waitFor();
      await window.page.keyboard.press('ArrowDown');
      await window.page.keyboard.press('Space');
      await row('n27').locator('.custom-view-tree-node-item-checkbox[aria-checked="true"]').waitFor();
      assert.equal(onDisk('src/numbers.js'), long(2));
      assert.match(await description('numbers.js'), /1 of 3 hunks accepted/u);
    });

    it('rejects and accepts single files in their rows', async () => {
      await pressInRow('a.js', 'Reject File');
      await row('a.js').filter({ hasText: 'rejected' }).waitFor();
      await pressInRow('b.js', 'Accept File');
      await row('b.js').filter({ hasText: 'accepted' }).waitFor();
      await pressInRow('<img', 'Reject File');
      await row('<img').filter({ hasText: 'rejected' }).waitFor();
      assert.equal(onDisk('src/a.js'), 'export const a = 1;\n');
      assert.equal(onDisk('src/b.js'), 'export const b = 20;\n');
      assert.deepEqual(created(), []);
    });

    it('Accept all takes the rest, but no sensitive file, and says so', async () => {
      await window.workbench.view('Changes').hover();
      await window.workbench.view('Changes').locator('.action-label[aria-label="Accept All Changes"]').click();
      await row('c.js').filter({ hasText: 'accepted' }).waitFor();
      assert.equal(
        (await window.notice('Still to decide')).text,
        `Still to decide: ${workflow}. Accept ${workflow} on its own in the Changes view.`,
      );
      await window.workbench.screenshot('ui-changes-sensitive');
      assert.deepEqual(created(), ['src/c.js']);
      assert.equal(await description('x.yml'), '.github/workflows · +1 −0 · sensitive · outside the plan');
      assert.equal(onDisk('src/numbers.js'), long(2, 27));
    });

    it('a sensitive file is taken by its own accept, and then all is decided', async () => {
      await pressInRow('x.yml', 'Accept File');
      const panel = await window.panel();
      await panel.locator('.end-accepted').waitFor();
      assert.equal(await textOf(panel.locator('.end-accepted p')), 'Accepted: 4 files changed in your workspace.');
      assert.equal(onDisk(workflow), 'on: push\n');
      assert.deepEqual(created(), ['.github', '.github/workflows', workflow, 'src/c.js']);
      assert.deepEqual(window.problems(), []);
    });
  });

  function created(): readonly string[] {
    return Object.keys(folderState(project.folder)).filter((name) => !(name in untouched));
  }
});
