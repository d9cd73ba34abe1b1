import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { MemoryRecord } from '../../src/memory/memoryRecord';
import { memoryRecord } from '../unit/memory/memoryRecords';
import { makeFolder } from './support/folderState';
import { GavelWindow, newProfile, noCheck, textOf } from './support/gavelWindow';
import { honest, type ScriptedModels, startScriptedModels } from './support/scriptedModels';

const cheap = 'scripted/cheap-8b';
const dear = 'scripted/dear-8b';

/** A past task on which the cheap bidder was first, as it nearly always was, and failed three times out of four. */
function pastTask(index: number): MemoryRecord {
  const failed = index % 4 !== 0;
  const attempts: MemoryRecord['outcome']['attempts'] = failed
    ? [
        { bidderId: cheap, verdict: 'failed', exitCode: 1, costUsd: 0.01 },
        { bidderId: dear, verdict: 'passed', exitCode: 0, costUsd: 0.03 },
      ]
    : [{ bidderId: cheap, verdict: 'passed', exitCode: 0, costUsd: 0.01 }];
  const whole = memoryRecord(`past-${index}`, `Mend task ${index}`);
  return {
    ...whole,
    bidders: [
      { bidderId: cheap, price: 0.05, outcome: 'bid' },
      { bidderId: dear, price: 0.36, outcome: 'bid' },
    ],
    plans: whole.plans.map((plan) => ({ ...plan, bidderId: plan.price === 0.05 ? cheap : dear })),
    scores: [cheap, dear].flatMap((judgeId) =>
      [cheap, dear].map((bidderId) => ({
        ...{ ballot: 1 as const, judgeId, bidderId, reason: 'Plain.' },
        score: 3 + ((index + bidderId.length) % 2),
      })),
    ),
    outcome: { ...whole.outcome, awardedTo: cheap, attempts, check: 'passed', decision: 'none', end: 'cancelled' },
  };
}

describe('ui/fit', function () {
  this.timeout(120_000);
  const profile = newProfile();
  const storage = path.join(profile, 'data/User/globalStorage/gavel.gavel');
  const project = makeFolder('fit', { 'src/a.js': 'export const a = 1;\n' });
  let window: GavelWindow;
  let models: ScriptedModels;

  before(async () => {
    fs.mkdirSync(storage, { recursive: true });
    const past = Array.from({ length: 40 }, (_, index) => `\n${JSON.stringify(pastTask(index))}`);
    fs.writeFileSync(path.join(storage, 'memory.jsonl'), past.join(''));
    models = await startScriptedModels(honest([]));
    const of = (id: string, usd: number): unknown => ({ id, price: { input: usd, output: usd } });
    const endpoint = {
      id: 'scripted',
      name: 'Scripted',
      baseUrl: models.baseUrl,
      models: [of('cheap-8b', 0.05), of('dear-8b', 0.36)],
    };
    const settings = { 'git.enabled': false, 'gavel.endpoints': [endpoint] };
    window = await GavelWindow.launch({ profile, workspace: project.folder, settings });
  });

  afterEach(async function () {
    await window.pictureOfFailure(this.currentTest);
  });

  after(async () => {
    await models.close();
    project.remove();
    await window.close();
  });

  /** Where weights and chances of an auction come from, as the panel says. */
  async function origins(): Promise<string> {
    const panel = await window.auction({ file: 'src/a.js', check: noCheck });
    await panel.locator('[data-action="award"]').waitFor();
    const text = await textOf(panel.locator('body'));
    await window.press('noSale');
    await panel.locator('.end-noSale').waitFor();
    return text;
  }

  async function choose(what: RegExp): Promise<void> {
    await window.workbench.command('Gavel: Fit Scoring Profile');
    await window.workbench.quickPick(what);
  }

  it('learns chances from the memory and shows them beside the built-in ones before they are used', async () => {
    await choose(/Learn the chances/u);
    await window.workbench.message(/did better than the built-in ones/u);
    const lines = window.page.locator('.editor-instance .view-line');
    await lines.filter({ hasText: /it\smay\sbe\sused/u }).waitFor();
    await window.workbench.screenshot('ui-fit-report');
    await window.workbench.button('Use It');
    await window.workbench.message(/next auction uses the fitted chances/u);
  });

  it('the panel names the learned chances, and with them the rule that reckons in chances', async () => {
    const text = await origins();
    assert.match(text, /Chances: learned from your outcomes \(40 tasks\)/u);
    assert.match(text, /By cost minus value/u, 'the other rule is now the paper’s');
    await window.workbench.screenshot('ui-fit-in-force');
  });

  it('goes back to the built-in chances, and on with weights fitted by the min-max program', async () => {
    await choose(/Back to the built-in chances/u);
    await window.workbench.message(/next auction uses the built-in chances/u);
    await choose(/Fit the weights/u);
    await window.workbench.message(/fitted weights did better/u);
    await window.workbench.screenshot('ui-fit-weights');
    await window.workbench.button('Use It');
    await window.workbench.message(/next auction uses the fitted weights/u);
    const text = await origins();
    assert.match(text, /Weights: fitted to your past bids by the paper's min-max program \(40 tasks\)/u);
    assert.match(text, /Chances: built-in/u);
    assert.deepEqual(window.problems(), []);
  });
});
