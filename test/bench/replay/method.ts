import type { BidNoise, JuryModel } from './simulateBids';
import type { TaskDifficulty } from './difficultyFit';
import type { Plans } from './plans';
import type { Pool } from './pool';
import type { Split } from './split';
import type { TextFeatures } from './textFeatures';

/** What does not change between the runs over a pool. */
export interface Market {
  readonly pool: Pool;
  /** Made when first asked for. */
  readonly textFeatures: () => TextFeatures;
  readonly difficulty: TaskDifficulty;
}

/** One run over all tasks: folds and noise drawn from its seed. */
export interface Run extends Market {
  readonly seed: number;
  readonly splits: readonly Split[];
  readonly noise: BidNoise;
}

/** A way to give tasks to models. */
export interface Method {
  readonly id: string;
  /** Runs the check and may ask another model when it fails; else the first work is taken as it is. */
  readonly checked: boolean;
  /** Looks at bids, so that its figures change with the jury. */
  readonly bids: boolean;
  plan(run: Run, jury: JuryModel): Plans;
}
