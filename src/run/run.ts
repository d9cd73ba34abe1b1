import { isWaiting, planOf, validBids } from '../auction/auctionState';
import type { MarketEvent } from '../auction/events';
import { type Disposable, DisposableStore } from '../base/disposables';
import type { Flow } from './flow';
import type { RunEnd, RunEvent } from './runEvents';
import type { RunPorts } from './runPorts';
import type { RunRequest } from './runRequest';
import { awardIsOpen, initialRun, reduceRun, type RunState } from './runState';

/** Hears every event with the state it led to. */
export type RunListener = (state: RunState, event: RunEvent) => void;

/** The state, the listeners and the one way to end; the order of things is in `play`. */
export class Run implements Flow {
  private current = initialRun;
  private readonly listeners = new Set<RunListener>();
  private readonly controller = new AbortController();
  private readonly cleanup = new DisposableStore();
  private readonly unclaimedCosts = new Map<string, number>();
  private ending: { readonly end: RunEnd; readonly message: string } | undefined;

  constructor(
    readonly request: RunRequest,
    readonly ports: RunPorts,
  ) {}

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** True once the run was cancelled or had to stop. */
  stopped(): boolean {
    return this.controller.signal.aborted;
  }

  state(): RunState {
    return this.current;
  }

  dispatch(event: RunEvent): void {
    if (event.type === 'costBooked') {
      this.unclaimedCosts.set(event.bidderId, (this.unclaimedCosts.get(event.bidderId) ?? 0) + event.usd);
    }
    this.current = reduceRun(this.current, event);
    for (const listener of this.listeners) {
      try {
        listener(this.current, event);
      } catch (error) {
        this.ports.log.error('A reader of the run failed', error);
      }
    }
  }

  market(event: MarketEvent): void {
    this.dispatch({ type: 'market', event });
  }

  takeCost(bidderId: string): number | undefined {
    const cost = this.unclaimedCosts.get(bidderId);
    this.unclaimedCosts.delete(bidderId);
    return cost;
  }

  subscribe(listener: RunListener): Disposable {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }

  award(bidderId: string, plan?: string): boolean {
    const bid = validBids(this.current.auction).find((candidate) => candidate.bidderId === bidderId);
    const known = bid !== undefined || isWaiting(this.current.auction, bidderId);
    if (!awardIsOpen(this.current) || !known || this.signal.aborted) return false;
    const own = planOf(this.current.auction, bidderId);
    const edited = plan !== undefined && plan.trim() !== '' && plan.trim() !== own;
    this.dispatch({
      type: 'awarded',
      bidderId,
      plan: edited ? plan.trim() : own,
      planEdited: edited,
      automatic: false,
    });
    return true;
  }

  stop(end: RunEnd, message: string): void {
    if (this.current.phase === 'done') return;
    this.ending ??= { end, message };
    this.controller.abort();
  }

  onEnd(action: () => void): void {
    this.cleanup.add({ dispose: action });
  }

  /** The way the run was stopped, or `fallback` when nothing stopped it. */
  end(canUndo: boolean, fallback: { readonly end: RunEnd; readonly message: string }): void {
    const { end, message } = this.ending ?? fallback;
    this.dispatch({ type: 'ended', end, message, canUndo });
    this.cleanup.dispose();
  }
}
