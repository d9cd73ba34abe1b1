import { juryScores, validBids } from '../auction/auctionState';
import type { LedgerEntry } from '../ledger/ledgerEntry';
import type { AuctionRecord } from '../memory/auctionRecord';
import type { Flow } from './flow';
import type { RunState } from './runState';

/** Writes ledger and memory at the end of a run. A full disk must not turn a finished run into a failed one: it is logged. */
export async function recordOutcome(flow: Flow): Promise<void> {
  const state = flow.state();
  if (state.auction.bidders.length === 0) return;
  const atMs = flow.ports.clock.nowMs();
  const results = await Promise.allSettled([
    flow.ports.appendLedger(ledgerEntryOf(state, atMs)),
    state.auction.ranked.length === 0 ? Promise.resolve() : flow.ports.appendMemory(auctionRecordOf(state, atMs)),
  ]);
  for (const result of results) {
    if (result.status === 'rejected') flow.ports.log.error('The auction could not be written to disk', result.reason);
  }
}

/** The ledger line of a finished run: the very numbers the panel showed. */
export function ledgerEntryOf(state: RunState, atMs: number): LedgerEntry {
  const { auction } = state;
  const unranked = auction.bidders.filter(({ id }) => !auction.ranked.some(({ bidderId }) => bidderId === id));
  return {
    schema: 1,
    runId: state.runId,
    atMs,
    title: state.task.title,
    practice: state.practice,
    profileId: auction.profile.id,
    bids: [
      ...auction.ranked.map(({ bidderId, planTokens, entropyNats, meanScore, terms, z }) => ({
        bidderId,
        outcome: 'bid',
        planTokens,
        ...(entropyNats !== undefined && { entropyNats }),
        ...(meanScore !== undefined && { meanScore }),
        cost: terms.cost,
        value: terms.entropy + terms.jury,
        z,
      })),
      ...unranked.map(({ id }) => ({ bidderId: id, outcome: auction.entries[id]?.outcome?.kind ?? 'cancelled' })),
    ],
    ...(state.award && { awardedTo: state.award.bidderId }),
    attempts: state.attempts.map(({ bidderId, check }) => ({
      bidderId,
      verdict: check?.verdict ?? 'unchecked',
      costUsd: state.executeUsdByBidder[bidderId] ?? 0,
    })),
    costs: {
      bidUsd: state.costs.bid,
      juryUsd: state.costs.jury,
      refineUsd: state.costs.refine,
      executeUsd: state.costs.execute,
    },
    end: state.end?.state ?? 'failed',
    filesAccepted: state.changes.filter(({ decision }) => decision === 'accepted').length,
  };
}

/** What the memory keeps: plans and scores beside what came of the winner's work. */
export function auctionRecordOf(state: RunState, atMs: number): AuctionRecord {
  const { auction, award } = state;
  const check = state.attempts.at(-1)?.check?.verdict;
  return {
    schema: 1,
    runId: state.runId,
    atMs,
    practice: state.practice,
    taskText: state.task.text,
    plans: auction.ranked.map(({ bidderId, planTokens, price, terms, z }) => ({
      bidderId,
      plan: validBids(auction).find((bid) => bid.bidderId === bidderId)?.plan ?? '',
      planTokens,
      price,
      z,
      terms,
    })),
    scores: [...juryScores(auction)],
    ...(auction.ranked[0] && { winnerId: auction.ranked[0].bidderId }),
    outcome: {
      ...(award && { awardedTo: award.bidderId }),
      planEdited: award?.planEdited ?? false,
      ...(check !== undefined && { check }),
      end: state.end?.state ?? 'failed',
    },
  };
}
