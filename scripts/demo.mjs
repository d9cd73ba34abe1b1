/**
 * npm run demo: a person's first half hour with Gavel, clicked through in a real VS Code.
 *
 *   npm run demo              installs what is missing, plays the three practice tasks, saves screenshots/
 *   npm run demo -- --open    opens the practice workspace in a window and leaves it to you
 *
 * The bidders are scripted and labelled so; everything else is the product. The last line is JSON.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { productVersion } from '../test/host/offline/locate.mjs';
import { runCommand } from './command.mjs';
import { ensureDebianPackages, ensureNodeModules, ensureOfflineVsCode, runScript } from './setup.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const screenshots = path.join(root, 'screenshots');

/** The practice tasks, easiest first: the function to select, and the file it is in. */
const tasks = [
  { name: 'easy', file: 'focusTime', functionName: 'formatFocusTime' },
  { name: 'medium', file: 'labelRow', functionName: 'readLabelRow' },
  { name: 'hard', file: 'printQueue', functionName: 'runPrintQueue' },
];

async function prepare() {
  await ensureNodeModules();
  await ensureDebianPackages();
  await ensureOfflineVsCode();
  const build = await runCommand([process.execPath, 'esbuild.js', '--production'], { cwd: root, echo: true });
  if (build.code !== 0) throw new Error('The build failed.');
}

async function launch(profile, options = {}) {
  const { Workbench } = await import('../test/ui/workbench.mjs'); // needs the packages that `prepare` installs
  return Workbench.launch({
    extension: { dev: root },
    profile,
    screenshots,
    trust: 'off',
    width: 1500,
    height: 1000,
    ...options,
  });
}

/** Start Practice Market opens the sample folder, which reloads the window. */
async function openPracticeMarket(workbench, profile) {
  await workbench.command('Gavel: Start Practice Market');
  await workbench.page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'package.json' }).waitFor();
  workbench.workspace = practiceFolder(profile);
  await workbench.theme('Dark Modern');
  await workbench.sideBarWidth(420);
}

/** Where the extension put the sample workspace. */
function practiceFolder(profile) {
  return path.join(profile, 'data/User/globalStorage/gavel.gavel/practice/tidy-desk');
}

/** The suggested wording of the task stands; Enter takes it. */
async function acceptSuggestion({ page }) {
  await page.locator('.quick-input-widget:visible', { hasText: 'what should be done' }).waitFor();
  await page.keyboard.press('Enter');
}

/** One task from selection to accept. Returns what a person saw. */
async function play(workbench, { name, file, functionName }) {
  const shot = (what) => workbench.screenshot(`${name}-${what}`);
  await workbench.openFile(`src/${file}.js`);
  await workbench.selectFunction(functionName);
  if (name === 'easy') await pictureOfPalette(workbench, shot);
  await workbench.command('Gavel: Auction This Task');
  await acceptSuggestion(workbench);
  await workbench.quickPick(/node --test/u);
  const panel = await workbench.panel('Bids');
  const award = panel.locator('[data-action="award"]');
  await award.waitFor();
  await shot('bids');
  const bids = await readCards(panel);
  const refined = (await panel.locator('details.refined > summary').allInnerTexts()).join('; ');
  const why = await panel.locator('.award .why').innerText();
  await award.click();
  await panel.locator('[data-action="acceptAll"]').waitFor();
  await shot('award');
  await workbench.waitForTerminal(/exit code/u);
  await shot('terminal');
  await panel.locator('[data-action="reviewChanges"]').click();
  await workbench.page.locator('.monaco-diff-editor .editor.modified .view-line').first().waitFor();
  await shot('diff');
  await panel.locator('[data-action="acceptAll"]').click();
  await panel.locator('.end-accepted').waitFor();
  await shot('accepted');
  if (name === 'medium') await pictureInLight(workbench);
  return { bids, why, refined };
}

async function pictureOfPalette(workbench, shot) {
  await workbench.page.keyboard.press('F1');
  await workbench.page.locator('.quick-input-widget input.input').fill('>Gavel');
  await workbench.page
    .locator('.quick-input-list .monaco-list-row', { hasText: 'Auction This Task' })
    .first()
    .waitFor();
  await shot('palette');
  await workbench.page.keyboard.press('Escape');
}

/** The same place in a light theme, and back. */
async function pictureInLight(workbench) {
  await workbench.theme('Light Modern');
  await workbench.screenshot('light');
  await workbench.theme('Dark Modern');
}

/** What the cards say, in rank order. */
async function readCards(panel) {
  const cards = [];
  for (const card of await panel.locator('.card').all()) {
    const text = (await card.innerText()).replace(/\s+/gu, ' ').trim();
    cards.push({ name: await card.locator('h3').innerText(), text });
  }
  return cards;
}

function readLedger(profile) {
  const found = fs
    .readdirSync(profile, { recursive: true, encoding: 'utf8' })
    .find((name) => name.endsWith('ledger.jsonl'));
  if (found === undefined) throw new Error('No ledger was written.');
  const text = fs.readFileSync(path.join(profile, found), 'utf8');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

/** Runs the task's tests on the accepted workspace itself, outside Gavel: the one word that counts. */
function testsOf(folder, file) {
  const { status } = spawnSync(process.execPath, ['--test', `test/${file}.test.js`], { cwd: folder });
  return status;
}

function tell({ name }, seen, entry) {
  const shortName = (bidderId) => bidderId.split('/').at(-1);
  console.log(`\n${name}: ${entry.title}`);
  for (const bid of entry.bids) {
    const won = bid.bidderId === entry.awardedTo ? '  <- awarded' : '';
    const numbers = `cost ${bid.cost.toFixed(3)}  value ${bid.value.toFixed(3)}  z ${bid.z.toFixed(3)}  jury ${bid.meanScore.toFixed(2)}`;
    console.log(`  ${shortName(bid.bidderId).padEnd(10)} ${numbers}${won}`);
  }
  console.log(`  why: ${seen.why}`);
  if (seen.refined !== '') console.log(`  second round: ${seen.refined}`);
  for (const attempt of entry.attempts) {
    console.log(`  work by ${shortName(attempt.bidderId)}: check ${attempt.verdict}, $${attempt.costUsd.toFixed(6)}`);
  }
  const { bidUsd, juryUsd, refineUsd, executeUsd } = entry.costs;
  console.log(
    `  spent $${(bidUsd + juryUsd + refineUsd + executeUsd).toFixed(6)}: bids ${bidUsd.toFixed(6)}, jury ${juryUsd.toFixed(6)}, refining ${refineUsd.toFixed(6)}, work ${executeUsd.toFixed(6)}`,
  );
}

async function demo() {
  await prepare();
  fs.rmSync(screenshots, { recursive: true, force: true });
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'gavel-demo-'));
  const workbench = await launch(profile);
  try {
    await openPracticeMarket(workbench, profile);
    console.log('A real VS Code, the practice market (scripted, no AI), three tasks.');
    const results = [];
    for (const task of tasks) {
      const seen = await play(workbench, task);
      const entries = readLedger(profile);
      const entry = entries.at(-1);
      tell(task, seen, entry);
      const { bidUsd, juryUsd, refineUsd, executeUsd } = entry.costs;
      results.push({
        task: task.name,
        bids: seen.bids.length,
        winner: entry.attempts.at(-1).bidderId.split('/').at(-1),
        attempts: entry.attempts.length,
        checkExitCode: testsOf(practiceFolder(profile), task.file),
        filesChanged: entry.filesAccepted,
        accepted: entry.end === 'accepted',
        costUsd: Number((bidUsd + juryUsd + refineUsd + executeUsd).toFixed(8)),
      });
    }
    await workbench.command('Gavel: Show Ledger');
    await workbench.page.locator('.editor-instance .view-line', { hasText: /Gavel\sledger/u }).waitFor();
    await workbench.screenshot('ledger');
    console.log(`\nscreenshots: ${path.relative(process.cwd(), screenshots) || '.'}/`);
    console.log(JSON.stringify({ vscode: productVersion().version, tasks: results }));
    if (results.some(({ accepted, checkExitCode }) => !accepted || checkExitCode !== 0)) process.exitCode = 1;
  } catch (error) {
    await workbench.screenshot('failure').catch(() => undefined);
    throw error;
  } finally {
    await workbench.close();
    fs.rmSync(profile, { recursive: true, force: true });
  }
}

/** The same window for a person; it stays until it is closed. */
async function open() {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    throw new Error('There is no display to open a window on. Run this on a desktop, or under xvfb-run.');
  }
  await prepare();
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'gavel-demo-'));
  const workbench = await launch(profile, { headed: true });
  await openPracticeMarket(workbench, profile);
  console.log('Select a function under src/ and run "Gavel: Auction This Task" (F1). Close the window to end.');
  await workbench.closed();
  await workbench.close();
  fs.rmSync(profile, { recursive: true, force: true });
}

await runScript(process.argv.includes('--open') ? open : demo);
