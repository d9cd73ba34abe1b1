import { difficultyGridOf } from '../../../src/auction/difficulty';
import { areaUnder, type CurvePoint, hullOf, rangeOf } from './curves';
import { builtInBidWeights } from '../../../src/auction/bidWeights';
import { builtInModel } from '../../../src/auction/rules/stoppingProblem';
import { gavel } from './gavelMethods';
import type { Method, Run } from './method';
import { valueCount, valueMultiples } from './plans';
import { emptyTally, type Luck, luckOf, play, type Tally } from './play';
import type { ReplayData } from './readBenchmarks';
import { marketOf, runOf } from './runs';
import { sale } from './saleMethods';
import { single } from './staticMethods';
import { profileOf } from './tunedProfiles';

/** Seeds that no measurement uses. */
const firstSeed = 1000;
const runCount = 3;
const errorRates = [0, 0.1, 0.2];
const rhos = [0, 0.1, 0.3, 0.6];

const tuned = { id: 'tuned', reauction: true, record: 'all', weights: 'learned' } as const;

interface Bench {
  readonly runs: readonly { readonly run: Run; readonly luck: Luck }[];
  readonly singles: readonly CurvePoint[];
}

/** The grids that the built-in constants were chosen from: pool A on its half of the repositories, and nothing else. */
export function tune(data: ReplayData): readonly string[] {
  const market = marketOf(data, { pool: 'A', half: 'tuning' });
  const runs = Array.from({ length: runCount }, (_, at) => {
    const run = runOf(market, firstSeed + at, 5);
    return { run, luck: luckOf(run, 0.5) };
  });
  const singles = market.pool.models.map((name, model) => {
    return pointsOf(tallyOf({ runs: runs.slice(0, 1), singles: [] }, single(model, name), 0, 0))[0]!;
  });
  const bench = { runs, singles };
  return [
    `Tuning on ${market.pool.name}, ${market.pool.taskCount} tasks; mean anchored area minus zero, in points, over check errors ${errorRates.join(', ')}`,
    ...spreads(bench),
    ...variants(bench),
    ...slopes(bench),
    ...weights(bench),
  ];
}

function spreads(bench: Bench): readonly string[] {
  const lines = [1, 2, 3, 4, 5].map((spread) => {
    const model = { ...builtInModel, grid: difficultyGridOf(spread) };
    const method = gavel({ ...tuned, invite: 'nobody', model });
    return `| ${spread} | ${meanArea(bench, method, 0)} |`;
  });
  return ['', '| spread of difficulty, logits | without bids |', '| --- | --- |', ...lines];
}

/** What the rule takes from the past and whom it asks. */
function variants(bench: Bench): readonly string[] {
  const chosen = [
    { invite: 'worthwhile' },
    { invite: 'worthwhile', record: 'similar' },
    { invite: 'cheapest' },
    { invite: 'cheapest', weights: 'builtIn' },
    { invite: 'all' },
    { invite: 'all', weights: 'builtIn' },
    { invite: 'nobody' },
    { invite: 'nobody', record: 'similar' },
  ] as const;
  const lines = chosen.map((variant) => {
    const { invite, record, weights } = { ...tuned, ...variant };
    const areas = rhos.map((rho) => meanArea(bench, gavel({ ...tuned, ...variant }), rho));
    return `| ${invite} | ${record} | ${weights} | ${areas.join(' | ')} |`;
  });
  const titles = rhos.map((rho) => `rho ${rho}`).join(' | ');
  return [
    '',
    `| who is asked | record | trust in bids | ${titles} |`,
    `|${' --- |'.repeat(3 + rhos.length)}`,
    ...lines,
  ];
}

function slopes(bench: Bench): readonly string[] {
  const grid = [0, 0.4, 0.8, 1.2].flatMap((taskSlope) => [0, 0.1, 0.3].map((bidSlope) => ({ taskSlope, bidSlope })));
  const lines = grid.map((chosen) => {
    const chance = { ...builtInBidWeights.chance, taskScore: chosen.taskSlope, bidScore: chosen.bidSlope };
    const model = { ...builtInModel, weights: { ...builtInBidWeights, chance } };
    const method = gavel({ ...tuned, invite: 'cheapest', weights: 'builtIn', model });
    const areas = rhos.map((rho) => meanArea(bench, method, rho));
    return `| ${chosen.taskSlope} | ${chosen.bidSlope} | ${areas.join(' | ')} |`;
  });
  const titles = rhos.map((rho) => `rho ${rho}`).join(' | ');
  return ['', `| slope on M | slope on m - M | ${titles} |`, `|${' --- |'.repeat(2 + rhos.length)}`, ...lines];
}

/** For each value of the task the weights of SALE with the highest net value, at rho 0.3. */
function weights(bench: Bench): readonly string[] {
  const grid = [0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9].flatMap((cost) =>
    [0, 0.1].map((entropy) => [cost, entropy] as const),
  );
  const best = Array.from({ length: valueCount }, () => ({ netUsd: -Infinity, pair: grid[0]! }));
  for (const pair of grid) {
    const profiles = Array.from({ length: valueCount }, () => profileOf(...pair));
    const tally = tallyOf(bench, sale({ id: 'tuned', reauction: false, profiles }), 0.3, 0);
    for (const [place, netUsd] of netValues(bench, tally).entries()) {
      if (netUsd > best[place]!.netUsd) best[place] = { netUsd, pair };
    }
  }
  const lines = best.map(({ pair, netUsd }, place) => {
    const label = valueMultiples[place] ?? `USD table ${place - valueMultiples.length + 1}`;
    return `| ${label} | ${pair.join(' | ')} | ${netUsd.toFixed(3)} |`;
  });
  return [
    '',
    '| task value / mean cost | cost weight | entropy weight | net USD |',
    '| --- | --- | --- | --- |',
    ...lines,
  ];
}

/** Accepted good work at its value, bad work at half of it lost, minus cost. */
function netValues({ runs }: Bench, tally: Tally): readonly number[] {
  const { splits, pool } = runs[0]!.run;
  const scaleUsd = splits[0]!.scaleUsd;
  const values = [...valueMultiples.map((multiple) => multiple * scaleUsd), 0.5, 1, 2, 5];
  return values.map((value, place) => {
    const part = (figures: Float64Array): number => sumAt(figures, place, pool.taskCount);
    return (
      (value * part(tally.acceptedGood) - (value / 2) * part(tally.acceptedBad) - part(tally.costUsd)) / pool.taskCount
    );
  });
}

function meanArea(bench: Bench, method: Method, rho: number): string {
  const range = rangeOf(bench.singles);
  const zero = areaUnder(hullOf(bench.singles, range), range);
  const areas = errorRates.map((rate) => areaUnder(hullOf(pointsOf(tallyOf(bench, method, rho, rate)), range), range));
  return ((100 * areas.reduce((sum, area) => sum + area - zero, 0)) / areas.length).toFixed(2);
}

function tallyOf({ runs }: Bench, method: Method, rho: number, rate: number): Tally {
  const tally = emptyTally(runs[0]!.run.pool.taskCount);
  const jury = { rho, tau: 0.5, selfFavour: 0, sizeFavour: 0, informed: false };
  const errors = { falsePass: rate, falseFail: rate };
  for (const { run, luck } of runs) {
    play({ run, luck, errors, laterCost: 1 }, method, method.plan(run, jury), tally, 1 / runs.length);
  }
  return tally;
}

function pointsOf({ costUsd, solved }: Tally): CurvePoint[] {
  const count = costUsd.length / valueCount;
  return Array.from({ length: valueCount }, (_, place) => ({
    costUsd: sumAt(costUsd, place, count) / count,
    solved: sumAt(solved, place, count) / count,
  }));
}

function sumAt(figures: Float64Array, place: number, taskCount: number): number {
  return figures.subarray(place * taskCount, (place + 1) * taskCount).reduce((sum, figure) => sum + figure, 0);
}
