import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import fs from 'node:fs';
import path from 'node:path';
import { type ConnectionRecord, recordConnections } from './support/extensionHost';
import { type FolderState, folderState, makeFolder } from './support/folderState';
import { desktopSettings, GavelWindow, newProfile, noCheck, textOf } from './support/gavelWindow';
import { calls, honest, says, type ScriptedModels, startScriptedModels } from './support/scriptedModels';

const source = 'export function total(numbers) {\n  return numbers.length;\n}\n';
const key = 'wrong-key-4711';

describe('ui/badInput', function () {
  this.timeout(180_000);
  const project = makeFolder('plain', { 'src/total.js': source, 'README.md': '# Plain\n' });
  const profile = newProfile();
  let untouched: FolderState;
  let window: GavelWindow;
  let connections: ConnectionRecord;
  let alive: ScriptedModels;
  let locked: ScriptedModels;
  let deadOrigin: string;

  before(async () => {
    untouched = folderState(project.folder);
    alive = await startScriptedModels(honest([]));
    locked = await startScriptedModels(() => ({ kind: 'error', status: 401, message: 'Incorrect API key provided' }));
    deadOrigin = await freeOrigin();
    connections = recordConnections(profile);
    window = await GavelWindow.launch({ profile, env: connections.env });
  });

  afterEach(async function () {
    await window.pictureOfFailure(this.currentTest);
  });

  after(async () => {
    await Promise.all([alive.close(), locked.close()]);
    project.remove();
    await window.close();
  });

  afterEach('nothing in the workspace has changed', () => {
    assert.deepEqual(folderState(project.folder), untouched);
  });

  async function configure(): Promise<void> {
    const price = { input: 0.1, output: 0.1 };
    const endpoints = [
      {
        id: 'alive',
        name: 'Alive server',
        baseUrl: alive.baseUrl,
        models: [
          { id: 'steady-8b', name: 'Steady 8B', price },
          { id: 'mute-4b', name: 'Mute 4B', price },
        ],
      },
      {
        id: 'dead',
        name: 'Dead server',
        baseUrl: `${deadOrigin}/v1`,
        models: [{ id: 'dead-8b', name: 'Dead 8B', price }],
      },
      {
        id: 'locked',
        name: 'Locked server',
        baseUrl: locked.baseUrl,
        models: [{ id: 'locked-8b', name: 'Locked 8B', price }],
      },
      {
        id: 'far',
        name: 'Far server',
        baseUrl: 'https://example.invalid/v1',
        models: [{ id: 'far-70b', name: 'Far 70B', price }],
      },
    ];
    const settings = { ...desktopSettings, 'gavel.endpoints': endpoints, 'gavel.auction.award': 'automatic' };
    fs.writeFileSync(path.join(profile, 'data/User/settings.json'), JSON.stringify(settings));
    await window.openFolder(project.folder);
    for (const name of ['Locked server', 'Far server']) {
      await window.workbench.command('Gavel: Set API Key');
      await window.workbench.quickPick(name);
      await window.workbench.input(key);
      assert.match(
        (await window.notice('is stored')).text,
        new RegExp(`^The key for ${name} is stored, for \\S+ only\\.$`, 'u'),
      );
      await window.clearNotices();
    }
  }

  describe('without a project', () => {
    it('without a folder: says so and offers to open one', async () => {
      await window.workbench.command('Gavel: Auction This Task');
      assert.deepEqual(await window.notice('No folder is open', 1), {
        text: 'No folder is open, so there is nothing to make a sandbox of: open the folder of your project first.',
        buttons: ['Open Folder'],
      });
    });

    it('without an editor: says so and offers to go to a file', async () => {
      await window.openFolder(project.folder);
      await window.workbench.command('Gavel: Auction This Task');
      assert.deepEqual(await window.notice('No editor is open', 1), {
        text: 'No editor is open: open a file, select the code to work on, and run Auction This Task again.',
        buttons: ['Go to File'],
      });
    });

    it('without an endpoint: says so, and the button starts the practice market', async () => {
      await window.clearNotices();
      await window.workbench.openFile('src/total.js');
      await window.workbench.command('Gavel: Auction This Task');
      assert.deepEqual(await window.notice('No model is configured', 1), {
        text: 'No model is configured, so nobody can bid: run “Gavel: Manage Bidders” to find some, or try the practice market, which needs none.',
        buttons: ['Start Practice Market'],
      });
      await window.workbench.button('Start Practice Market');
      await window.page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'package.json' }).waitFor();
      assert.match(await window.page.title(), /tidy-desk/u);
    });
  });

  describe('configured', () => {
    before(configure);

    it('a command that needs a shell: the input box says why and does not take it', async () => {
      await window.askForAuction('src/total.js', 'total');
      await window.workbench.quickPick(/Type another command/u);
      const box = window.page.locator('.quick-input-widget:visible');
      await box.filter({ hasText: 'Runs without a shell' }).waitFor();
      await window.workbench.input('npm test && rm -rf build');
      const refusal =
        '"&&" needs a shell, and the check runs without one. Put it into a script of your project and name that here.';
      await box.getByText(refusal).waitFor();
      await window.workbench.screenshot('ui-needs-a-shell');
      assert.ok(await box.isVisible(), 'Enter does not take the command');
      await window.page.keyboard.press('Escape');
      await box.waitFor({ state: 'hidden' });
      assert.equal(alive.requests.length, 0);
    });
  });

  describe('one auction with a good bidder and four bad ones', () => {
    before(async () => {
      alive.play((turn) => {
        if (turn.phase === 'bid' && turn.model === 'mute-4b') return says('');
        if (turn.phase !== 'work' || turn.turn > 0) return honest([])(turn);
        return calls('edit_file', {
          path: 'src/total.js',
          blocks: [{ search: 'let sum = 0;', replace: 'let sum = 1;' }],
        });
      });
      await window.askForAuction('src/total.js', 'total');
      await window.workbench.quickPick(/Type another command/u);
      await window.workbench.input('no-such-command --all');
      assert.match(await window.workbench.message('Show code from'), /Show code from plain to example\.invalid\?/u);
      await window.workbench.screenshot('ui-consent');
      await window.workbench.button('Cancel');
      await (await window.panel()).locator('.end').waitFor();
      await window.workbench.screenshot('ui-broken-bidders');
    });

    it('a check that does not exist: named, with what to do', async () => {
      const panel = await window.panel();
      assert.equal(
        await textOf(panel.locator('.baseline')),
        'The command "no-such-command" was not found outside the workspace, or cannot be executed. Run Auction This Task again and choose another check.',
      );
    });

    it('a dead endpoint: its bidder is out', async () => {
      assert.equal(
        await outReason('dead/dead-8b'),
        `Dead server (model dead-8b) is not answering at ${deadOrigin}. Start the server or remove the endpoint.`,
      );
    });

    it('a wrong key: its bidder is out, and the key is not shown', async () => {
      assert.equal(
        await outReason('locked/locked-8b'),
        'Locked server (model locked-8b) refused the key (HTTP 401). Run “Gavel: Set API Key” to set it again for this endpoint. The server says: “Incorrect API key provided”',
      );
      assert.equal(locked.requests[0]?.headers.authorization, `Bearer ${key}`);
      assert.ok(!(await (await window.panel()).locator('body').innerText()).includes(key));
    });

    it('consent refused: its bidder is out, and its address was not even looked up', async () => {
      assert.equal(await outReason('far/far-70b'), 'You did not allow example.invalid to see this workspace.');
      const lines = connections.lines();
      assert.ok(lines.includes(`connect 127.0.0.1 ${new URL(locked.origin).port}`), lines.join());
      assert.ok(!lines.some((line) => line.includes('example.invalid')), lines.join());
    });

    it('an empty bid: its bidder is out', async () => {
      assert.equal(await outReason('alive/mute-4b'), 'Mute 4B sent an empty bid.');
    });

    it('an edit that matches nothing: the work ends with a sentence and no change', async () => {
      const panel = await window.panel();
      assert.equal(
        await textOf(panel.locator('.end-failed p')),
        'Steady 8B changed nothing: Steady 8B finished its work after 2 turns. Award another bid by running the auction again.',
      );
      await panel.locator('.trail summary').click();
      assert.match(
        await textOf(panel.locator('.trail')),
        /Could not edit src\/total\.js .*The search text is not in the file/u,
      );
    });
  });

  describe('one more auction, and one by one its bidders are gone', () => {
    it('a jury that answers prose: no automatic award, the panel says why, and a hand may still give it', async () => {
      alive.play((turn) => {
        if (turn.phase === 'judge') return says('All of these plans are lovely, I could not choose.');
        return turn.phase === 'work' ? { kind: 'unending', text: 'Let me think about it' } : honest([])(turn);
      });
      await window.auction({ file: 'src/total.js', functionName: 'total', check: noCheck });
      await window.workbench.message('Show code from plain to example.invalid?');
      await window.workbench.button('Allow for This Workspace');
      const panel = await window.panel();
      await panel.locator('[data-action="award"]').waitFor();
      await window.workbench.screenshot('ui-no-jury');
      assert.equal(
        await textOf(panel.locator('.award .why')),
        'The same price as Steady 8B; no judge scored the bids, so this rests on price and length alone.',
      );
      assert.match(await textOf(panel.locator('.footer')), /Jury: 0 of 2 judges scored/u);
    });

    it('consent given to a host that does not exist: its bidder is out, the others went on', async () => {
      assert.equal(
        await outReason('far/far-70b'),
        "Far server (model far-70b) cannot be reached at https://example.invalid (ENOTFOUND). Check the network and the endpoint's base URL.",
      );
      assert.ok(connections.lines().includes('lookup example.invalid'));
    });

    it('Cancel during the work: ends it, and the server sees the hang-up', async () => {
      const sent = alive.requests.length;
      await window.press('award');
      const panel = await window.panel();
      await panel.locator('.work').waitFor();
      await alive.arrived(sent + 1);
      await window.press('cancel');
      await panel.locator('.end-cancelled').waitFor();
      assert.equal(
        await textOf(panel.locator('.end-cancelled p')),
        'Cancelled. Nothing in your workspace was changed.',
      );
      await alive.requests.at(-1)?.closed;
    });

    it('Cancel during the bidding: ends it from the palette too', async () => {
      alive.play(() => ({ kind: 'unending', text: 'First I would read the whole file and then' }));
      const sent = alive.requests.length;
      const panel = await window.auction({ file: 'src/total.js', functionName: 'total', check: noCheck });
      await panel.locator('.plan.live').first().waitFor();
      assert.equal(alive.requests.length, sent + 1, 'one call at a time to a local server');
      await window.workbench.command('Gavel: Cancel Auction');
      await panel.locator('.end-cancelled').waitFor();
      await window.workbench.screenshot('ui-cancelled');
      await alive.requests.at(-1)?.closed;
      assert.equal(alive.requests.length, sent + 1, 'nobody is called after the cancel');
    });

    it('all bidders dead: No sale, said in words', async () => {
      await alive.close();
      const panel = await window.auction({ file: 'src/total.js', functionName: 'total', check: noCheck });
      await panel.locator('.end-noSale').waitFor();
      await window.workbench.screenshot('ui-no-sale');
      assert.equal(await textOf(panel.locator('.end-noSale h2')), 'No sale');
      assert.equal(await textOf(panel.locator('.end-noSale p')), 'No valid bid came in, so there is nothing to award.');
      assert.equal(await panel.locator('.card.out').count(), 5);
    });

    it('none of it left an error behind', () => {
      assert.deepEqual(window.problems(), []);
    });
  });

  async function outReason(bidderId: string): Promise<string> {
    const card = await window.card(bidderId);
    assert.match((await card.getAttribute('class')) ?? '', /\bout\b/u);
    return textOf(card.locator('.state'));
  }
});

/** A loopback address at which nobody listens (any more). */
async function freeOrigin(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${address.port}`;
}
