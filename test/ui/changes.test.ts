import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { type FolderState, folderState, makeFolder } from './support/folderState';
import { GavelWindow, noCheck, oneLine, textOf } from './support/gavelWindow';
import { honest, says, scores, type ScriptedModels, startScriptedModels } from './support/scriptedModels';

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
  this.timeout(90_000);
  const project = makeFolder('two-files', {
    'src/a.js': 'export const a = 1;\n',
    'src/b.js': 'export const b = 2;\n',
  });
  let untouched: FolderState;
  let window: GavelWindow;
  let models: ScriptedModels;
  let capture: Capture;

  before(async () => {
    untouched = folderState(project.folder);
    capture = await startCapture();
    const evil = hostileText(capture.origin);
    models = await startScriptedModels((turn) => {
      if (turn.phase === 'judge') return scores(turn, 4, evil);
      if (turn.phase !== 'bid') return honest(work)(turn);
      return says(turn.model === 'endless-8b' ? '<b onclick="x()">&lt; '.repeat(5000) : evil);
    });
    const price = { input: 0.1, output: 0.1 };
    const endpoint = {
      id: 'scripted',
      baseUrl: models.baseUrl,
      models: [
        { id: 'hostile-8b', price },
        { id: 'endless-8b', price },
      ],
    };
    const settings = { 'gavel.endpoints': [endpoint], 'git.enabled': false };
    window = await GavelWindow.launch({ workspace: project.folder, settings });
    window.page.on('request', (request) => capture.note(request.url()));
    const panel = await window.auction({ file: 'src/a.js', check: noCheck });
    await panel.locator('[data-action="award"]').waitFor();
  });

  afterEach(async function () {
    await window.pictureOfFailure(this.currentTest);
  });

  after(async () => {
    await Promise.all([models.close(), capture.close()]);
    project.remove();
    await window.close();
  });

  describe('hostile model text in the real panel (case 49)', () => {
    it('is text: nothing of it becomes an element, and every control and bidi character is made visible', async () => {
      const panel = await window.panel();
      const card = await window.card('scripted/hostile-8b');
      await card.locator('[data-action="togglePlan"]').click();
      await card.locator('[data-action="toggleReasons"]').click();
      await window.workbench.screenshot('ui-hostile');
      const plan = await card.locator('.plan.open').innerText();
      for (const written of ['<script>fetch(', '<img src="', 'command:workbench.action.closeWindow', '<iframe src="']) {
        assert.ok(plan.includes(written), `${written} is shown as it was written`);
      }
      assert.match(await textOf(card.locator('.reason')), /<img src="/u);
      assert.equal(
        await panel.locator('#gavel-root').locator('img, iframe, object, a, style, script, link').count(),
        0,
      );
      assert.doesNotMatch(
        await panel.locator('body').innerText(),
        /[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]/u,
      );
    });

    it('of 100,000 characters is a bid too long, and the panel stays usable', async () => {
      const card = await window.card('scripted/endless-8b');
      assert.match((await card.getAttribute('class')) ?? '', /\bout\b/u);
      assert.equal(await textOf(card.locator('.state')), 'endless-8b wrote more than the 800 tokens a bid may have.');
      await card.locator('[data-action="togglePlan"]').click();
      assert.ok((await card.locator('.plan.open').innerText()).startsWith('<b onclick="x()">&lt;'));
      await card.locator('[data-action="togglePlan"]').click();
    });

    it('asks nobody for anything and breaks no content policy', async () => {
      assert.deepEqual(capture.seen, []);
      assert.deepEqual(window.problems(), []);
      await fetch(capture.origin);
      assert.deepEqual(capture.seen.splice(0), ['/'], 'a request would have been seen');
    });
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

  describe('last of all', () => {
    it('a violation of the content policy would have been seen', async () => {
      const panel = await window.panel();
      const violation = window.page.waitForEvent('console', (message) => message.text().includes('planted.png'));
      await panel.locator('body').evaluate((body: { innerHTML: string }, origin: string) => {
        body.innerHTML = `<img src="${origin}/planted.png">`;
      }, capture.origin);
      await violation;
      assert.ok(window.problems().some((line) => line.includes('planted.png')));
      assert.ok(!capture.seen.includes('/planted.png'), 'the policy held');
    });
  });

  function created(): readonly string[] {
    return Object.keys(folderState(project.folder)).filter((name) => !(name in untouched));
  }
});

/** What a model must not get through: markup, scripts, links, images, terminal codes, invisible and turning characters. */
function hostileText(origin: string): string {
  return [
    `<img src="${origin}/img.png" onerror="fetch('${origin}/onerror')">`,
    `<script>fetch("${origin}/script")</script><iframe src="${origin}/frame"></iframe>`,
    `[press me](command:workbench.action.closeWindow) ![picture](${origin}/markdown.png)`,
    `<a href="command:gavel.acceptAll">accept</a> <style>@import "${origin}/style.css";</style>`,
    '\u001b[31mred\u001b[0m \u001b]8;;https://example.invalid\u0007link\u001b]8;;\u0007 \u0000\u0008',
    '\u202eesrever\u202c \u2066isolated\u2069 \u{e0041}\u{e0042} \u200b',
  ].join('\n');
}

interface Capture {
  readonly origin: string;
  /** Paths that were asked for, or whole addresses that the page wanted to ask for. */
  readonly seen: string[];
  /** Notes an address if it is one of ours. */
  note(address: string): void;
  close(): Promise<void>;
}

/** A server nobody may call. */
async function startCapture(): Promise<Capture> {
  const seen: string[] = [];
  const server: Server = createServer((request, response) => {
    seen.push(request.url ?? '');
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  const origin = `http://127.0.0.1:${address.port}`;
  return {
    origin,
    seen,
    note: (asked) => {
      if (asked.startsWith(origin)) seen.push(asked);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
