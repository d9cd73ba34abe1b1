import { parseArgs } from 'node:util';
import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { type Learning, learningPart } from './learning';
import { learningTables } from './learningReport';
import { defaultPool, poolOf, type TaskHalf } from './pool';
import { readReplayData } from './readBenchmarks';
import { replayPart, type PartResult } from './replayPart';
import { jsonLines, tables } from './report';
import { tune } from './tune';
import { type Part, type ReplaySettings, learningSettings, usualSettings } from './settings';

interface Job {
  readonly settings: ReplaySettings;
  readonly part: Part;
}

/** Replays recorded outcomes; the folder is only ever named on the command line. */
async function main(): Promise<void> {
  const { settings, json, tuning, learning } = readArguments();
  if (tuning) {
    for (const line of tune(readReplayData(settings.data))) console.log(line);
    return;
  }
  const startMs = performance.now();
  const pool = poolOf(readReplayData(settings.data), settings.pool, settings.half);
  const results = await runAll(partsOf(settings, learning).map((part) => ({ settings, part })));
  const shown = learning ? learningTables(pool, settings, results.filter(isLearning)) : tables(pool, settings, results);
  for (const line of json ? jsonLines(pool, settings, results) : shown) console.log(line);
  const { user, system } = process.cpuUsage();
  const took = `${((performance.now() - startMs) / 1000).toFixed(1)} s, ${((user + system) / 1e6).toFixed(1)} s of processor time`;
  console.error(`replayed ${pool.taskCount} tasks in ${took}`);
}

function partsOf({ rhos }: ReplaySettings, learning: boolean): readonly Part[] {
  if (learning) return rhos.map((rho) => ({ kind: 'learning', rho }));
  return [...rhos.map((rho): Part => ({ kind: 'bids', rho })), { kind: 'withoutBids' }];
}

interface Arguments {
  readonly settings: ReplaySettings;
  readonly json: boolean;
  readonly tuning: boolean;
  readonly learning: boolean;
}

function readArguments(): Arguments {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      pool: { type: 'string' },
      tasks: { type: 'string' },
      rho: { type: 'string' },
      errors: { type: 'string' },
      tau: { type: 'string' },
      'self-favour': { type: 'string' },
      'size-favour': { type: 'string' },
      seeds: { type: 'string' },
      value: { type: 'string' },
      'later-cost': { type: 'string' },
      'rerun-luck': { type: 'string' },
      extras: { type: 'boolean' },
      json: { type: 'boolean' },
      learn: { type: 'boolean' },
      tune: { type: 'boolean' },
    },
  });
  if (values.data === undefined)
    throw new Error(
      'Say where the recorded outcomes are: npm run bench:replay -- --data <folder>. With --learn only the methods that learn from their own awards are replayed, which is dear and not part of the usual run.',
    );
  const list = (text: string | undefined, usual: readonly number[]): readonly number[] =>
    text === undefined ? usual : text.split(',').map(Number);
  const figure = (text: string | undefined, usual: number): number => (text === undefined ? usual : Number(text));
  const learning = values.learn ?? false;
  const usual = learning ? { ...usualSettings, ...learningSettings } : usualSettings;
  const settings: ReplaySettings = {
    data: values.data,
    pool: values.pool ?? defaultPool(readReplayData(values.data)),
    half: halfOf(values.tasks),
    rhos: list(values.rho, usual.rhos),
    errorRates: list(values.errors, usual.errorRates),
    tau: figure(values.tau, usualSettings.tau),
    selfFavour: figure(values['self-favour'], usualSettings.selfFavour),
    sizeFavour: figure(values['size-favour'], usualSettings.sizeFavour),
    seeds: figure(values.seeds, usual.seeds),
    folds: usualSettings.folds,
    valueUsd: figure(values.value, usualSettings.valueUsd),
    laterCost: figure(values['later-cost'], usualSettings.laterCost),
    rerunLuck: figure(values['rerun-luck'], usualSettings.rerunLuck),
    extras: values.extras ?? usualSettings.extras,
  };
  return { settings, json: values.json ?? false, tuning: values.tune ?? false, learning };
}

function halfOf(text = 'all'): TaskHalf {
  if (text === 'all' || text === 'tuning' || text === 'measuring') return text;
  throw new Error(`--tasks is all, tuning or measuring, not ${text}.`);
}

/** Each job in a thread of its own, as many at once as there are processors; results in the order of the jobs. */
async function runAll(jobs: readonly Job[]): Promise<readonly PartResult[]> {
  const results = new Array<PartResult>(jobs.length);
  const waiting = [...jobs.entries()];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [at, job] = next;
      results[at] = await inThread(job);
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), jobs.length) }, work));
  return results;
}

function isLearning(result: PartResult): result is Learning {
  return result.part.kind === 'learning';
}

function inThread(job: Job): Promise<PartResult> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(__filename, { workerData: job });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

if (isMainThread) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
} else {
  const { settings, part } = workerData as Job;
  parentPort?.postMessage(part.kind === 'learning' ? learningPart(settings, part.rho) : replayPart(settings, part));
}
