import type { ScoringProfile } from '../profile';

/** A profile's weights in the order of a min-max row: cost, entropy, then the judges as given, who share the jury's weight. */
export function weightsOf(
  { costWeight, entropyWeight, juryWeight, judgeShares }: ScoringProfile,
  judges: readonly string[],
): readonly number[] {
  const known = Object.values(judgeShares);
  const mean = known.length === 0 ? 1 : known.reduce((sum, share) => sum + share, 0) / known.length;
  const shares = judges.map((judge) => judgeShares[judge] ?? mean);
  const total = shares.reduce((sum, share) => sum + share, 0);
  const parts = shares.map((share) => (total > 0 ? share / total : 1 / judges.length));
  return [costWeight, entropyWeight, ...parts.map((part) => juryWeight * part)];
}

/** The reverse: what a profile says of these weights. */
export function profileOf(
  weights: readonly number[],
  judges: readonly string[],
): Pick<ScoringProfile, 'costWeight' | 'entropyWeight' | 'juryWeight' | 'judgeShares'> {
  const [costWeight = 0, entropyWeight = 0, ...jury] = weights.map((weight) => Math.max(0, weight));
  const juryWeight = jury.reduce((sum, weight) => sum + weight, 0);
  const shareOf = (at: number): number => (juryWeight > 0 ? (jury[at] ?? 0) / juryWeight : 0);
  return {
    costWeight,
    entropyWeight,
    juryWeight,
    judgeShares: Object.fromEntries(judges.map((judge, at) => [judge, shareOf(at)])),
  };
}
