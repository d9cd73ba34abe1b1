import { planOf } from '../auction/auctionState';
import type { ModelPort } from '../models/modelPort';
import type { SandboxTree } from '../sandbox/sandboxTree';
import { ruling } from './economics';
import type { Flow } from './flow';
import type { Workshop } from './workshop';
import { workOnPlan } from './workOnPlan';

/**
 * The award carried out: attempt after attempt, each in a fresh copy of the same snapshot and with the end of the failing
 * log, until one passes or the rule says stop. Then the last attempt is laid out for review; the failed ones stay
 * reviewable.
 */
export async function carryOut(flow: Flow, workshop: Workshop, sharedText: string, models: ModelPort): Promise<void> {
  let tree: SandboxTree | undefined = await workshop.first();
  let failedLog: string | undefined;
  while (tree !== undefined && !flow.stopped()) {
    await workOnPlan(flow, { tree, sharedText, models, ...(failedLog !== undefined && { failedLog }) });
    if (flow.stopped() || !reawarded(flow)) break;
    failedLog = flow.state().attempts.at(-1)?.check?.output;
    tree = await workshop.another();
  }
  if (!flow.stopped()) layOut(flow);
}

/** Asks the rule after a failed attempt; true when it gave the work to the next bidder. */
function reawarded(flow: Flow): boolean {
  const last = flow.state().attempts.at(-1);
  if (last?.check?.verdict === 'passed' || last?.check?.verdict === 'cancelled') return false;
  if (flow.request.task.check === undefined && (last?.changes?.length ?? 0) > 0) return false;
  const decision = ruling(flow.state());
  if (decision.kind === 'stop') {
    flow.dispatch({ type: 'reawardStopped', reason: decision.message });
    return false;
  }
  const { bidderId, reason } = decision;
  flow.dispatch({ type: 'reawarded', bidderId, plan: planOf(flow.state().auction, bidderId), reason });
  return true;
}

/** The attempt to review: the last one that changed anything. */
function layOut(flow: Flow): void {
  const { attempts, auction } = flow.state();
  const attempt = attempts.findLastIndex(({ changes }) => (changes?.length ?? 0) > 0);
  if (attempt >= 0) {
    flow.dispatch({ type: 'proposed', attempt });
    return;
  }
  const last = attempts.at(-1);
  const name = auction.bidders.find(({ id }) => id === last?.bidderId)?.name ?? 'The winner';
  flow.stop(
    'failed',
    `${name} changed nothing: ${last?.agentMessage ?? 'it did not begin.'} Award another bid by running the auction again.`,
  );
}
