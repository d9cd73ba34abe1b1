import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import type { Run } from '../../bench/replay/method';
import { learningPart } from '../../bench/replay/learning';
import { learningTables } from '../../bench/replay/learningReport';
import { type Auction, auctionsOf, type Settled, type World, workThrough } from '../../bench/replay/person';
import { luckOf } from '../../bench/replay/play';
import { poolOf } from '../../bench/replay/pool';
import { readReplayData } from '../../bench/replay/readBenchmarks';
import { jsonLines } from '../../bench/replay/report';
import { marketOf, runOf } from '../../bench/replay/runs';
import { usualSettings } from '../../bench/replay/settings';
import { poolModels, writeReplayFolder } from './replayFolder';

describe('bench/replay/learning', function () {
  this.timeout(120_000); // whole replays, and other steps run beside them
  const folders: string[] = [];
  const folderOf = (taskCount: number): string => {
    const folder = writeReplayFolder(taskCount);
    folders.push(folder);
    return folder;
  };
  after(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

  const start = (taskCount: number): { world: World; auctions: readonly Auction[] } => {
    const run: Run = runOf(
      marketOf(readReplayData(folderOf(taskCount)), { pool: poolModels.join(), half: 'all' }),
      0,
      5,
    );
    const errors = { falsePass: 0.1, falseFail: 0.1 };
    const auctions = auctionsOf(run, { rho: 0.6, tau: 0.5, selfFavour: 0, sizeFavour: 0, informed: false });
    return { world: { pool: run.pool, errors, luck: luckOf(run, 0.5), fits: new Map() }, auctions };
  };

  /** Small bidders that solve everything, so that learned chances are in force as soon as they may be. */
  const surprising = ({ pool, ...world }: World): World => {
    const resolved = pool.resolved.map((results, model) =>
      results.map((_, task) => (model < 2 || task % 9 === 0 ? 1 : 0)),
    );
    return { ...world, fits: new Map(), pool: { ...pool, resolved } };
  };
  const habits = { valueUsd: 2, reauction: true, learns: true };

  it('sees only the attempts that were made: turning over what was never asked for changes no award', () => {
    const { world, auctions } = start(90);
    const real = surprising(world);
    const settled = workThrough(real, auctions, habits);
    assert.ok(settled.some(({ learned }) => learned));
    const asked = new Set(
      settled.flatMap(({ task, order, asked: count }) => order.slice(0, count).map((model) => `${model}/${task}`)),
    );
    const turn = (results: Uint8Array, model: number): Uint8Array =>
      results.map((result, task) => (asked.has(`${model}/${task}`) ? result : 1 - result));
    const dearer = (costs: Float64Array, model: number): Float64Array =>
      costs.map((usd, task) => (asked.has(`${model}/${task}`) ? usd : 7 * usd));
    const { pool } = real;
    const turned = { ...pool, resolved: pool.resolved.map(turn), costUsd: pool.costUsd.map(dearer) };
    assert.notDeepEqual(turned.resolved, pool.resolved);
    assert.deepEqual(workThrough({ ...real, pool: turned, fits: new Map() }, auctions, habits), settled);
  });

  it('awards as the built-in chances do until 20 tasks have an outcome, and otherwise once learned ones are in force', () => {
    const { world, auctions } = start(90);
    const real = surprising(world);
    const learned = workThrough(real, auctions, habits);
    const untaught = workThrough(real, auctions, { ...habits, learns: false });
    const before = (tasks: readonly Settled[]): readonly Settled[] => tasks.slice(0, 25);
    assert.deepEqual(before(learned), before(untaught));
    assert.ok(learned.every(({ learned: inForce, outcomesBefore }) => !inForce || outcomesBefore >= 20));
    assert.notDeepEqual(learned, untaught);
    const few = auctions.slice(0, 19);
    assert.deepEqual(workThrough(real, few, habits), workThrough(real, few, { ...habits, learns: false }));
  });

  it('gives an award only what came before it: the tasks after it may be anything', () => {
    const { world, auctions } = start(60);
    const real = surprising(world);
    const whole = workThrough(real, auctions, habits);
    assert.deepEqual(workThrough({ ...real, fits: new Map() }, auctions.slice(0, 40), habits), whole.slice(0, 40));
  });

  it('prints lines for both learned methods in the fields of all others, and the course of the sequence', () => {
    const data = folderOf(40);
    const settings = { ...usualSettings, data, pool: poolModels.join(), rhos: [0.3], errorRates: [0.1], seeds: 1 };
    const results = [learningPart(settings, 0.3)];
    const pool = poolOf(readReplayData(data), settings.pool);
    const lines = jsonLines(pool, settings, results).map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual(
      lines.map(({ method }) => method),
      ['gavel-untaught', 'gavel-learned', 'gavel-untaught+reauction', 'gavel-learned+reauction'],
    );
    const fields =
      'pool,method,rho,tau,auc,falsePass,falseFail,passAt1,usdPerTask,shareDearest,aiqMinusZero,ci,usdAtBestSingle';
    assert.deepEqual([...new Set(lines.map((line) => Object.keys(line).join()))], [fields]);
    const [course] = results[0]!.errorRates[0]!.courses;
    const difference = (lines[1]!['aiqMinusZero'] as number) - (lines[0]!['aiqMinusZero'] as number);
    assert.ok(Math.abs(course!.stretches.at(-1)!.difference - difference) < 1e-5);
    const text = learningTables(pool, settings, results).join('\n');
    assert.match(text, /after 40 tasks[^]*`gavel-learned\+reauction`: furthest behind after/u);
  });
});
