import * as vscode from 'vscode';
import type { Anchor } from '../auction/task';
import { noticeText } from '../base/noticeText';
import type { CheckResult } from '../sandbox/check';
import { plainTerminalText } from '../sandbox/terminalText';
import { checkForTest } from '../tasks/checkForTest';
import { pathsNamedIn } from '../tasks/pathsNamedIn';
import { type TestInFolder, testInFolder } from '../tasks/shownTest';
import { failureQuote, logQuote, testDraft } from '../tasks/testDraft';
import { assertCanBegin, auctionDraft } from './auctionDraft';
import { confirmedCheck } from './confirmedCheck';
import { runBeforehand } from './runBeforehand';
import type { Services } from './services';
import { consentTo } from './unconfinedConsent';
import { visibleFiles, workspaceReader } from './workspaceFiles';

/** The way in from a failure message: what the runner said goes with the task, and the test alone is offered as its check. */
export async function auctionFromFailure(services: Services, argument: unknown): Promise<void> {
  services.active.assertFree();
  const found = testInFolder(argument);
  assertCanBegin(services, found.folder);
  const draft = testDraft(
    await withNamed(found, found.shown.failure?.message ?? ''),
    failureQuote(found.shown),
    await suggested(found),
  );
  await auctionDraft(services, { folder: found.folder, draft }, { words: 'ask' });
}

/**
 * The way in from a test: it carries no result, so the check is asked for first and run once, and the end of its log goes
 * with the task.
 */
export async function auctionFromTest(services: Services, argument: unknown): Promise<void> {
  services.active.assertFree();
  const found = testInFolder(argument);
  const { folder, anchors } = found;
  assertCanBegin(services, folder);
  for (let again = false; ; again = true) {
    // Another command is chosen from all that the project has.
    const offer = again ? undefined : await suggested(found);
    const place = { anchors, ...(offer && { suggestedCheck: offer }) };
    const answer = await confirmedCheck(services, folder, place, { again });
    if (answer === 'cancelled') return;
    const { check } = answer;
    // One click for this task: for the run beforehand and for the auction.
    const grant = await consentTo(services, folder, answer);
    const result = check && (await runBeforehand(services, folder, check));
    const next = result === undefined ? 'auction' : await afterRun(result);
    if (next === 'stop') return;
    if (next === 'otherCheck') continue;
    const quoted = check && result ? [logQuote(check, result)] : [];
    const draft = testDraft(await withNamed(found, result?.output ?? ''), quoted);
    await auctionDraft(services, { folder, draft }, { words: 'ask', confirmed: { check, grant } });
    return;
  }
}

/**
 * The places of the test, and behind them the files that its runner names: what VS Code passes to a menu has no stack, but
 * most runners print one.
 */
async function withNamed({ folder, anchors }: TestInFolder, said: string): Promise<readonly Anchor[]> {
  const known = new Set(anchors.map(({ path }) => path));
  const files = (await visibleFiles(folder.uri.fsPath)).filter((path) => !known.has(path));
  return [...anchors, ...pathsNamedIn(plainTerminalText(said.slice(-maxReadCharacters)), files)];
}

function suggested({ folder, test }: TestInFolder): ReturnType<typeof checkForTest> {
  const root = folder.uri.fsPath;
  return visibleFiles(root).then((files) => checkForTest(test, { files, readText: workspaceReader(root) }));
}

/** Ours: the end of a log is where runners sum up. */
const maxReadCharacters = 20_000;

const anyway = 'Auction Anyway';
const other = 'Choose Another Command';

/** A failure is what the task is about; anything else is said first. */
async function afterRun({ verdict, message }: CheckResult): Promise<'auction' | 'otherCheck' | 'stop'> {
  if (verdict === 'failed' || verdict === 'timedOut') return 'auction';
  if (verdict === 'cancelled') return 'stop';
  const passed = verdict === 'passed';
  const picked = passed
    ? await vscode.window.showInformationMessage('The test passes now, so there is nothing to fix.', anyway)
    : await vscode.window.showWarningMessage(noticeText(message), other, anyway);
  if (picked === other) return 'otherCheck';
  return picked === anyway ? 'auction' : 'stop';
}
