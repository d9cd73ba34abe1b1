import { invitationEnd, juryScores, refinedBids, secondScores, validBids } from '../auction/auctionState';
import type { Bid } from '../auction/bid';
import type { JuryScore } from '../auction/jury';
import { blendedPrice, isUsablePrice } from '../auction/price';
import type { ScoredBid } from '../auction/score';
import type { MemoryRecord } from '../memory/memoryRecord';
import { type RunState, workCostUsd } from './runState';

/** What the memory keeps: plans and scores of both ballots beside what came of the work. */
export function auctionRecordOf(state: RunState, workspaceId: string, atMs: number): MemoryRecord {
  const { auction, economics } = state;
  const second = auction.refinement?.ballot.ranked ?? [];
  const refined = refinedBids(auction).map(({ bidderId }) => bidderId);
  return {
    schema: 1,
    runId: state.runId,
    atMs,
    practice: state.practice,
    workspaceId,
    taskText: state.task.text,
    profileId: auction.profile.id,
    rule: economics.rule,
    costScale: auction.costScale,
    bidders: auction.bidders.map(({ id, price }) => ({
      bidderId: id,
      ...(isUsablePrice(price) && { price: blendedPrice(price) }),
      outcome: invitationEnd(auction, id),
    })),
    plans: [
      ...auction.firstRanked.map((scored) => planRecord(scored, validBids(auction), 1, false)),
      ...second.map((scored) => {
        const isRefined = refined.includes(scored.bidderId);
        return planRecord(scored, isRefined ? refinedBids(auction) : validBids(auction), 2, isRefined);
      }),
    ],
    scores: [...scoreRecords(juryScores(auction), 1), ...scoreRecords(secondScores(auction), 2)],
    ...winners(state),
    outcome: outcomeOf(state),
  };
}

function planRecord(
  scored: ScoredBid,
  bids: readonly Bid[],
  ballot: 1 | 2,
  refined: boolean,
): MemoryRecord['plans'][number] {
  const { price, planTokens, terms, z, ...rest } = scored;
  const plan = bids.find(({ bidderId }) => bidderId === scored.bidderId)?.plan ?? '';
  return { ...rest, ballot, refined, plan, planTokens, price, terms, z };
}

function scoreRecords(scores: readonly JuryScore[], ballot: 1 | 2): MemoryRecord['scores'] {
  return scores.map((score) => ({ ...score, ballot }));
}

function winners({ auction }: RunState): Pick<MemoryRecord, 'provisionalWinnerId' | 'winnerId'> {
  const [provisional] = auction.firstRanked;
  const [winner] = auction.ranked;
  return {
    ...(provisional && { provisionalWinnerId: provisional.bidderId }),
    ...(winner && { winnerId: winner.bidderId }),
  };
}

function outcomeOf(state: RunState): MemoryRecord['outcome'] {
  const { award, baseline, attempts, end } = state;
  const decision = end?.state === 'accepted' || end?.state === 'rejected' ? end.state : 'none';
  const reviewed = attempts[state.reviewed] ?? attempts.at(-1);
  const awardedTo = reviewed?.bidderId ?? award?.bidderId;
  return {
    ...(awardedTo !== undefined && { awardedTo }),
    planEdited: award?.planEdited ?? false,
    baseline: baseline?.verdict ?? 'unchecked',
    attempts: attempts.map(({ bidderId, check }) => ({
      bidderId,
      verdict: check?.verdict ?? 'unchecked',
      ...(check?.exitCode !== undefined && { exitCode: check.exitCode }),
      costUsd: workCostUsd(state, bidderId),
    })),
    check: reviewed?.check?.verdict ?? 'unchecked',
    decision,
    end: end?.state ?? 'failed',
  };
}
