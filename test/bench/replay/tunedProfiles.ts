import { builtInProfile, type ScoringProfile } from '../../../src/auction/profile';

/** Cost and entropy weight of SALE for each place of `taskValues`, the best of a grid on pool A (see docs/evidence.md); the jury has the rest. */
const tuned: readonly (readonly [cost: number, entropy: number])[] = [
  ...new Array<readonly [number, number]>(8).fill([0.9, 0]),
  [0.3, 0.1],
  [0, 0.1],
  [0, 0.1],
  [0, 0.1],
  // The values in USD of the tables.
  [0.9, 0],
  [0.9, 0],
  [0.9, 0],
  [0.3, 0.1],
];

/** The kindest reading of SALE: a profile for every value of a task. */
export function saleProfiles(count: number): readonly ScoringProfile[] {
  return Array.from({ length: count }, (_, place) => {
    const [costWeight, entropyWeight] = tuned[Math.min(place, tuned.length - 1)]!;
    return profileOf(costWeight, entropyWeight);
  });
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
