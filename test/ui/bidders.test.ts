import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {
  answer,
  type FaultServer,
  goodStream,
  startFaultServer,
  startFaultServerAt,
  type Step,
} from '../unit/models/faultServer';
import { ollama, routes } from '../unit/models/routes';
import { desktopSettings, GavelWindow, newProfile, oneLine } from './support/gavelWindow';

const key = 'canary-key-81723';

/** A server that wants a key and has one model. */
const locked: Step = (response, request) => {
  const allowed = request.headers.authorization === `Bearer ${key}`;
  const open = routes({
    'GET /v1/models': { data: [{ id: 'locked-8b', owned_by: 'vllm', max_model_len: 16384 }] },
    'POST /v1/chat/completions': goodStream('ready'),
  });
  (allowed ? open : answer(401, '{"error":{"message":"Invalid API Key"}}'))(response, request);
};

describe('ui/bidders', function () {
  this.timeout(180_000);
  const profile = newProfile();
  let window: GavelWindow;
  let ollamaServer: FaultServer;
  let lockedServer: FaultServer;

  before(async function () {
    const step = routes({ ...ollama, 'POST /v1/chat/completions': goodStream('ready') });
    const server = await startAt(11434, step);
    if (server === undefined) return this.skip(); // a real Ollama, or another test, is there
    ollamaServer = server;
    lockedServer = await startFaultServer(locked);
    const extension = path.join(profile, 'extensions/gavel-test.model-provider-1.0.0');
    fs.cpSync('test/fixtures/extensions/modelProvider', extension, { recursive: true, dereference: true });
    window = await GavelWindow.launch({ profile, settings: desktopSettings });
  });

  afterEach(async function () {
    await window.pictureOfFailure(this.currentTest);
  });

  after(async () => {
    await Promise.all([ollamaServer, lockedServer].map((server) => server.close()));
    await window.close();
  });

  it('finds a server on its usual port, VS Code’s models and the hosted providers, and says where it looked from', async () => {
    await window.workbench.command('Gavel: Manage Bidders');
    const list = window.page.locator('.quick-input-widget:visible');
    await list.getByText('Manage Bidders: requests are made from').waitFor();
    const rows = oneLine(await list.locator('.quick-input-list .monaco-list-rows').innerText());
    assert.match(rows, /Ollama ?http:\/\/127\.0\.0\.1:11434\/v1.* 2 models there/u);
    assert.match(rows, /VS Code: scripted ?vscode-lm:\/\/scripted.* Included in your plan/u);
    assert.match(rows, /OpenRouter ?https:\/\/openrouter\.ai\/api\/v1.* Needs a key of yours/u);
    await window.workbench.screenshot('ui-manage-bidders');
  });

  it('shows price, context and capabilities of the models, and saves the ones that were picked', async () => {
    await window.workbench.quickPick(/^Ollama/u);
    const list = window.page.locator('.quick-input-widget:visible');
    await list.getByText('Which models of Ollama may bid?').waitFor();
    const rows = oneLine(await list.locator('.quick-input-list .monaco-list-rows').innerText());
    assert.match(
      rows,
      /qwen3:4b ?\$0\.0502 in, \$0\.0502 out per Mt, shadow price context 40,960, tools, JSON schema, reasons/u,
    );
    assert.match(rows, /gemma3:1b.* context 32,768, no tools, JSON schema/u);
    await window.workbench.screenshot('ui-pick-models');
    await window.workbench.quickPick(/^qwen3:4b/u);
    await window.page.keyboard.press('Enter');
    assert.deepEqual(await window.notice('1 model of Ollama may bid now.', 1), {
      text: '1 model of Ollama may bid now.',
      buttons: ['Check Bidders'],
    });
    assert.deepEqual(endpoints(), [
      { id: 'ollama', name: 'Ollama', baseUrl: 'http://127.0.0.1:11434/v1', models: [{ id: 'qwen3:4b' }] },
    ]);
    await window.clearNotices();
  });

  it('refuses an address off this machine that is not https, while it is typed', async () => {
    await window.workbench.command('Gavel: Manage Bidders');
    await window.workbench.quickPick('Another server…');
    await window.workbench.input('http://models.example/v1');
    const box = window.page.locator('.quick-input-widget:visible');
    await box
      .getByText('The base URL must begin with https://, because models.example is not this computer.')
      .waitFor();
  });

  it('asks for the key of a server that wants one, and keeps it out of the settings', async () => {
    await window.workbench.input(lockedServer.baseUrl);
    const box = window.page.locator('.quick-input-widget:visible');
    await box.getByText('API key for').waitFor();
    assert.equal(await box.locator('input').first().getAttribute('type'), 'password');
    await window.workbench.input(key);
    await box.getByText('may bid?').waitFor();
    await window.workbench.quickPick(/^locked-8b/u);
    await window.page.keyboard.press('Enter');
    await window.notice('may bid now.', 1);
    assert.equal(lockedServer.requests.at(-1)?.headers.authorization, `Bearer ${key}`);
    assert.ok(!settingsText().includes(key));
    await window.clearNotices();
  });

  it('takes VS Code’s own models', async () => {
    await window.workbench.command('Gavel: Manage Bidders');
    await window.workbench.quickPick(/^VS Code: scripted/u);
    const list = window.page.locator('.quick-input-widget:visible');
    await list.getByText('may bid?').waitFor();
    const rows = oneLine(await list.locator('.quick-input-list .monaco-list-rows').innerText());
    assert.match(rows, /gpt-4o ?\$2\.5 in, \$10 out per Mt, shadow price \(included in your plan\) context 64,000/u);
    for (const model of ['gpt-4o', 'out-of-quota-8b', 'off-topic-8b'])
      await window.workbench.quickPick(new RegExp(`^${model}`, 'u'));
    await window.page.keyboard.press('Enter');
    await window.notice('3 models of VS Code: scripted may bid now.', 1);
  });

  it('checks all bidders with one tiny call each, and shows a table with what to do', async () => {
    const stopped = lockedServer.origin;
    await lockedServer.close();
    await window.workbench.button('Check Bidders');
    // VS Code's own question, once for each extension and vendor.
    const allow = window.page.getByRole('button', { name: 'Allow', exact: true });
    const lines = window.page.locator('.monaco-editor .view-lines').filter({ hasText: 'of 5 answered' });
    await allow.or(lines).first().waitFor();
    if (await allow.isVisible()) await allow.click();
    await lines.waitFor();
    await window.workbench.screenshot('ui-check-bidders');
    const text = (await lines.innerText()).replace(/\u00a0/gu, ' ');
    assert.match(
      text,
      /2 of 5 answered\. One tiny call was made to each, from .*; no text of your workspace was sent\./u,
    );
    assert.match(text, /\| qwen3:4b +\| Ollama +\| yes, as small +\| \d+\.\d s/u);
    assert.match(text, /\| gpt-4o +\| VS Code: scripted +\| yes +\|/u);
    assert.match(text, /\| locked-8b .*no: unreachable/u);
    assert.match(
      text,
      new RegExp(
        `is not answering at ${stopped.replaceAll('.', '\\.')}\\. Start the server or remove the endpoint\\.`,
        'u',
      ),
    );
    // The one that answered and the one that declined; the one without quota spent none.
    assert.match(text, /Requests spent of your plan with the models of VS Code: 2\./u);
    assert.match(text, /out-of-quota-8b has no requests left in your plan for now\./u);
    assert.match(text, /off-topic-8b says that this task is not its topic\./u);
    const asked = ollamaServer.requests.filter(({ path: asked }) => asked === '/v1/chat/completions');
    assert.equal(asked.length, 1);
    assert.deepEqual(asked[0]?.body['messages'], [{ role: 'user', content: 'Answer with the one word: ready' }]);
  });

  it('removes an endpoint when none of its models is chosen any more', async () => {
    await window.clearNotices();
    await window.workbench.command('Gavel: Manage Bidders');
    await window.workbench.quickPick(/^Ollama/u);
    await window.page.locator('.quick-input-widget:visible').getByText('may bid?').waitFor();
    await window.workbench.quickPick(/^qwen3:4b/u);
    await window.page.keyboard.press('Enter');
    await window.notice('Ollama was removed from your endpoints.');
    assert.equal(endpoints().length, 2);
  });

  it('none of it left an error behind', () => {
    // What the scripted provider throws, VS Code itself writes down.
    const ours = window.problems().filter((line) => !line.includes('[CHAT] extension request ERRORED'));
    assert.deepEqual(ours, []);
  });

  function settingsText(): string {
    return fs.readFileSync(path.join(profile, 'data/User/settings.json'), 'utf8');
  }

  function endpoints(): readonly unknown[] {
    return (JSON.parse(settingsText()) as { readonly 'gavel.endpoints': readonly unknown[] })['gavel.endpoints'];
  }
});

/** A fault server at a fixed port; `undefined` when somebody else is there. */
async function startAt(port: number, step: Step): Promise<FaultServer | undefined> {
  try {
    return await startFaultServerAt(port, step);
  } catch {
    return undefined;
  }
}
