import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { practiceEndpoint } from '../../../src/practice/practiceEndpoint';
import { type PracticeServer, startPracticeServer } from '../../../src/practice/practiceServer';
import { RunBench } from './runBench';

/** Tasks after the warm-up: 20 here, 1,000 where there is time. */
const tasks = Number(process.env['GAVEL_SOAK_TASKS'] ?? 20);
const warmUp = 8;

/** One task leaves a ledger line, a memory record with four plans, and their places in indexes. */
const maxHeapPerTask = 150_000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

describe('run, many tasks one after the other', function () {
  this.timeout(30_000 + 3000 * tasks);
  let bench: RunBench;
  let server: PracticeServer;
  beforeEach(async () => {
    bench = await RunBench.create();
    server = await startPracticeServer({ paceMs: 0 });
  });
  afterEach(async () => {
    await server.close();
    await bench.remove();
  });

  it(`case 130: ${tasks} tasks leave no handle, listener, timer or file behind, and the heap does not climb`, async () => {
    const play = async (count: number): Promise<void> => {
      for (let task = 0; task < count; task += 1) {
        const endpoints = [practiceEndpoint(server.baseUrl)];
        const run = await bench.start('focusTime', 'formatFocusTime', { endpoints });
        await bench.reached(run, 'judged');
        run.noSale();
        assert.equal((await run.finished).end?.state, 'noSale');
      }
    };
    await play(warmUp);
    const before = await standing();
    await play(tasks);
    const after = await standing();
    assert.deepEqual(after.files, before.files);
    assert.deepEqual(await bench.sandboxesLeft(), []);
    assert.ok(after.handles <= before.handles + 4, `${before.handles} handles became ${after.handles}`);
    assert.equal(after.listeners, before.listeners);
    const slope = (after.heapBytes - before.heapBytes) / tasks;
    assert.ok(slope < maxHeapPerTask, `${Math.round(slope)} bytes a task`);
  });

  interface Standing {
    readonly files: readonly string[];
    readonly handles: number;
    readonly listeners: number;
    readonly heapBytes: number;
  }

  async function standing(): Promise<Standing> {
    collect();
    return {
      files: (await readdir(join(bench.workspace, '..'), { recursive: true }))
        .filter((path) => !path.includes('.git/'))
        .sort(),
      // Sockets that are kept alive come and go; timers and files must not stay.
      handles: process.getActiveResourcesInfo().filter((kind) => kind !== 'TCPSocketWrap').length,
      listeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
      heapBytes: process.memoryUsage().heapUsed,
    };
  }
});
