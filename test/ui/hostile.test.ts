import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { type FolderState, folderState, makeFolder } from './support/folderState';
import { GavelWindow, newProfile, noCheck, textOf } from './support/gavelWindow';
import { type Capture, hostileText, startCapture } from './support/hostileText';
import { honest, says, scores, type ScriptedModels, startScriptedModels } from './support/scriptedModels';

const oddFile = 'src/<img src=x onerror=alert(1)>.js';
const oddModels = ['<img src=x onerror=alert(1)>', '../../../escaped', 'CON', '\u{1f98a}é', 'm'.repeat(300)];
const bidderOf = (model: string): string => `scripted/${model}`;

/** Keeps the object that a webview gets from VS Code where a test finds it: what runs inside could post anything. */
const keepApi = `{
  let acquire;
  Object.defineProperty(window, 'acquireVsCodeApi', {
    configurable: true,
    get: () => acquire,
    set: (original) => (acquire = () => (window.keptApi = original())),
  });
}`;

/** What a webview that fell to a model might send; none of it may do anything. */
const forged: readonly unknown[] = [
  { type: 'runCommand', command: 'workbench.action.closeWindow' },
  { type: 'action', action: 'clearMemory' },
  { type: 'action', action: 'workbench.action.closeWindow' },
  { type: 'acceptAll', runId: 'another run' },
  { type: 'award', runId: 'another run', bidderId: bidderOf('hostile-8b') },
  { type: 'openChange', runId: 'another run', path: '../../../../etc/passwd' },
  { type: 'openChange', path: '/etc/passwd' },
  { type: 'reviewAttempt', runId: 'another run', attempt: -1 },
  { type: 'noSale', runId: { toString: 'x' } },
  { type: 'cancel' },
  { type: '__proto__' },
  { type: 'constructor', runId: 'x' },
  ['award'],
  'acceptAll',
  42,
  null,
];

describe('ui/hostile', function () {
  this.timeout(180_000);
  const profile = newProfile();
  const storage = path.join(profile, 'data/User/globalStorage/gavel.gavel');
  const project = makeFolder('hostile', { 'src/a.js': 'export const a = 1;\n' });
  let untouched: FolderState;
  let window: GavelWindow;
  let models: ScriptedModels;
  let capture: Capture;

  before(async () => {
    makeBranch(project.folder);
    untouched = folderState(project.folder);
    capture = await startCapture();
    const evil = hostileText(capture.origin);
    const work = honest([{ name: 'create_file', arguments: { path: oddFile, content: '// odd\n' } }]);
    models = await startScriptedModels((turn) => {
      if (turn.phase === 'judge') return scores(turn, 4, evil);
      if (turn.phase !== 'bid') return work(turn);
      if (turn.model === 'empty-8b') return says('');
      return says(turn.model === 'endless-8b' ? '<b onclick="x()">&lt; '.repeat(5000) : evil);
    });
    const price = { input: 0.1, output: 0.1 };
    const ids = ['hostile-8b', 'endless-8b', 'empty-8b', ...oddModels];
    const endpoint = {
      id: 'scripted',
      name: '<b>"scripted"</b>',
      baseUrl: models.baseUrl,
      models: ids.map((id) => ({ id, price })),
    };
    window = await GavelWindow.launch({
      profile,
      workspace: project.folder,
      settings: { 'gavel.endpoints': [endpoint] },
    });
    window.page.on('request', (request) => capture.note(request.url()));
    await window.page.addInitScript(keepApi);
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

  async function onlyText(frame: FrameLocator): Promise<void> {
    const elements = frame.locator('#gavel-root').locator('img, iframe, object, a, style, script, link, video');
    assert.equal(await elements.count(), 0);
    assert.doesNotMatch(
      await frame.locator('body').innerText(),
      /[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]/u,
    );
  }

  async function showsEvilPlan(card: Locator): Promise<void> {
    await card.locator('[data-action="togglePlan"]').click();
    await card.locator('[data-action="toggleReasons"]').click();
    const plan = await card.locator('.plan.open').innerText();
    for (const written of ['<script>fetch(', '<img src="', 'command:workbench.action.closeWindow', '<iframe src="']) {
      assert.ok(plan.includes(written), `${written} is shown as it was written`);
    }
    assert.match(plan, /⟨U\+001B⟩\[31mred/u, 'terminal codes are made visible (case 51)');
    assert.match(plan, /⟨U\+202E⟩esrever[^]*⟨U\+E0041⟩/u, 'so are turning and tag characters (case 52)');
    assert.match(await textOf(card.locator('.reason').first()), /<img src="/u);
  }

  it('a plan full of markup, links and codes is text (cases 47, 48, 49, 51, 52)', async () => {
    const panel = await window.panel();
    await showsEvilPlan(await window.card(bidderOf('hostile-8b')));
    await window.workbench.screenshot('ui-hostile');
    await onlyText(panel);
  });

  it('a plan of 100,000 characters is a bid too long, and the panel stays usable (case 49)', async () => {
    const card = await window.card(bidderOf('endless-8b'));
    assert.match((await card.getAttribute('class')) ?? '', /\bout\b/u);
    assert.equal(await textOf(card.locator('.state')), 'endless-8b wrote more than the 800 tokens a bid may have.');
    await card.locator('[data-action="togglePlan"]').click();
    assert.ok((await card.locator('.plan.open').innerText()).startsWith('<b onclick="x()">&lt;'));
    await card.locator('[data-action="togglePlan"]').click();
  });

  it('an empty plan is no bid, and the card says why (case 49)', async () => {
    const card = await window.card(bidderOf('empty-8b'));
    assert.match((await card.getAttribute('class')) ?? '', /\bout\b/u);
    assert.notEqual(await textOf(card.locator('.state')), '');
  });

  it('names of models that are markup, paths, devices or as long as they may be are names (cases 49, 56)', async () => {
    const panel = await window.panel();
    const names = await panel.locator('.card h3').allInnerTexts();
    for (const model of oddModels)
      assert.ok(
        names.some((name) => name.includes(model)),
        model.slice(0, 40),
      );
    const [width, inner] = await panel
      .locator('html')
      .evaluate((one: { scrollWidth: number; clientWidth: number }) => [one.scrollWidth, one.clientWidth] as const);
    assert.equal(width, inner, 'the panel scrolls in one direction only');
  });

  it('forged messages change nothing (case 50)', async () => {
    const panel = await window.panel();
    const before = await textOf(panel.locator('#gavel-root'));
    const tabs = await window.page.locator('.tab').allInnerTexts();
    await post(panel, [...forged, { type: 'award', runId: 'x'.repeat(10_000_000), bidderId: 'x' }]);
    assert.equal(await textOf(panel.locator('#gavel-root')), before);
    assert.deepEqual(await window.page.locator('.tab').allInnerTexts(), tabs);
    assert.equal(await window.page.locator('.notification-toast').count(), 0);
    assert.deepEqual(folderState(project.folder), untouched);
  });

  it('a file whose name is markup is a name in the panel (case 49)', async () => {
    await window.press('award');
    const panel = await window.panel();
    await panel.locator('[data-action="rejectAll"]').waitFor();
    assert.match(await textOf(panel.locator('.file .path')), /^src\/<img src=x onerror=alert\(1\)>\.js/u);
    await onlyText(panel);
    await window.press('rejectAll');
    await panel.locator('.end-rejected').waitFor();
    assert.deepEqual(folderState(project.folder), untouched);
  });

  it('ids that look like paths leave no trace in the file system (case 56)', () => {
    const names = fs.readdirSync(storage, { recursive: true, encoding: 'utf8' });
    assert.ok(names.includes('ledger.jsonl') && names.includes('memory.jsonl'), names.join(' '));
    assert.deepEqual(
      names.filter((name) => /escaped|CON|\u{1f98a}|mmmm|</u.test(name)),
      [],
    );
    const outside = fs.readdirSync(path.dirname(project.folder)).concat(fs.readdirSync(profile));
    assert.ok(!outside.includes('escaped'));
  });

  it('is text again when the history brings it back, and forged messages of that view do nothing (cases 47, 49, 50)', async () => {
    const history = await window.workbench.panel('History');
    await history.locator('.auction').waitFor();
    assert.match(await textOf(history.locator('.rates')), /scripted\/<img src=x onerror=alert\(1\)>/u);
    await onlyText(history);
    await post(history, [...forged, { type: 'open', runId: '../../x' }, { type: 'action', action: 'clearMemory' }]);
    await window.workbench.screenshot('ui-history');
    assert.equal(await window.page.locator('.notification-toast').count(), 0);
    await reopened(history);
  });

  it('is text too after a reload of the window, read from the disk (case 47)', async () => {
    await window.workbench.reload();
    const history = await window.workbench.panel('History');
    await reopened(history);
  });

  it('asked nobody for anything and broke no content policy (cases 47, 49)', async () => {
    assert.deepEqual(capture.seen, []);
    assert.deepEqual(window.problems(), []);
    await fetch(capture.origin);
    assert.deepEqual(capture.seen.splice(0), ['/'], 'a request would have been seen');
  });

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

  /** The past auction in the Bids panel, plans and all; then back. */
  async function reopened(history: FrameLocator): Promise<void> {
    await history.locator('[data-action="open"]').click();
    const panel = await window.panel();
    await panel.locator('.pastStrip').waitFor();
    await window.workbench.screenshot('ui-past');
    await showsEvilPlan(await window.card(bidderOf('hostile-8b')));
    await onlyText(panel);
    const acting = panel.locator('button:not([data-action^="toggle"]):not([data-action="closePast"])');
    assert.equal(await acting.count(), 0, 'nothing acts but the way back');
    await panel.locator('[data-action="closePast"]').click();
    await panel.locator('.pastStrip').waitFor({ state: 'detached' });
  }
});

/** Posts messages as if the view had; resolves when the host has answered a `ready` that came after them. */
async function post(frame: FrameLocator, messages: readonly unknown[]): Promise<void> {
  await frame.locator('body').evaluate(
    `(body, messages) => new Promise((resolve) => {
      window.addEventListener('message', ({ data }) => data?.type === 'snapshot' && resolve());
      for (const message of [...messages, { type: 'ready' }]) window.keptApi.postMessage(message);
    })`,
    messages,
  );
}

/** A repository whose branch is called like markup. */
function makeBranch(folder: string): void {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  const git = (...args: readonly string[]): void => {
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args], { cwd: folder, env });
  };
  git('init', '--quiet', '-b', '"><img/src=x/onerror=alert(1)>');
  git('add', '.');
  git('commit', '--quiet', '-m', '<script>alert(1)</script>');
}
