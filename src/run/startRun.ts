import { buildTaskText } from '../agent/context';
import { validBids } from '../auction/auctionState';
import { newBudget } from '../auction/budget';
import { costScale } from '../auction/profile';
import type { Disposable } from '../base/disposables';
import { errorText } from '../base/errorText';
import type { SandboxTree } from '../sandbox/sandboxTree';
import { callJury } from './callJury';
import { collectBids } from './collectBids';
import { meteredModels } from './meteredModels';
import { prepareSandbox } from './prepareSandbox';
import { recordOutcome } from './recordOutcome';
import { type Review, reviewDesk } from './review';
import { Run, type RunListener } from './run';
import type { RunEnd } from './runEvents';
import type { RunPorts } from './runPorts';
import type { RunRequest } from './runRequest';
import { awardIsOpen, type RunState } from './runState';
import { workOnPlan } from './workOnPlan';

/** A running task. Views, commands and the API read `state` and press these buttons; they do nothing else. */
export interface RunHandle extends Review {
  readonly runId: string;
  state(): RunState;
  subscribe(listener: RunListener): Disposable;
  /** Gives the work to a bidder, with its own or an edited plan. False when no award is open for it. */
  award(bidderId: string, plan?: string): boolean;
  /** Closes a judged auction without an award. */
  noSale(): void;
  /** Ends the run in any phase; nothing in the workspace changes. */
  cancel(): void;
  /** Settles when the run is done and recorded; never rejects. */
  readonly finished: Promise<RunState>;
}

/** Starts the flow of one task and returns at once. */
export function startRun(request: RunRequest, ports: RunPorts): RunHandle {
  const run = new Run(request, ports);
  const desk = reviewDesk(run);
  return {
    runId: request.runId,
    state: () => run.state(),
    subscribe: (listener) => run.subscribe(listener),
    award: (bidderId, plan) => run.award(bidderId, plan),
    noSale: () => {
      if (awardIsOpen(run.state())) run.stop('noSale', 'You closed the auction without an award. Nothing was changed.');
    },
    cancel: () => {
      if (run.state().phase === 'reviewing') desk.reject('all');
      else run.stop('cancelled', 'Cancelled. Nothing in your workspace was changed.');
    },
    accept: (paths) => desk.accept(paths),
    reject: (paths) => {
      desk.reject(paths);
    },
    // A tick later, so that whoever subscribes at once hears the first event too.
    finished: Promise.resolve().then(() => play(run, desk.decided)),
  };
}

/** The whole flow: bidding beside copying, the jury, the award, the work, the review, the record. */
async function play(run: Run, reviewed: Promise<void>): Promise<RunState> {
  let sandbox: Promise<SandboxTree | undefined> = Promise.resolve(undefined);
  try {
    open(run);
    sandbox = prepareSandbox(run).catch((error: unknown) => fail(run, error));
    await sellAndWork(run, sandbox, reviewed);
  } catch (error) {
    fail(run, error);
  }
  run.end(
    acceptedSome(run),
    acceptedSome(run)
      ? accepted(run)
      : { end: 'rejected', message: 'Rejected. Nothing in your workspace was changed.' },
  );
  await (await sandbox)?.dispose().catch((error: unknown) => {
    run.ports.log.warn(`A sandbox could not be removed: ${errorText(error)}`);
  });
  await recordOutcome(run);
  return run.state();
}

async function sellAndWork(
  run: Run,
  sandbox: Promise<SandboxTree | undefined>,
  reviewed: Promise<void>,
): Promise<void> {
  const { request, ports } = run;
  const sharedText = await buildTaskText(request.task, await ports.listFiles(), ports.readText);
  const models = meteredModels(ports.models, newBudget(request.capUsd), (event) => run.dispatch(event));
  await collectBids(run, sharedText, models);
  if (run.stopped()) return;
  if (validBids(run.state().auction).length > 0) await callJury(run, sharedText, models);
  if (run.stopped()) return;
  run.market({ type: 'judged' });
  if (!(await awarded(run))) return;
  const tree = await sandbox;
  if (tree === undefined || run.stopped()) return;
  await workOnPlan(run, tree, sharedText, models);
  if (run.state().phase === 'reviewing') await Promise.race([reviewed, aborted(run.signal)]);
}

function open(run: Run): void {
  const { request, ports } = run;
  const bidders = request.invited.map(({ bidder }) => bidder);
  run.dispatch({
    type: 'runStarted',
    runId: request.runId,
    task: request.task,
    practice: request.practice,
    confinement: ports.confinement,
    capUsd: request.capUsd,
    hosts: Object.fromEntries(
      request.invited.map(({ bidder, origin }) => [
        bidder.id,
        origin === undefined ? 'this machine' : new URL(origin).host,
      ]),
    ),
  });
  run.market({ type: 'opened', bidders, profile: request.profile, costScale: costScale(bidders), seed: request.seed });
}

/** Waits for the award, or gives it when that is allowed; false when there is none. */
async function awarded(run: Run): Promise<boolean> {
  const { proposal } = run.state().auction;
  if (proposal?.kind !== 'award') {
    run.stop('noSale', proposal?.message ?? 'The auction was not judged.');
    return false;
  }
  if (run.request.award === 'automatic' && proposal.jurySat) {
    const { bidderId } = proposal.winner;
    const plan = validBids(run.state().auction).find((bid) => bid.bidderId === bidderId)?.plan ?? '';
    run.dispatch({ type: 'awarded', bidderId, plan, planEdited: false, automatic: true });
    return true;
  }
  const given = new Promise<void>((resolve) => {
    const subscription = run.subscribe((state) => {
      if (state.phase !== 'awarded') return;
      subscription.dispose();
      resolve();
    });
  });
  await Promise.race([given, aborted(run.signal)]);
  return run.state().award !== undefined;
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function acceptedSome(run: Run): boolean {
  return run.state().changes.some(({ decision }) => decision === 'accepted');
}

function accepted(run: Run): { readonly end: RunEnd; readonly message: string } {
  const count = run.state().changes.filter(({ decision }) => decision === 'accepted').length;
  return {
    end: 'accepted',
    message: `Accepted: ${count} ${count === 1 ? 'file' : 'files'} changed in your workspace.`,
  };
}

function fail(run: Run, error: unknown): undefined {
  run.ports.log.error('The run failed', error);
  run.stop(
    'failed',
    `Something went wrong inside Gavel: ${errorText(error)}. Nothing is lost; see the Gavel output and run the auction again.`,
  );
  return undefined;
}
