import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { writeTwentyFiles } from '../unit/review/twentyFiles';
import { folderState, makeFolder } from './support/folderState';
import { GavelWindow, newProfile, oneLine, textOf } from './support/gavelWindow';
import { honest, type ScriptedModels, startScriptedModels } from './support/scriptedModels';

const file = 'src/part0/file0.txt';

/** Questions that stop everything until somebody answers, and what each answer does. */
describe('ui/questions', function () {
  this.timeout(180_000);
  const project = makeFolder('many-files', {
    'package.json': JSON.stringify({ scripts: { test: 'node --version' } }),
  });
  const profile = newProfile();
  const journals = path.join(profile, 'data/User/globalStorage/gavel.gavel/journals');
  const program = path.join(profile, 'accept.cjs');
  let window: GavelWindow;
  let models: ScriptedModels;

  before(async () => {
    writeTwentyFiles(project.folder);
    const entryPoints = ['test/unit/review/acceptUntilKilled.ts'];
    buildSync({ entryPoints, outfile: program, bundle: true, platform: 'node', format: 'cjs', logLevel: 'silent' });
    models = await startScriptedModels(honest([]));
    const price = { input: 0.1, output: 0.1 };
    const endpoint = { id: 'scripted', baseUrl: models.baseUrl, models: [{ id: 'plain-8b', price }] };
    untouched = folderState(project.folder);
    acceptUntilKilled();
    half = folderState(project.folder);
    window = await GavelWindow.launch({
      profile,
      workspace: project.folder,
      settings: {
        'gavel.endpoints': [endpoint],
        'git.enabled': false,
      },
      // As if started from a shell: VS Code asks a login shell for its PATH otherwise.
      env: { PATH: pathWithout('bwrap'), VSCODE_CLI: '1' },
    });
  });

  afterEach(async function () {
    await window.pictureOfFailure(this.currentTest);
  });

  after(async () => {
    await models.close();
    project.remove();
    await window.close();
  });

  let untouched: ReturnType<typeof folderState>;
  let half: ReturnType<typeof folderState>;

  /** An accept of 20 files by a process of its own that is killed in the midst of it. */
  function acceptUntilKilled(): void {
    const env = { ...process.env, KILL_STEP: '60' };
    const { signal } = spawnSync(process.execPath, [program, project.folder, journals, 'accept'], { env });
    assert.equal(signal, 'SIGKILL');
    assert.notDeepEqual(folderState(project.folder), untouched, 'some files are written');
  }

  /** PATH with all programs but one. */
  function pathWithout(name: string): string {
    const folder = path.join(profile, 'bin');
    const taken = new Set<string>();
    fs.mkdirSync(folder);
    for (const entry of (process.env['PATH'] ?? '').split(path.delimiter)) {
      for (const tool of fs.existsSync(entry) ? fs.readdirSync(entry) : []) {
        if (tool === name || taken.has(tool)) continue;
        taken.add(tool);
        fs.symlinkSync(path.join(entry, tool), path.join(folder, tool));
      }
    }
    return folder;
  }

  it('case 112: an accept that was killed is asked about at the next start; nothing is done before, and Undo It puts every byte back', async () => {
    const { text, buttons } = await window.notice('was cut short', 2);
    await window.workbench.screenshot('ui-cut-short');
    assert.match(
      text,
      /^An accept in many-files was cut short\. Written: .+ and \d+ more\. Not written: .+\. Finish it, or put back what it wrote\?$/u,
    );
    assert.deepEqual(buttons, ['Finish It', 'Undo It']);
    assert.deepEqual(folderState(project.folder), half);
    await window.workbench.button('Undo It');
    assert.equal((await window.notice('is undone')).text, 'The accept in many-files is undone.');
    assert.deepEqual(folderState(project.folder), untouched);
  });

  it('cases 109 and 112: after a reload Finish It writes the rest, and after another one Undo Accept takes all back', async () => {
    acceptUntilKilled();
    await window.workbench.reload();
    await window.notice('was cut short', 2);
    await window.workbench.button('Finish It');
    await window.notice('is finished');
    const accepted = folderState(project.folder);
    assert.ok(!Object.keys(accepted).some((name) => name.includes('.gavel-')));
    assert.equal(fs.readFileSync(path.join(project.folder, 'deep/other/new3.txt'), 'utf8'), 'n3\n');
    assert.ok(!('gone1.txt' in accepted));
    const edited = path.join(project.folder, 'src/part1/file1.txt');
    fs.writeFileSync(edited, 'mine, after the accept\n');
    await window.workbench.reload();
    await window.workbench.command('Gavel: Undo Accept');
    const { text } = await window.notice('Undone:');
    assert.match(
      text,
      /^Undone: 19 files are as before the accept\. Left as they are: src\/part1\/file1\.txt: It was changed/u,
    );
    assert.deepEqual(folderState(project.folder), {
      ...untouched,
      'src/part1/file1.txt': folderState(project.folder)['src/part1/file1.txt'],
    });
    assert.equal(fs.readFileSync(edited, 'utf8'), 'mine, after the accept\n');
  });

  it('case 139: without confinement the first click is on the very command, and the screen says that it is not confined', async () => {
    await window.askForAuction(file);
    const words = window.page.locator('.quick-input-widget:visible input[placeholder^="Not confined: bubblewrap"]');
    await words.waitFor();
    assert.match((await words.getAttribute('placeholder')) ?? '', /is not installed\. It runs as you, in a copy of/u);
    await window.workbench.screenshot('ui-unconfined-choice');
    await window.workbench.quickPick(/npm test/u);
    const panel = await window.panel();
    await panel.locator('[data-action="award"]').waitFor();
    await panel.locator('.warnTag', { hasText: 'not confined' }).waitFor();
    await window.workbench.waitForTerminal(/npm test\s+\(before any work; not confined\)/u);
    await window.workbench.command('Gavel: Cancel Auction');
  });

  it('case 117: a task at auction in one window begins in no other, which says so and only reads; also after a reload of it', async () => {
    await beginAgain();
    const other = await window.secondWindow();
    const asked = models.requests.length;
    try {
      await nameTask(other);
      const { text } = await other.notice('is at auction in another window');
      assert.match(text, /Decide about it there; this window does not begin it a second time\./u);
      const panel = await other.panel();
      await panel.locator('.notice', { hasText: 'is at auction in another window' }).waitFor();
      assert.equal(await panel.locator('[data-action]').count(), 0, 'nothing in it acts');
      await other.workbench.screenshot('ui-another-window');
      assert.equal(models.requests.length, asked, 'no bid is paid for twice');
      await other.workbench.reload();
      await nameTask(other);
      await other.notice('is at auction in another window');
      await window.workbench.command('Gavel: Cancel Auction');
      await (await window.panel()).locator('.end').waitFor();
      await other.clearNotices();
      await nameTask(other);
      await other.page.locator('.monaco-dialog-box .monaco-button', { hasText: 'Run It' }).click();
      await (await other.panel()).locator('[data-action="award"]').waitFor();
      assert.deepEqual(other.problems(), []);
    } finally {
      await other.workbench.close();
    }
  });

  it('case 139: the next task asks for a click of its own; Cancel runs nothing, Run It runs it', async () => {
    const dialog = window.page.locator('.monaco-dialog-box');
    const asked = models.requests.length;
    await nameTask();
    await dialog.waitFor();
    await window.workbench.screenshot('ui-unconfined-question');
    assert.equal(await textOf(dialog.locator('.dialog-message')), 'Run this check for this task?');
    assert.match(
      await textOf(dialog.locator('.dialog-message-detail')),
      /^npm test It runs in a copy of \S+\/many-files and can do what you can do\. .*bubblewrap is not installed/u,
    );
    assert.deepEqual((await dialog.locator('.monaco-button').allInnerTexts()).map(oneLine), ['Cancel', 'Run It']);
    await dialog.locator('.monaco-button', { hasText: 'Cancel' }).click();
    const { text } = await window.notice('Nothing was run');
    assert.match(text, /Nothing was run: npm test runs unconfined here, and that needs your click\./u);
    assert.equal(models.requests.length, asked, 'no bidder was asked');
    await nameTask();
    await dialog.locator('.monaco-button', { hasText: 'Run It' }).click();
    await (await window.panel()).locator('[data-action="award"]').waitFor();
    assert.ok(models.requests.length > asked);
    assert.deepEqual(window.problems(), []);
  });

  /** The task as before, up to the award. */
  async function beginAgain(): Promise<void> {
    await nameTask();
    await window.page.locator('.monaco-dialog-box .monaco-button', { hasText: 'Run It' }).click();
    await (await window.panel()).locator('[data-action="award"]').waitFor();
  }

  /** The task as before, for which the command is known by now. */
  async function nameTask(of = window): Promise<void> {
    await of.workbench.openFile(file);
    await of.workbench.command('Gavel: Auction This Task');
    await of.page.locator('.quick-input-widget:visible', { hasText: 'what should be done' }).waitFor();
    await of.page.keyboard.press('Enter');
  }
});
