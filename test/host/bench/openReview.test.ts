import * as vscode from 'vscode';
import { diffSides } from '../../../src/views/proposedDocuments';
import { fileUri, setUserSetting } from '../support/gavel';
import { HostAuction } from '../support/hostAuction';
import { create, scriptedEndpoint, startScriptedMarket } from '../support/scriptedMarket';

const fileCount = 200;
const rounds = 5;

/** No test: measures, and prints one line that the bench `review` reads. */
describe('bench/openReview', function () {
  this.timeout(600_000);

  it('opens a proposal of 200 files, beside VS Code’s own multi-diff of all of them', async () => {
    const names = Array.from({ length: fileCount }, (_, index) => `src/many/file${index}.js`);
    const content = Array.from({ length: 120 }, (_, line) => `export const value${line} = ${line};\n`).join('');
    const turns = Array.from({ length: fileCount / 25 }, (_, turn) =>
      names.slice(25 * turn, 25 * (turn + 1)).map((name) => create(name, content)),
    );
    const server = await startScriptedMarket(turns);
    await setUserSetting('endpoints', [scriptedEndpoint(server.baseUrl)]);
    const check = ['node', '--version'];
    const auction = await HostAuction.proposed({ text: 'Make many files.', check, award: 'review' });
    const { changes } = await auction.happened('attemptClosed');
    if (changes.length !== fileCount) throw new Error(`The proposal has ${changes.length} files.`);
    const { runId } = await auction.happened('runStarted');
    const resources = names.map((name) => {
      const { base, proposed } = diffSides(runId, name);
      return [fileUri(name), base, proposed];
    });
    const measured: { openMs: number; allMs: number }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const openMs = await timed(() => vscode.commands.executeCommand('gavel.reviewChanges'));
      const allMs = await timed(() => vscode.commands.executeCommand('vscode.changes', `Round ${round}`, resources));
      measured.push({ openMs, allMs });
    }
    console.log(`BENCH ${JSON.stringify(measured)}`);
    await vscode.commands.executeCommand('gavel.rejectAll');
    await auction.result;
    await server.close();
  });
});

/** Until the editor is there and the window has answered a question that it got after it. */
async function timed(open: () => Thenable<unknown>): Promise<number> {
  const startMs = performance.now();
  await open();
  await vscode.commands.getCommands(true);
  const tookMs = performance.now() - startMs;
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  return tookMs;
}
