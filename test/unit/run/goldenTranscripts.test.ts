import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunState } from '../../../src/run/runState';
import { RunBench } from './runBench';
import { sharedPart, transcriptOf } from './transcript';

const golden = join(__dirname, '../../golden');

/** Set to write the transcripts anew; `git diff` then shows what changed in the market. */
const rewriting = process.env['GAVEL_WRITE_GOLDEN'] === '1';

describe('run, golden transcripts of whole auctions', function () {
  this.timeout(90_000);
  let bench: RunBench;
  beforeEach(async () => {
    bench = await RunBench.create();
  });
  afterEach(async () => {
    await bench.remove();
  });

  it('without a memory: won outright', async () => {
    await holds('withoutMemory', await bench.playToAccept('labelRow', 'readLabelRow'));
  });

  it('with a memory: won by refinement', async () => {
    await bench.playToAccept('focusTime', 'formatFocusTime');
    await holds('withMemory', await bench.playToAccept('labelRow', 'readLabelRow'));
  });

  it('a failed check, and the work goes on to the next bid', async () => {
    await holds('failedCheck', await bench.playToAccept('printQueue', 'runPrintQueue'));
  });

  it('two of four invited', async () => {
    const run = await bench.start('focusTime', 'formatFocusTime', { invite: 'cheapest', taskValueUsd: 0 });
    await bench.reached(run, 'judged');
    run.noSale();
    await holds('cheapestInvited', await run.finished);
  });

  async function holds(name: string, state: RunState): Promise<void> {
    const shared = bench.calls.filter(({ request }) => request.purpose !== 'execute').map(sharedPart);
    assert.equal(new Set(shared).size, 1, 'all prompts of an auction begin with the same bytes');
    const text = `${transcriptOf(state, bench.calls)}\n`;
    const file = join(golden, `${name}.txt`);
    if (rewriting) {
      await mkdir(golden, { recursive: true });
      await writeFile(file, text);
    }
    assert.equal(text, await readFile(file, 'utf8'), `${name} has changed; see test/golden/README.md`);
  }
});
