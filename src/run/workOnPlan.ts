import { createHash } from 'node:crypto';
import { runAgent } from '../agent/runAgent';
import { isWaiting } from '../auction/auctionState';
import type { Bidder } from '../auction/bidder';
import { asData } from '../auction/fence';
import { systemText } from '../auction/prompts';
import type { ModelPort } from '../models/modelPort';
import { proposeChanges } from '../review/proposeChanges';
import type { CheckResult } from '../sandbox/check';
import { checkResult } from '../sandbox/checkResult';
import type { SandboxTree } from '../sandbox/sandboxTree';
import { checkOriginals } from './checkOriginals';
import { askForBid, mayShowTo } from './collectBids';
import type { Flow } from './flow';
import { checkIn } from './workshop';

/** What one attempt works with. */
export interface AttemptRequest {
  readonly tree: SandboxTree;
  readonly sharedText: string;
  readonly models: ModelPort;
  /** The end of the check's output after the attempt before this one. */
  readonly failedLog?: string;
}

/** Lets the awarded bidder carry out its plan in the sandbox, then checks the result; the state tells how it went. */
export async function workOnPlan(flow: Flow, request: AttemptRequest): Promise<void> {
  const { award, auction } = flow.state();
  const bidder = auction.bidders.find(({ id }) => id === award?.bidderId);
  if (award === undefined || bidder === undefined) return;
  const checks = lastCheck(flow, request.tree, `attempt by ${bidder.name}`);
  flow.dispatch({ type: 'attemptStarted', bidderId: bidder.id });
  const plan = await planFor(flow, bidder, award.plan, request);
  if (plan !== undefined) await work(flow, bidder, plan, request, checks);
  if (flow.stopped()) return;
  const changes = proposeChanges(await request.tree.touched(), {
    plan: plan ?? '',
    task: flow.request.task,
  });
  if (changes.length > 0 && flow.request.task.check !== undefined) {
    await finalCheck(flow, checks);
    await checkOriginals(flow, request.tree, changes, `${bidder.name}, original tests`);
  }
  if (!flow.stopped()) flow.dispatch({ type: 'attemptClosed', changes });
}

/**
 * The plan to carry out. A bidder that was not invited has seen nothing yet: it is shown the workspace only where that is
 * allowed, and plans now unless the person wrote its plan. `undefined` when it does not begin; the attempt says why.
 */
async function planFor(
  flow: Flow,
  bidder: Bidder,
  plan: string,
  { sharedText, models }: AttemptRequest,
): Promise<string | undefined> {
  const invited = flow.request.invited.find((one) => one.bidder.id === bidder.id);
  if (invited === undefined || !isWaiting(flow.state().auction, bidder.id)) return plan;
  if (plan !== '' && (await mayShowTo(flow, invited))) return plan;
  const outcome = await askForBid(flow, sharedText, invited, models);
  if (outcome.kind === 'bid') {
    flow.dispatch({ type: 'planned', plan: outcome.bid.plan });
    return outcome.bid.plan;
  }
  flow.dispatch({ type: 'agentEnded', message: outcome.message, finished: false });
  return undefined;
}

async function work(
  flow: Flow,
  bidder: Bidder,
  plan: string,
  { tree, sharedText, models, failedLog }: AttemptRequest,
  checks: LastCheck,
): Promise<void> {
  const { agent } = flow.ports;
  const habits = await agent?.habits.recall(bidder.id);
  const outcome = await runAgent({
    bidder,
    systemText,
    taskText: sharedText,
    plan: asData(plan),
    ...(failedLog !== undefined && { failedLog: asData(failedLog) }),
    sandbox: tree,
    models,
    ...(agent !== undefined && { ports: agent }),
    ...(habits !== undefined && { habits }),
    ...(flow.request.task.check !== undefined && { runCheck: (signal) => checks.run(signal) }),
    limits: flow.request.limits,
    signal: flow.signal,
    onStep: (step) => flow.dispatch({ type: 'agentStepped', step }),
  });
  await flow.ports.agent?.habits.note(bidder.id, outcome.learned);
  flow.dispatch({ type: 'agentEnded', message: outcome.message, finished: outcome.end === 'finished' });
}

interface LastCheck {
  run(signal: AbortSignal): Promise<CheckResult>;
  /** The result of a check on exactly the files as they are now, if there was one. */
  current(): Promise<CheckResult | undefined>;
}

function lastCheck(flow: Flow, tree: SandboxTree, label: string): LastCheck {
  let last: { readonly files: string; readonly result: CheckResult } | undefined;
  return {
    run: async (signal) => {
      const files = await fingerprint(tree);
      const result = await checkIn(flow, tree, label, signal);
      last = { files, result };
      return result;
    },
    current: async () => (last !== undefined && last.files === (await fingerprint(tree)) ? last.result : undefined),
  };
}

/**
 * The verdict on the proposal itself: the agent's own last run counts only if nothing changed after it. A quick check that
 * failed runs once more: what differs on the same files is flaky and blames nobody.
 */
async function finalCheck(flow: Flow, checks: LastCheck): Promise<void> {
  flow.dispatch({ type: 'checkStarted' });
  const result = (await checks.current()) ?? (await checks.run(flow.signal));
  const again = result.verdict === 'failed' && result.durationMs <= maxRepeatedMs && !flow.stopped();
  const second = again ? await checks.run(flow.signal) : undefined;
  flow.dispatch({ type: 'checkClosed', result: second?.verdict === 'passed' ? checkResult.flaky(second) : result });
}

/** Ours: a failed check that took longer is not run twice. */
const maxRepeatedMs = 60_000;

async function fingerprint(tree: SandboxTree): Promise<string> {
  const hash = createHash('sha256');
  for (const { path, current } of await tree.touched()) {
    hash.update(`${path}\0${current === undefined ? 'gone' : current.length}\0`).update(current ?? '');
  }
  return hash.digest('hex');
}
