import type { ScoringProfile } from '../profile';
import { dot } from './minMaxProblem';
import { weightsOf } from './profileWeights';
import type { ScoredTask } from './scoredTask';

/** Whose first bid had the lowest z under these weights, as the market would have ranked them; of equals the lower id. */
export function winnerUnder({ bids }: ScoredTask, profile: ScoringProfile): string | undefined {
  const judges = [...new Set(bids.flatMap(({ features }) => [...features.judges.keys()]))].sort();
  const weights = weightsOf(profile, judges);
  const ranked = bids
    .map(({ bidderId, features: { cost, entropy, judges: scores } }) => ({
      bidderId,
      z: dot([cost, -entropy, ...judges.map((judge) => -(scores.get(judge) ?? 0))], weights),
    }))
    .sort((a, b) => a.z - b.z || (a.bidderId < b.bidderId ? -1 : 1));
  return ranked[0]?.bidderId;
}
