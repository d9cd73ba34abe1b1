import { areaUnder, type CurvePoint, hullOf, rangeOf } from './curves';
import type { Run } from './method';
import { emptyPlans, type Plans, putPlan, taskValues, valueCount } from './plans';
import { panelUsd, everybody } from './panels';
import { emptyTally, luckOf, play, type Tally } from './play';
import { auctionsOf, type Settled, type World, workThrough } from './person';
import { readReplayData } from './readBenchmarks';
import { juryAuc, marketOf, runOf } from './runs';
import type { PartResult } from './replayPart';
import type { Part, ReplaySettings } from './settings';
import type { JuryModel } from './simulateBids';
import { single } from './staticMethods';
import { drawSamples, intervalOf, type Samples, summarise, yardstickOf } from './summary';

/** Learned chances beside the built-in ones, all else equal: the same orders, bids, costs learned, and luck. */
const variants = [
  { id: 'gavel-untaught', reauction: false, learns: false },
  { id: 'gavel-learned', reauction: false, learns: true },
  { id: 'gavel-untaught+reauction', reauction: true, learns: false },
  { id: 'gavel-learned+reauction', reauction: true, learns: true },
] as const;

type Variant = (typeof variants)[number];

/** Tasks so far at which the two are compared in the tables; the last is all. */
const shownAfter = [50, 100, 200, 327, 500];

/** Differences are looked at from this many tasks on: the curves of fewer are mostly luck, and before 25 there is no fit at all. */
const firstCompared = 25;

/** Area of learned minus built-in over a person's first tasks, 0..1. */
export interface Stretch {
  readonly tasks: number;
  readonly difference: number;
  readonly interval: readonly [low: number, high: number];
  /** Tasks with an outcome so far, and share of those with learned chances in force at the end of the stretch; means over persons. */
  readonly outcomes: number;
  readonly inForce: number;
}

/** How one learned method does beside its untaught twin along the sequence of tasks. */
export interface Course {
  readonly method: string;
  readonly stretches: readonly Stretch[];
  /** Where learned is furthest behind, from `firstCompared` tasks on. */
  readonly worst: Stretch;
  /** From here on it is ahead to the end; undefined when it is not ahead at the end. */
  readonly aheadFrom: Stretch | undefined;
}

export interface Learning extends PartResult {
  readonly part: Part & { readonly kind: 'learning' };
  readonly errorRates: readonly { readonly rate: number; readonly courses: readonly Course[] }[];
}

/** One seed's person for every value of a task. */
interface Season {
  readonly order: readonly number[];
  readonly tally: Tally;
  /** By place in the order: means over the values of a task. */
  readonly outcomes: Float64Array;
  readonly inForce: Float64Array;
}

/** Persons who start from nothing and see only what their own awards show, at one rho and all error rates. */
export function learningPart(settings: ReplaySettings, rho: number): Learning {
  const market = marketOf(readReplayData(settings.data), settings);
  const { pool } = market;
  const jury: JuryModel = { ...settings, rho, informed: false };
  const runs = Array.from({ length: settings.seeds }, (_, seed) => runOf(market, seed, settings.folds));
  const singles = pool.models.map((name, model) => single(model, name));
  const singleTallies = singles.map((method) => {
    const tally = emptyTally(pool.taskCount);
    const [run] = runs;
    const world = { run: run!, luck: luckOf(run!, 0), errors: { falsePass: 0, falseFail: 0 }, laterCost: 1 };
    play(world, method, method.plan(run!, jury), tally, 1);
    return tally;
  });
  const samples = drawSamples(pool.taskCount);
  const yardstick = yardstickOf(singleTallies, samples);
  const parts = settings.errorRates.map((rate) => {
    const errors = { falsePass: rate, falseFail: rate };
    const totals = variants.map(() => emptyTally(pool.taskCount));
    const seasons = runs.map((run) => {
      const auctions = auctionsOf(run, jury);
      const world: World = { pool, errors, luck: luckOf(run, settings.rerunLuck), fits: new Map() };
      return variants.map((variant, at) => seasonOf({ run, world, settings }, auctions, variant, totals[at]!));
    });
    const of = (id: string): readonly Season[] =>
      seasons.map((perVariant) => perVariant[variants.findIndex((variant) => variant.id === id)]!);
    const courses = ['gavel', 'gavel+reauction'].map((id) => {
      const named = (word: string): string => id.replace('gavel', `gavel-${word}`);
      return courseOf(
        named('learned'),
        { learned: of(named('learned')), untaught: of(named('untaught')) },
        { singleTallies, samples },
      );
    });
    const summaries = variants.map(({ id }, at) =>
      summarise(totals[at]!, { method: id, rho, ...errors }, yardstick, samples),
    );
    return { rate, courses, summaries };
  });
  return {
    part: { kind: 'learning', rho },
    auc: runs.reduce((sum, run) => sum + juryAuc(run, jury) / runs.length, 0),
    summaries: parts.flatMap(({ summaries }) => summaries),
    errorRates: parts,
  };
}

function seasonOf(
  { run, world, settings }: { readonly run: Run; readonly world: World; readonly settings: ReplaySettings },
  auctions: ReturnType<typeof auctionsOf>,
  variant: Variant,
  total: Tally,
): Season {
  const { pool, splits } = run;
  const values = taskValues(splits.reduce((sum, { scaleUsd }) => sum + scaleUsd / splits.length, 0));
  const persons = values.map((valueUsd) => workThrough(world, auctions, { ...variant, valueUsd }));
  const plans = plansOf(run, persons);
  const tally = emptyTally(pool.taskCount);
  const method = { id: variant.id, checked: variant.reauction, bids: true, plan: () => plans };
  const { luck, errors } = world;
  const played = { run, luck, errors, laterCost: settings.laterCost };
  play(played, method, plans, tally, 1);
  play(played, method, plans, total, 1 / settings.seeds);
  const meanAt = (figure: (settled: Settled) => number): Float64Array =>
    Float64Array.from(auctions, (_, place) =>
      persons.reduce((sum, person) => sum + figure(person[place]!) / persons.length, 0),
    );
  return {
    order: auctions.map(({ task }) => task),
    tally,
    outcomes: meanAt(({ outcomesBefore, asked }) => outcomesBefore + (asked > 0 ? 1 : 0)),
    inForce: meanAt(({ learned }) => (learned ? 1 : 0)),
  };
}

function plansOf({ pool }: Run, persons: readonly (readonly Settled[])[]): Plans {
  const plans = emptyPlans(pool.taskCount);
  const panel = everybody(pool);
  for (const [place, person] of persons.entries()) {
    for (const { task, order, chance } of person) {
      const overheadUsd = panelUsd(pool, panel, pool.sharedTokens[task]!);
      putPlan(plans, place * pool.taskCount + task, order, { chance, overheadUsd });
    }
  }
  return plans;
}

function courseOf(
  method: string,
  twins: { readonly learned: readonly Season[]; readonly untaught: readonly Season[] },
  { singleTallies, samples }: { readonly singleTallies: readonly Tally[]; readonly samples: Samples },
): Course {
  const { learned, untaught } = twins;
  const taskCount = learned[0]!.order.length;
  const meanAt = (place: number, figure: 'outcomes' | 'inForce'): number =>
    learned.reduce((sum, season) => sum + season[figure][place]! / learned.length, 0);
  const differenceAt = (tasks: number, drawn?: Uint8Array): number => {
    const range = rangeOf(
      singleTallies.map((tally) =>
        pointAt(
          learned.map(({ order }) => ({ order, tally })),
          0,
          tasks,
          drawn,
        ),
      ),
    );
    const area = (seasons: readonly Season[]): number =>
      areaUnder(
        hullOf(
          Array.from({ length: valueCount }, (_, value) => pointAt(seasons, value, tasks, drawn)),
          range,
        ),
        range,
      );
    return area(learned) - area(untaught);
  };
  const stretchAt = (tasks: number): Stretch => ({
    tasks,
    difference: differenceAt(tasks),
    interval: intervalOf(Float64Array.from(samples, (drawn) => differenceAt(tasks, drawn))),
    outcomes: meanAt(tasks - 1, 'outcomes'),
    inForce: meanAt(tasks - 1, 'inForce'),
  });
  const from = Math.min(firstCompared, taskCount);
  const differences = Array.from({ length: taskCount - from + 1 }, (_, at) => differenceAt(from + at));
  const behind = differences.findLastIndex((difference) => difference <= 0);
  return {
    method,
    stretches: [...shownAfter.filter((tasks) => tasks < taskCount), taskCount].map(stretchAt),
    worst: stretchAt(from + differences.indexOf(Math.min(...differences))),
    aheadFrom: behind === differences.length - 1 ? undefined : stretchAt(from + behind + 1),
  };
}

/** Mean USD and share solved at one value of a task over the first tasks of all these orders. */
function pointAt(
  seasons: readonly { readonly order: readonly number[]; readonly tally: Tally }[],
  value: number,
  tasks: number,
  drawn?: Uint8Array,
): CurvePoint {
  let costUsd = 0;
  let solved = 0;
  let count = 0;
  for (const { order, tally } of seasons) {
    const from = value * order.length;
    for (let place = 0; place < tasks; place += 1) {
      const task = order[place]!;
      const times = drawn === undefined ? 1 : drawn[task]!;
      costUsd += times * tally.costUsd[from + task]!;
      solved += times * tally.solved[from + task]!;
      count += times;
    }
  }
  return { costUsd: costUsd / count, solved: solved / count };
}
