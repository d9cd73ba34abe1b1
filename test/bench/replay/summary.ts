import { areaUnder, costAt, type CurvePoint, type CurveRange, hullOf, rangeOf } from './curves';
import { stream } from './draws';
import { tableValuesUsd, valueCount, valueMultiples } from './plans';
import type { Calibration, CheckErrors, Tally } from './play';

/** The figures of one method in one setting. Money in USD a task, shares of 1. */
export interface Summary extends CheckErrors {
  readonly method: string;
  readonly rho: number | undefined;
  readonly area: number;
  readonly areaMinusZero: number;
  /** The same for every bootstrap sample of the tasks; samples are the same for all methods. */
  readonly samples: Float64Array;
  readonly usdAtBestSingle: number | undefined;
  /** By `tableValuesUsd`. */
  readonly tables: readonly ValueRow[];
  readonly said: Calibration;
}

/** A method at one value of the task in USD. */
export interface ValueRow {
  readonly valueUsd: number;
  readonly netUsd: number;
  readonly solved: number;
  readonly costUsd: number;
  readonly overheadUsd: number;
  readonly dearest: number;
  readonly over: number;
  readonly under: number;
}

/** Bootstrap samples of the tasks: how often each task is drawn, [sample][task]. */
export type Samples = readonly Uint8Array[];

const sampleCount = 400;

export function drawSamples(taskCount: number): Samples {
  const random = stream(0, 99);
  return Array.from({ length: sampleCount }, () => {
    const drawn = new Uint8Array(taskCount);
    for (let at = 0; at < taskCount; at += 1) drawn[Math.floor(random.next() * taskCount)]! += 1;
    return drawn;
  });
}

/** The single models' curves, against which areas are measured: one range for all tasks and one a sample. */
export interface Yardstick {
  readonly singles: readonly CurvePoint[];
  readonly whole: Stick;
  readonly sampled: readonly Stick[];
}

interface Stick {
  readonly range: CurveRange;
  readonly zeroArea: number;
}

export function yardstickOf(singles: readonly Tally[], samples: Samples): Yardstick {
  const stickOf = (points: readonly CurvePoint[]): Stick => {
    const range = rangeOf(points);
    return { range, zeroArea: areaUnder(hullOf(points, range), range) };
  };
  const pointsIn = (drawn?: Uint8Array): CurvePoint[] => singles.map((tally) => pointAt(tally, 0, drawn));
  return {
    singles: pointsIn(),
    whole: stickOf(pointsIn()),
    sampled: samples.map((drawn) => stickOf(pointsIn(drawn))),
  };
}

export function summarise(
  tally: Tally,
  named: Pick<Summary, 'method' | 'rho' | 'falsePass' | 'falseFail'>,
  yardstick: Yardstick,
  samples: Samples,
): Summary {
  const { range, zeroArea } = yardstick.whole;
  const hull = hullOf(curveOf(tally), range);
  const area = areaUnder(hull, range);
  return {
    ...named,
    area,
    areaMinusZero: area - zeroArea,
    samples: Float64Array.from(samples, (drawn, at) => {
      const stick = yardstick.sampled[at]!;
      return areaUnder(hullOf(curveOf(tally, drawn), stick.range), stick.range) - stick.zeroArea;
    }),
    usdAtBestSingle: costAt(hull, Math.max(...yardstick.singles.map(({ solved }) => solved)) - 1e-9),
    tables: tableValuesUsd.map((valueUsd, at) => rowAt(tally, valueMultiples.length + at, valueUsd)),
    said: tally.said,
  };
}

/** The middle 95 of 100 of the samples' figures. */
export function intervalOf(figures: Float64Array): readonly [low: number, high: number] {
  const sorted = figures.toSorted();
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))]!;
  return [at(0.025), at(0.975)];
}

function curveOf(tally: Tally, drawn?: Uint8Array): CurvePoint[] {
  return Array.from({ length: valueCount }, (_, place) => pointAt(tally, place, drawn));
}

function pointAt({ costUsd, solved }: Tally, place: number, drawn = eachOnce(costUsd.length)): CurvePoint {
  const taskCount = costUsd.length / valueCount;
  const from = place * taskCount;
  let cost = 0;
  let good = 0;
  for (let task = 0; task < taskCount; task += 1) {
    const times = drawn[task]!;
    cost += times * costUsd[from + task]!;
    good += times * solved[from + task]!;
  }
  return { costUsd: cost / taskCount, solved: good / taskCount };
}

function eachOnce(cells: number): Uint8Array {
  return new Uint8Array(cells / valueCount).fill(1);
}

function rowAt(tally: Tally, place: number, valueUsd: number): ValueRow {
  const taskCount = tally.costUsd.length / valueCount;
  const mean = (figures: Float64Array): number =>
    figures.subarray(place * taskCount, (place + 1) * taskCount).reduce((sum, figure) => sum + figure, 0) / taskCount;
  const costUsd = mean(tally.costUsd);
  return {
    valueUsd,
    netUsd: valueUsd * mean(tally.acceptedGood) - (valueUsd / 2) * mean(tally.acceptedBad) - costUsd,
    solved: mean(tally.solved),
    costUsd,
    overheadUsd: mean(tally.overheadUsd),
    dearest: mean(tally.dearest),
    over: mean(tally.over),
    under: mean(tally.under),
  };
}
