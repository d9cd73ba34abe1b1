import { createHash } from 'node:crypto';
import { runAgent } from '../agent/runAgent';
import { systemText } from '../auction/prompts';
import type { ModelPort } from '../models/modelPort';
import { proposeChanges } from '../review/proposeChanges';
import type { CheckResult } from '../sandbox/check';
import type { SandboxTree } from '../sandbox/sandboxTree';
import type { Flow } from './flow';
import { checkIn } from './prepareSandbox';

/** Lets the awarded bidder carry out its plan in the sandbox, checks the result, and lays the changes out for review. */
export async function workOnPlan(flow: Flow, tree: SandboxTree, sharedText: string, models: ModelPort): Promise<void> {
  const { award, auction } = flow.state();
  const bidder = auction.bidders.find(({ id }) => id === award?.bidderId);
  if (award === undefined || bidder === undefined) return;
  const checks = lastCheck(flow, tree, `attempt by ${bidder.name}`);
  flow.dispatch({ type: 'attemptStarted', bidderId: bidder.id });
  const outcome = await runAgent({
    bidder,
    systemText,
    taskText: sharedText,
    plan: award.plan,
    sandbox: tree,
    models,
    ...(flow.request.task.check !== undefined && { runCheck: (signal) => checks.run(signal) }),
    limits: flow.request.limits,
    signal: flow.signal,
    onStep: (step) => flow.dispatch({ type: 'agentStepped', step }),
  });
  flow.dispatch({ type: 'agentEnded', message: outcome.message, finished: outcome.end === 'finished' });
  if (flow.stopped()) return;
  const changes = proposeChanges(await tree.touched());
  if (changes.length === 0) {
    flow.stop(
      'failed',
      `${bidder.name} changed nothing: ${outcome.message} Award another bid by running the auction again.`,
    );
    return;
  }
  if (flow.request.task.check !== undefined) await finalCheck(flow, checks);
  if (!flow.stopped()) flow.dispatch({ type: 'proposed', changes });
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

/** The verdict on the proposal itself: the agent's own last run counts only if nothing changed after it. */
async function finalCheck(flow: Flow, checks: LastCheck): Promise<void> {
  flow.dispatch({ type: 'checkStarted' });
  const result = (await checks.current()) ?? (await checks.run(flow.signal));
  flow.dispatch({ type: 'checkClosed', result });
}

async function fingerprint(tree: SandboxTree): Promise<string> {
  const hash = createHash('sha256');
  for (const { path, current } of await tree.touched()) {
    hash.update(`${path}\0${current === undefined ? 'gone' : current.length}\0`).update(current ?? '');
  }
  return hash.digest('hex');
}
