import type { TaskHalf } from './pool';

/** All that a replay depends on beside the data. */
export interface ReplaySettings {
  readonly data: string;
  readonly pool: string;
  readonly half: TaskHalf;
  readonly rhos: readonly number[];
  /** False-pass and false-fail rate of the check, both. */
  readonly errorRates: readonly number[];
  readonly tau: number;
  readonly selfFavour: number;
  readonly sizeFavour: number;
  /** Runs with folds, bids, task order and check of their own. */
  readonly seeds: number;
  readonly folds: number;
  /** USD a solved task is worth where one figure is given. */
  readonly valueUsd: number;
  /** What an attempt after a failed check costs beside the recorded cost of the same attempt. */
  readonly laterCost: number;
  /** How much of a second run of the same model is luck, 0..1; see `luckOf`. */
  readonly rerunLuck: number;
  /** Further variants of our own methods, and upper bounds. */
  readonly extras: boolean;
}

export const usualSettings: Omit<ReplaySettings, 'data' | 'pool'> = {
  half: 'all',
  rhos: [0, 0.1, 0.2, 0.3, 0.4, 0.6, 1],
  errorRates: [0, 0.1, 0.2, 0.3],
  tau: 0.5,
  selfFavour: 0,
  sizeFavour: 0,
  seeds: 10,
  folds: 5,
  valueUsd: 2,
  laterCost: 1,
  rerunLuck: 0.5,
  extras: false,
};

/** What `--learn` asks where the command line says nothing: a fit for every person and every few tasks is dear. */
export const learningSettings: Pick<ReplaySettings, 'rhos' | 'errorRates' | 'seeds'> = {
  rhos: [0.3],
  errorRates: [0.1],
  seeds: 5,
};

/** Part of a replay that one thread does: the methods that bid at one rho, all that do not, or those that learn from their own awards at one rho. */
export type Part =
  | { readonly kind: 'withoutBids' }
  | { readonly kind: 'bids'; readonly rho: number }
  | { readonly kind: 'learning'; readonly rho: number };
