import { builtInChanceModel, type ChanceModel } from '../chances';
import { builtInProfile, type ScoringProfile } from '../profile';
import type { FittedProfile, OutcomeProfile, PricedBidder } from './fittedProfile';
import type { OutcomeCorrection } from './outcomeModel';

/** Where the built-in prior comes from. */
export const builtInChances = 'built-in, fitted on recorded outcomes';

/** What an auction is held with. */
export interface ProfilesInForce {
  readonly profile: ScoringProfile;
  /** The corrected chances, when some were learned and may be used. */
  readonly learned?: { readonly model: ChanceModel; readonly shiftSd: Readonly<Record<string, number>> };
  /** Where the weights, and where the chances come from, in a few words each. */
  readonly origins: { readonly weights: string; readonly chances: string };
}

/**
 * The kept profiles as far as they may be used for this market: each must have beaten the built-in one on held-out tasks, and
 * must have been fitted for exactly these bidders at these prices. Else the built-in one stays, and `origins` say why.
 */
export function profilesInForce(kept: readonly FittedProfile[], market: readonly PricedBidder[]): ProfilesInForce {
  const weights = kept.find(({ program }) => program === 'minMax');
  const chances = kept.find(({ program }) => program === 'outcomes');
  const weightsProblem = weights && whyNotInForce(weights, market);
  const chancesProblem = chances && whyNotInForce(chances, market);
  const profile =
    weights?.program === 'minMax' && weightsProblem === undefined
      ? {
          ...builtInProfile,
          ...{ costWeight: weights.costWeight, entropyWeight: weights.entropyWeight, juryWeight: weights.juryWeight },
          judgeShares: weights.judgeShares,
          id: `min-max-${weights.fittedAtMs}`,
          origin: `fitted to your past bids by the paper's min-max program (${weights.taskCount} tasks)`,
        }
      : { ...builtInProfile, origin: originWith(builtInProfile.origin, weightsProblem) };
  const inForce = chances?.program === 'outcomes' && chancesProblem === undefined ? chances : undefined;
  return {
    profile,
    ...(inForce && { learned: learnedFrom(inForce) }),
    origins: {
      weights: profile.origin,
      chances: inForce
        ? `learned from your outcomes (${inForce.taskCount} tasks)`
        : originWith(builtInChances, chancesProblem),
    },
  };
}

/** The built-in model of chances with a correction added. */
export function correctedModel(
  correction: OutcomeCorrection,
  { prior, weights }: ChanceModel = builtInChanceModel,
): ChanceModel {
  const { chance } = weights;
  return {
    prior: { ...prior, constant: prior.constant + correction.shift, bidderShifts: correction.bidderShifts },
    weights: {
      ...weights,
      chance: {
        ...chance,
        taskScore: chance.taskScore + correction.taskSlope,
        bidScore: chance.bidScore + correction.bidSlope,
      },
    },
  };
}

function learnedFrom({ correction, shiftSd }: OutcomeProfile): NonNullable<ProfilesInForce['learned']> {
  return { model: correctedModel(correction), shiftSd };
}

function originWith(origin: string, problem: string | undefined): string {
  return problem === undefined ? origin : `${origin}; your fitted ones are not used: ${problem}`;
}

/** Why a kept profile may not be used, in words that end a sentence; `undefined` when it may. */
function whyNotInForce({ heldOut, bidders }: FittedProfile, market: readonly PricedBidder[]): string | undefined {
  if (!heldOut.beats) return 'they did not beat the built-in ones on held-out tasks';
  const fitted = new Map(bidders.map(({ bidderId, price }) => [bidderId, price]));
  const added = market.find(({ bidderId }) => !fitted.has(bidderId));
  if (added !== undefined) return `${added.bidderId} was not among the bidders then; fit again`;
  const gone = bidders.find(({ bidderId }) => !market.some((bidder) => bidder.bidderId === bidderId));
  if (gone !== undefined) return `${gone.bidderId} is no longer among the bidders; fit again`;
  const changed = market.find(({ bidderId, price }) => fitted.get(bidderId) !== price);
  return changed && `the price of ${changed.bidderId} has changed; fit again`;
}
