import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { fitProfile, type FitRequest } from '../../../src/auction/fit/fitProfile';
import { fitInThread } from '../../../src/memory/fitInThread';
import { randomTasks } from '../auction/fit/fitExamples';

function request(tasks: number): FitRequest {
  const scored = randomTasks(tasks, 4, 2);
  const attempt = { priorLogit: 0.5, taskScore: 0, bidScore: 0 };
  return {
    program: 'minMax',
    scored,
    outcomes: scored.map(({ id }, at) => ({
      id,
      attempts: [
        { ...attempt, bidderId: `b${at % 2}`, outcome: at % 3 === 0 ? ('failed' as const) : ('passed' as const) },
      ],
    })),
    bidders: ['b0', 'b1', 'b2', 'b3'].map((bidderId) => ({ bidderId, price: 0.1 })),
    check: { falsePass: 0.1, falseFail: 0.1 },
    atMs: 1,
  };
}

describe('memory/fitInThread', () => {
  let folder: string;
  let program: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gavel-fit-'));
    program = join(folder, 'fitThread.js');
    const options = { bundle: true, platform: 'node', format: 'cjs', outfile: program } as const;
    await build({ ...options, entryPoints: ['src/memory/fitThread.ts'] });
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('gives what the fit gives', async () => {
    const data = request(60);
    assert.deepEqual(await fitInThread(program, data, new AbortController().signal), fitProfile(data));
  });

  it('ends in the middle of a fit', async () => {
    const controller = new AbortController();
    const result = fitInThread(program, request(3000), controller.signal);
    controller.abort();
    assert.equal(await result, undefined);
    assert.equal(await fitInThread(program, request(30), controller.signal), undefined);
  });

  it('rejects when the thread breaks down', async () => {
    const broken = join(folder, 'broken.js');
    await writeFile(broken, 'throw new Error("broken");');
    await assert.rejects(fitInThread(broken, request(30), new AbortController().signal), /broken/u);
    const silent = join(folder, 'silent.js');
    await writeFile(silent, '');
    await assert.rejects(fitInThread(silent, request(30), new AbortController().signal), /ended with code 0/u);
  });
});
