import type { Method } from './method';
import { methodsFor } from './methods';
import { valueCount } from './plans';
import { emptyTally, luckOf, play, type Tally } from './play';
import { readReplayData } from './readBenchmarks';
import { juryAuc, marketOf, runOf } from './runs';
import type { Part, ReplaySettings } from './settings';
import type { JuryModel } from './simulateBids';
import { drawSamples, summarise, type Summary, yardstickOf } from './summary';

export interface PartResult {
  readonly part: Part;
  /** Of the jury, where bids were simulated. */
  readonly auc: number | undefined;
  readonly summaries: readonly Summary[];
}

/** Runs one part of a replay over all seeds and error rates. */
export function replayPart(settings: ReplaySettings, part: Part): PartResult {
  const market = marketOf(readReplayData(settings.data), settings);
  const { pool } = market;
  const all = methodsFor(pool, settings.extras);
  const singles = all.slice(0, pool.models.length);
  const methods = all.filter(({ bids }) => bids === (part.kind === 'bids'));
  const jury: JuryModel = { ...settings, rho: part.kind === 'bids' ? part.rho : 0, informed: false };
  const played = [...new Set([...singles, ...methods])];
  const tallies = new Map(played.map((method) => [method, settings.errorRates.map(() => emptyTally(pool.taskCount))]));
  let auc = 0;
  for (let seed = 0; seed < settings.seeds; seed += 1) {
    const run = runOf(market, seed, settings.folds);
    const luck = luckOf(run, settings.rerunLuck);
    auc += part.kind === 'bids' ? juryAuc(run, jury) / settings.seeds : 0;
    for (const method of played) {
      const plans = method.plan(run, jury);
      for (const [at, rate] of settings.errorRates.entries()) {
        const world = { run, luck, errors: { falsePass: rate, falseFail: rate }, laterCost: settings.laterCost };
        play(world, method, plans, tallies.get(method)![at]!, 1 / settings.seeds);
      }
    }
  }
  return {
    part,
    auc: part.kind === 'bids' ? auc : undefined,
    summaries: summaries(settings, part, { singles, methods, tallies }),
  };
}

function summaries(
  { errorRates }: ReplaySettings,
  part: Part,
  {
    singles,
    methods,
    tallies,
  }: {
    readonly singles: readonly Method[];
    readonly methods: readonly Method[];
    readonly tallies: ReadonlyMap<Method, readonly Tally[]>;
  },
): readonly Summary[] {
  const singleTallies = singles.map((method) => tallies.get(method)![0]!);
  const samples = drawSamples(singleTallies[0]!.costUsd.length / valueCount);
  const yardstick = yardstickOf(singleTallies, samples);
  const rho = part.kind === 'bids' ? part.rho : undefined;
  return methods.flatMap((method) =>
    errorRates.map((rate, at) =>
      summarise(
        tallies.get(method)![at]!,
        { method: method.id, rho, falsePass: rate, falseFail: rate },
        yardstick,
        samples,
      ),
    ),
  );
}
