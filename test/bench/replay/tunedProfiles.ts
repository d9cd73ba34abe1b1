import { builtInProfile, type ScoringProfile } from '../../../src/auction/profile';
import { tableValuesUsd, valueMultiples } from './plans';

/** Cost and entropy weight of SALE up to each multiple of the mean cost that a task is worth, the best of a grid on pool A (see docs/evidence.md); the jury has the rest. */
const tuned: readonly (readonly [upTo: number, cost: number, entropy: number])[] = [
  [6, 0.9, 0],
  [10, 0.3, 0.1],
  [Infinity, 0, 0.1],
];

/** The kindest reading of SALE: a profile for every value of a task. */
export function saleProfiles(): readonly ScoringProfile[] {
  const byMultiple = valueMultiples.map((multiple) => {
    const [, cost, entropy] = tuned.find(([upTo]) => multiple <= upTo) ?? [0, 0, 0.1];
    return profileOf(cost, entropy);
  });
  return [...byMultiple, ...tableValuesUsd.map((usd) => (usd < 5 ? profileOf(0.9, 0) : profileOf(0, 0.1)))];
}

export function profileOf(costWeight: number, entropyWeight: number): ScoringProfile {
  return {
    ...builtInProfile,
    id: `${costWeight}/${entropyWeight}`,
    costWeight,
    entropyWeight,
    juryWeight: 1 - costWeight - entropyWeight,
  };
}
