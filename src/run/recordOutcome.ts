import { auctionRecordOf } from './auctionRecordOf';
import type { Flow } from './flow';
import { ledgerEntryOf } from './ledgerEntryOf';

/** Writes ledger and memory at the end of a run. A full disk must not turn a finished run into a failed one: it is logged. */
export async function recordOutcome(flow: Flow): Promise<void> {
  const state = flow.state();
  if (state.auction.bidders.length === 0) return;
  const { workspaceId } = flow.request;
  const atMs = flow.ports.clock.nowMs();
  const outcomes = await Promise.all([
    flow.ports.appendLedger(ledgerEntryOf(state, workspaceId, atMs)),
    ...(state.auction.ranked.length === 0 ? [] : [flow.ports.appendMemory(auctionRecordOf(state, workspaceId, atMs))]),
  ]);
  for (const outcome of outcomes) {
    if (outcome.kind !== 'saved') flow.ports.log.error(outcome.message);
  }
}
