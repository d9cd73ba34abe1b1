import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { abilityFor, chancesAt, difficultyGrid } from '../../../src/auction/difficulty';
import { planAttempts, type StoppingProblem } from '../../../src/auction/stoppingRule';
import { seededRandom, shuffled } from '../../../src/base/random';
import { areaUnder, costAt, hullOf } from '../../bench/replay/curves';
import { fitDifficulty } from '../../bench/replay/difficultyFit';
import { stream } from '../../bench/replay/draws';
import type { Market, Run } from '../../bench/replay/method';
import { methodsFor } from '../../bench/replay/methods';
import { luckOf } from '../../bench/replay/play';
import { defaultPool, poolOf } from '../../bench/replay/pool';
import { readReplayData } from '../../bench/replay/readBenchmarks';
import { replayPart } from '../../bench/replay/replayPart';
import { jsonLines, tables } from '../../bench/replay/report';
import { juryAuc, marketOf, runOf } from '../../bench/replay/runs';
import { usualSettings } from '../../bench/replay/settings';
import { drawNoise, type JuryModel, simulateBids } from '../../bench/replay/simulateBids';
import { splitOf } from '../../bench/replay/split';
import { textFeaturesOf } from '../../bench/replay/textFeatures';
import { poolModels, writeReplayFolder } from './replayFolder';

const jury = (rho: number): JuryModel => ({ rho, tau: 0.5, selfFavour: 0, sizeFavour: 0, informed: false });

describe('bench/replay', function () {
  this.timeout(120_000); // whole replays, and other steps run beside them
  const folders: string[] = [];
  const folderOf = (...given: Parameters<typeof writeReplayFolder>): string => {
    const folder = writeReplayFolder(...given);
    folders.push(folder);
    return folder;
  };
  after(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

  it('leaves every bid, score and first award as it was when the results of measured tasks are permuted', () => {
    const pool = poolOf(readReplayData(folderOf(30)), poolModels.join());
    const folds = Uint8Array.from({ length: 30 }, (_, task) => task % 5);
    const measured = [...folds.keys()].filter((task) => folds[task] === 2);
    const permuted = pool.resolved.map((results) => {
      const mixed = results.slice();
      const values = shuffled(
        measured.map((task) => 1 - results[task]!),
        seededRandom(3),
      );
      for (const [place, task] of measured.entries()) mixed[task] = values[place]!;
      return mixed;
    });
    assert.notDeepEqual(permuted, pool.resolved);
    const decide = (resolved: readonly Uint8Array[]): string => {
      const here = { ...pool, resolved };
      const difficulty = fitDifficulty(here.outside, here.taskCount);
      const market: Market = { pool: here, difficulty, textFeatures: () => textFeaturesOf(here.texts) };
      const split = splitOf(here, difficulty, folds, 2);
      const run: Run = { ...market, seed: 0, splits: [split], noise: drawNoise(here, 0) };
      const bids = simulateBids(here, split, run.noise, jury(0.6));
      const awards = methodsFor(here, true)
        .filter(({ id }) => id !== 'oracle' && !id.startsWith('upper bound'))
        .map((method) => {
          const { order, overheadUsd, chance } = method.plan(run, jury(0.6));
          return { id: method.id, order: [...order], overheadUsd: [...overheadUsd], chance: [...chance].map(String) };
        });
      const shown = split.measured.flatMap((task) => poolModels.map((_, model) => bids.bid(task, model)));
      return JSON.stringify([shown, [...bids.scores], awards]);
    };
    assert.equal(decide(permuted), decide(pool.resolved));
  });

  it('gives a jury of noise an AUC of one half, and a better one with more truth in it', () => {
    const market = marketOf(readReplayData(folderOf(300)), { pool: poolModels.join(), half: 'all' });
    const mean = (rho: number): number =>
      [0, 1, 2, 3].reduce((sum, seed) => sum + juryAuc(runOf(market, seed, 5), jury(rho)) / 4, 0);
    assert.ok(Math.abs(mean(0) - 0.5) <= 0.02, String(mean(0)));
    assert.ok(mean(0.5) > mean(0) + 0.05);
    assert.ok(mean(1) > mean(0.5) + 0.05);
  });

  it('takes any folder of the same columns: no cost, no texts, other names', () => {
    const data = readReplayData(folderOf(40, { costs: false, texts: false }));
    const pool = poolOf(data, poolModels.join());
    assert.equal(pool.costBasis, 'list price times equal tokens');
    assert.deepEqual(
      pool.costUsd.map((costs) => costs[0]! > 0 && new Set(costs).size === 1),
      [true, true, true, true],
    );
    assert.ok(pool.costUsd[0]![0]! < pool.costUsd[3]![0]!);
    assert.equal(defaultPool(data).split(',').length, 4);
    assert.throws(() => poolOf(data, 'nobody'), /No benchmark of the folder has all of nobody/u);
  });

  it('takes part of a name for the only model that has it', () => {
    const data = readReplayData(folderOf(20));
    assert.deepEqual(poolOf(data, 'tiny, 8b').models, ['tiny-4b', 'small-8b']);
    assert.throws(() => poolOf(data, 'tiny,mall-8b'), /No benchmark of the folder has all of tiny, mall-8b/u);
    const twice = readReplayData(folderOf(20));
    for (const { outcomes } of twice.benchmarks) {
      (outcomes as Map<string, unknown>).set('tiny-1b', outcomes.get('tiny-4b'));
    }
    assert.throws(() => poolOf(twice, 'tiny,small-8b'), /short for several/u);
  });

  it('plays folders without costs and texts, pools of two and of five, and ids and results under other names', () => {
    const variants = [
      { folder: folderOf(20, { costs: false, texts: false }), pool: poolModels.join() },
      { folder: folderOf(20), pool: poolModels.slice(1, 3).join() },
      {
        folder: folderOf(20, { idColumn: 'query_id', resultColumn: 'score' }),
        pool: [...poolModels, 'other-7b'].join(),
      },
    ];
    for (const { folder, pool: wanted } of variants) {
      const settings = { ...usualSettings, data: folder, pool: wanted, rhos: [0.3], errorRates: [0.1], seeds: 1 };
      const results = [replayPart(settings, { kind: 'bids', rho: 0.3 }), replayPart(settings, { kind: 'withoutBids' })];
      const pool = poolOf(readReplayData(folder), wanted);
      assert.equal(pool.models.length, wanted.split(',').length);
      for (const line of jsonLines(pool, settings, results)) {
        const { usdAtBestSingle, ...figures } = JSON.parse(line) as Record<string, unknown>;
        assert.ok(usdAtBestSingle === null || typeof usdAtBestSingle === 'number');
        assert.ok(!Object.values(figures).includes(null), line);
      }
    }
  });

  it('takes a rerun for anything between the recorded result again and a fresh draw', () => {
    const market = marketOf(readReplayData(folderOf(60)), { pool: poolModels.join(), half: 'all' });
    const chances = (rerunLuck: number): Float64Array => luckOf({ ...market, seed: 0 }, rerunLuck).rerunChance[0]!;
    const recorded = market.pool.resolved[0]!;
    assert.deepEqual([...chances(0)], [...recorded]);
    assert.ok(chances(1).every((chance) => chance > 0 && chance < 1));
    assert.ok(chances(0.5).every((chance, task) => Math.abs(chance - recorded[task]!) < 0.5));
  });

  it('prints a line for each method and setting with the promised fields, and tables of the same', () => {
    const data = folderOf(40);
    const settings = { ...usualSettings, data, pool: poolModels.join(), rhos: [0.3], errorRates: [0.1], seeds: 1 };
    const results = [
      ...settings.rhos.map((rho) => replayPart(settings, { kind: 'bids', rho })),
      replayPart(settings, { kind: 'withoutBids' }),
    ];
    const pool = poolOf(readReplayData(data), settings.pool);
    const lines = jsonLines(pool, settings, results).map((line) => JSON.parse(line) as Record<string, unknown>);
    const fields =
      'pool,method,rho,tau,auc,falsePass,falseFail,passAt1,usdPerTask,shareDearest,aiqMinusZero,ci,usdAtBestSingle';
    assert.deepEqual([...new Set(lines.map((line) => Object.keys(line).join()))], [fields]);
    const methods = lines.filter(({ rho }) => rho === 0.3).map(({ method }) => method);
    const expected =
      'random zero knn-wtp carrot-knn clusters logistic cascade knn+reauction rerun-best sale sale+reauction gavel gavel+reauction gavel-nobids+reauction oracle';
    assert.deepEqual(
      new Set(methods),
      new Set([...poolModels.map((model) => `single:${model}`), ...expected.split(' ')]),
    );
    const best = lines.find(({ method }) => method === 'single:large-32b')!;
    const solved = pool.resolved[3]!.reduce((sum, result) => sum + result, 0) / 40;
    assert.ok(Math.abs((best['passAt1'] as number) - solved) < 1e-6);
    assert.equal(lines.find(({ method }) => method === 'zero')!['aiqMinusZero'], 0);
    assert.ok(tables(pool, settings, results).some((line) => line.startsWith('| gavel+reauction |')));
  });

  it('may follow a whole plan of the stopping rule: asked again after each failure it says the same', () => {
    const random = stream(1, 1);
    for (let round = 0; round < 50; round += 1) {
      const contenders = ['a', 'b', 'c', 'd'].map((bidderId) => ({
        bidderId,
        costUsd: random.next(),
        chances: chancesAt(abilityFor(random.next())),
      }));
      const valueUsd = 8 * random.next();
      const money = { valueUsd, badWorkUsd: valueUsd / 2, falsePass: 0.1, falseFail: 0.1 };
      const problem: StoppingProblem = {
        weights: difficultyGrid.weights,
        contenders,
        failed: [],
        ...money,
        attemptsLeft: 3,
      };
      const [first, ...planned] = planAttempts(problem).attempts;
      if (first === undefined) continue;
      const again = planAttempts({
        ...problem,
        contenders: contenders.filter(({ bidderId }) => bidderId !== first.bidderId),
        failed: contenders.filter(({ bidderId }) => bidderId === first.bidderId).map(({ chances }) => chances),
        attemptsLeft: 2,
      });
      assert.deepEqual(
        again.attempts.map(({ bidderId }) => bidderId),
        planned.map(({ bidderId }) => bidderId),
      );
    }
  });
});

describe('bench/replay/curves', () => {
  const range = { anchor: { costUsd: 1, solved: 0.4 }, toUsd: 3 };

  it('measures the area under the concave hull from the cheapest model to the dearest', () => {
    const hull = hullOf(
      [
        { costUsd: 3, solved: 0.8 },
        { costUsd: 2, solved: 0.5 },
      ],
      range,
    );
    assert.deepEqual(hull, [range.anchor, { costUsd: 3, solved: 0.8 }]);
    assert.ok(Math.abs(areaUnder(hull, range) - 0.6) < 1e-12);
  });

  it('stays flat after its last point, and a worse or dearer point changes nothing', () => {
    const hull = hullOf(
      [
        { costUsd: 2, solved: 0.6 },
        { costUsd: 2.5, solved: 0.55 },
      ],
      range,
    );
    assert.ok(Math.abs(areaUnder(hull, range) - 0.55) < 1e-12);
    assert.ok(Math.abs(areaUnder(hullOf([{ costUsd: 9, solved: 0.1 }], range), range) - 0.4) < 1e-12);
  });

  it('finds the least cost of a share solved on the hull, if it is reached', () => {
    const hull = hullOf([{ costUsd: 3, solved: 0.8 }], range);
    assert.equal(costAt(hull, 0.6)?.toFixed(6), '2.000000');
    assert.equal(costAt(hull, 0.9), undefined);
  });
});
