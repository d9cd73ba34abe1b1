import { buildTaskText, contextBudget } from '../agent/context';
import { planOf, validBids } from '../auction/auctionState';
import { expectedOverhead } from '../auction/overhead';
import { waitingBidders } from '../auction/invite';
import { refinementPairs } from '../auction/pastPlans';
import { costScale } from '../auction/profile';
import type { AwardDecision } from '../auction/rule';
import { countTokens } from '../auction/tokens';
import type { Disposable } from '../base/disposables';
import { errorText } from '../base/errorText';
import type { ModelPort } from '../models/modelPort';
import type { CheckResult } from '../sandbox/check';
import { noGrant } from '../sandbox/checkGrant';
import { callJury } from './callJury';
import { carryOut } from './carryOut';
import { collectBids } from './collectBids';
import { ruling } from './economics';
import { aborted } from './flow';
import { meteredModels } from './meteredModels';
import { type MoneyGate, moneyGate } from './moneyGate';
import { type RecheckDesk, recheckDesk } from './recheck';
import { refineBids } from './refineBids';
import { recordOutcome } from './recordOutcome';
import { type Review, reviewDesk } from './review';
import { Run, type RunListener } from './run';
import type { RunEnd } from './runEvents';
import type { RunPorts } from './runPorts';
import type { RunRequest } from './runRequest';
import { acceptedCount, awardIsOpen, mayChoose, type RunState } from './runState';
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
  /** Ends the run in any phase; an accept under way is finished first, and nothing else in the workspace changes. */
  cancel(): void;
  /** Runs the check again on the proposal under review, and settles with the result; `undefined` when that cannot be. */
  recheck(): Promise<CheckResult | undefined>;
  /** Settles when the run is done and recorded; never rejects. */
  readonly finished: Promise<RunState>;
}

/** Starts the flow of one task and returns at once. */
export function startRun(request: RunRequest, ports: RunPorts): RunHandle {
  const run = new Run(request, ports);
  const desk = reviewDesk(run);
  const checks = recheckDesk(run);
  return {
    runId: request.runId,
    state: () => run.state(),
    subscribe: (listener) => run.subscribe(listener),
    award: (bidderId, plan) => run.award(bidderId, plan),
    noSale: () => {
      if (awardIsOpen(run.state())) run.stop('noSale', 'You closed the auction without an award. Nothing was changed.');
    },
    chooseAttempt: (attempt) => {
      if (desk.isBusy() || !mayChoose(run.state(), attempt)) return false;
      run.dispatch({ type: 'attemptChosen', attempt });
      return true;
    },
    cancel: () => {
      if (run.state().phase === 'reviewing') desk.cancel();
      else run.stop('cancelled', 'Cancelled. Nothing in your workspace was changed.');
    },
    accept: (chosen) => desk.accept(chosen),
    reject: (chosen) => {
      desk.reject(chosen);
    },
    check: (path, hunk, checked) => {
      desk.check(path, hunk, checked);
    },
    undo: (action) => desk.undo(action),
    recheck: () => checks.recheck(),
    // A tick later, so that whoever subscribes at once hears the first event too.
    finished: Promise.resolve().then(() => play(run, desk.decided, checks)),
  };
}

/** The whole flow: bidding beside copying, the jury, refinement, the award, the work, the review, the record. */
async function play(run: Run, reviewed: Promise<void>, checks: RecheckDesk): Promise<RunState> {
  let workshop: Workshop | undefined;
  try {
    begin(run);
    workshop = openWorkshop(run);
    checks.open(workshop);
    await sellAndWork(run, workshop, reviewed);
  } catch (error) {
    fail(run, error);
  }
  const accepted = acceptedCount(run.state());
  run.end(accepted > 0, accepted > 0 ? acceptedEnd(accepted) : rejectedEnd);
  await workshop?.close();
  await recordOutcome(run);
  return run.state();
}

async function sellAndWork(run: Run, workshop: Workshop, reviewed: Promise<void>): Promise<void> {
  const { request, ports } = run;
  const budget = contextBudget(request.invited.map(({ bidder }) => bidder));
  const files = await ports.listFiles();
  const sharedText = await buildTaskText(request.task, files, ports.readText, budget, ports.agent?.language);
  const gate = moneyGate(request.caps, ports.dayPurse, (event) => run.dispatch(event));
  const models = meteredModels(ports.models, gate);
  await sell(run, sharedText, models, gate);
  if (run.stopped() || !(await awarded(run))) return;
  await carryOut(run, workshop, sharedText, models);
  if (run.state().phase === 'reviewing') await Promise.race([reviewed, aborted(run.signal)]);
}

/** Decides who is asked for bids, and says before the first call when the auction would cost too much beside the work. */
function openMarket(run: Run, sharedTokens: number): readonly string[] {
  const { invite, economics, maxOverheadShare, profile, seed } = run.request;
  const bidders = run.request.invited.map(({ bidder }) => bidder);
  const wouldWait = waitingBidders('cheapest', { bidders, sharedTokens, taskValueUsd: economics.taskValueUsd });
  const waiting = invite === 'cheapest' ? wouldWait : [];
  run.market({ type: 'opened', bidders, profile, costScale: costScale(bidders), seed, waiting });
  const offersCheapest = wouldWait.length > waiting.length;
  const { notice } = expectedOverhead({
    bidders: bidders.filter(({ id }) => !waiting.includes(id)),
    sharedTokens,
    refinementPairs,
    expectedCostUsd: new Map(Object.entries(economics.expectedCostUsd)),
    maxShare: maxOverheadShare,
    canInviteFewer: offersCheapest,
  });
  if (notice !== undefined) run.dispatch({ type: 'noticed', text: notice, offersCheapest });
  return waiting;
}

/** Bids, first ballot, refinement, second ballot; afterwards the award is open, or the run is stopped. */
async function sell(run: Run, sharedText: string, models: ModelPort, gate: MoneyGate): Promise<void> {
  const waiting = openMarket(run, countTokens(sharedText));
  await collectBids(run, sharedText, models, waiting);
  const bids = validBids(run.state().auction);
  if (!run.stopped() && bids.length > 0) await callJury(run, sharedText, models, bids);
  if (run.stopped()) return;
  run.market({ type: 'judged' });
  await refineBids(run, sharedText, models, gate);
  if (!run.stopped()) run.market({ type: 'settled' });
}

function begin(run: Run): void {
  const { request, ports } = run;
  const { runId, task, practice, caps, economics, grant = noGrant } = request;
  const hosts = request.invited.map(
    ({ bidder, origin }) => [bidder.id, origin === undefined ? 'this machine' : new URL(origin).host] as const,
  );
  const { confinement } = ports;
  run.dispatch({
    type: 'runStarted',
    ...{ runId, task, practice, confinement, caps, economics, grant },
    hosts: Object.fromEntries(hosts),
  });
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

const rejectedEnd = { end: 'rejected', message: 'Rejected. Nothing in your workspace was changed.' } as const;

function acceptedEnd(count: number): { readonly end: RunEnd; readonly message: string } {
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
