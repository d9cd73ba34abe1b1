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

const work = [
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
    });

    it('has one row a file, with folder and line counts; the workspace is still untouched', async () => {
      await window.workbench.screenshot('ui-changes');
      const rows = window.workbench.view('Changes').locator('.monaco-list-row');
      assert.deepEqual((await rows.locator('.label-name').allInnerTexts()).map(oneLine), [
        'x.yml',
        '<img src=x onerror=alert(1)>.js',
        'a.js',
        'b.js',
        'c.js',
      ]);
      assert.equal(await description('a.js'), 'src · +1 −1');
      assert.equal(await description('c.js'), 'src · +1 −0');
      assert.equal(await description('x.yml'), '.github/workflows · +1 −0');
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
        `Still to decide: ${workflow}. Accept sensitive files one by one in the Changes view.`,
      );
      await window.workbench.screenshot('ui-changes-sensitive');
      assert.deepEqual(created(), ['src/c.js']);
      assert.equal(await description('x.yml'), '.github/workflows · +1 −0');
    });

    it('a sensitive file is taken by its own accept, and then all is decided', async () => {
      await pressInRow('x.yml', 'Accept File');
      const panel = await window.panel();
      await panel.locator('.end-accepted').waitFor();
      assert.equal(await textOf(panel.locator('.end-accepted p')), 'Accepted: 3 files changed in your workspace.');
      assert.equal(onDisk(workflow), 'on: push\n');
      assert.deepEqual(created(), ['.github', '.github/workflows', workflow, 'src/c.js']);
      assert.deepEqual(window.problems(), []);
    });
  });

  function created(): readonly string[] {
    return Object.keys(folderState(project.folder)).filter((name) => !(name in untouched));
  }
});
