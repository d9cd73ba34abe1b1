import { buildTaskText, contextBudget } from '../agent/context';
import { planOf, validBids } from '../auction/auctionState';
import { newMoney, reduceMoney } from '../auction/caps';
import { expectedOverhead } from '../auction/overhead';
import { refinementPairs } from '../auction/pastPlans';
import { costScale } from '../auction/profile';
import type { AwardDecision } from '../auction/rule';
import { countTokens } from '../auction/tokens';
import type { Disposable } from '../base/disposables';
import { errorText } from '../base/errorText';
import type { ModelPort } from '../models/modelPort';
import { callJury } from './callJury';
import { carryOut } from './carryOut';
import { collectBids } from './collectBids';
import { ruling } from './economics';
import { meteredModels } from './meteredModels';
import { refineBids } from './refineBids';
import { recordOutcome } from './recordOutcome';
import { type Review, reviewDesk } from './review';
import { Run, type RunListener } from './run';
import type { RunEnd } from './runEvents';
import type { RunPorts } from './runPorts';
import type { RunRequest } from './runRequest';
import { awardIsOpen, mayChoose, type RunState } from './runState';
import { openWorkshop, type Workshop } from './workshop';

/** A running task. Views, commands and the API read `state` and press these buttons; they do nothing else. */
export interface RunHandle extends Review {
  readonly runId: string;
  state(): RunState;
  subscribe(listener: RunListener): Disposable;
  /** Gives the work to a bidder, with its own or an edited plan. False when no award is open for it. */
  award(bidderId: string, plan?: string): boolean;
  /** Closes a judged auction without an award. */
  noSale(): void;
  /** Lays another attempt's changes out for review; false once a file is accepted. */
  chooseAttempt(attempt: number): boolean;
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
    chooseAttempt: (attempt) => {
      if (!mayChoose(run.state(), attempt)) return false;
      run.dispatch({ type: 'attemptChosen', attempt });
      return true;
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

/** The whole flow: bidding beside copying, the jury, refinement, the award, the work, the review, the record. */
async function play(run: Run, reviewed: Promise<void>): Promise<RunState> {
  let workshop: Workshop | undefined;
  try {
    open(run);
    workshop = openWorkshop(run);
    await sellAndWork(run, workshop, reviewed);
  } catch (error) {
    fail(run, error);
  }
  run.end(
    acceptedSome(run),
    acceptedSome(run)
      ? accepted(run)
      : { end: 'rejected', message: 'Rejected. Nothing in your workspace was changed.' },
  );
  await workshop?.close();
  await recordOutcome(run);
  return run.state();
}

async function sellAndWork(run: Run, workshop: Workshop, reviewed: Promise<void>): Promise<void> {
  const { request, ports } = run;
  const budget = contextBudget(request.invited.map(({ bidder }) => bidder));
  const files = await ports.listFiles();
  const sharedText = await buildTaskText(request.task, files, ports.readText, budget, ports.agent?.language);
  const day = { type: 'dayKnown', day: 'today', elsewhereUsd: request.spentTodayUsd } as const;
  const money = reduceMoney(newMoney(request.caps), day);
  const models = meteredModels(ports.models, money, (event) => run.dispatch(event));
  noticeOverhead(run, sharedText);
  await sell(run, sharedText, models);
  if (run.stopped() || !(await awarded(run))) return;
  await carryOut(run, workshop, sharedText, models);
  if (run.state().phase === 'reviewing') await Promise.race([reviewed, aborted(run.signal)]);
}

/** Says before the first call when the auction itself would cost too much beside the work. */
function noticeOverhead(run: Run, sharedText: string): void {
  const { invited, economics, maxOverheadShare } = run.request;
  const { notice } = expectedOverhead({
    bidders: invited.map(({ bidder }) => bidder),
    sharedTokens: countTokens(sharedText),
    refinementPairs,
    expectedCostUsd: new Map(Object.entries(economics.expectedCostUsd)),
    maxShare: maxOverheadShare,
  });
  if (notice !== undefined) run.dispatch({ type: 'noticed', text: notice });
}

/** Bids, first ballot, refinement, second ballot; afterwards the award is open, or the run is stopped. */
async function sell(run: Run, sharedText: string, models: ModelPort): Promise<void> {
  await collectBids(run, sharedText, models);
  const bids = validBids(run.state().auction);
  if (!run.stopped() && bids.length > 0) await callJury(run, sharedText, models, bids);
  if (run.stopped()) return;
  run.market({ type: 'judged' });
  await refineBids(run, sharedText, models);
  if (!run.stopped()) run.market({ type: 'settled' });
}

function open(run: Run): void {
  const { request, ports } = run;
  const { runId, task, practice, caps, economics, profile, seed } = request;
  const bidders = request.invited.map(({ bidder }) => bidder);
  const hosts = request.invited.map(
    ({ bidder, origin }) => [bidder.id, origin === undefined ? 'this machine' : new URL(origin).host] as const,
  );
  const { confinement } = ports;
  run.dispatch({
    type: 'runStarted',
    ...{ runId, task, practice, confinement, caps, economics },
    hosts: Object.fromEntries(hosts),
  });
  run.market({ type: 'opened', bidders, profile, costScale: costScale(bidders), seed });
}

/** Waits for the award, or gives it when that is allowed; false when there is none. */
async function awarded(run: Run): Promise<boolean> {
  const { proposal } = run.state().auction;
  const decision = ruling(run.state());
  if (proposal?.kind !== 'award' || decision.kind === 'stop') {
    run.stop('noSale', proposal?.kind === 'noSale' ? proposal.message : noSaleMessage(decision));
    return false;
  }
  if (run.request.award === 'automatic' && proposal.jurySat) {
    const { bidderId } = decision;
    const plan = planOf(run.state().auction, bidderId);
    run.dispatch({ type: 'awarded', bidderId, plan, planEdited: false, automatic: true });
    return true;
  }
  const given = new Promise<void>((resolve) => {
    const look = (state: RunState): void => {
      if (state.phase === 'judged') return;
      subscription.dispose();
      resolve();
    };
    const subscription = run.subscribe(look);
    // Whoever listens may have awarded before this line was reached.
    look(run.state());
  });
  await Promise.race([given, aborted(run.signal)]);
  return run.state().award !== undefined;
}

function noSaleMessage(decision: AwardDecision): string {
  return decision.kind === 'stop' ? decision.message : 'The auction was not judged.';
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

function fail(run: Run, error: unknown): void {
  run.ports.log.error('The run failed', error);
  run.stop(
    'failed',
    `Something went wrong inside Gavel: ${errorText(error)}. Nothing is lost; see the Gavel output and run the auction again.`,
  );
}
