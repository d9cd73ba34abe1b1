import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { AuctionRequest, AuctionResult } from '../../../api/gavel';
import type { ReviewedChange } from '../../../src/run/reviewedChange';
import type { RunEvent } from '../../../src/run/runEvents';
import { gavelApi } from './gavel';

type Of<T extends RunEvent['type']> = Extract<RunEvent, { readonly type: T }>;

/** An auction asked for through the API, with the events it reported so far. */
export class HostAuction {
  readonly events: RunEvent[] = [];
  readonly result: Promise<AuctionResult>;
  private readonly listeners = new Set<() => void>();

  private constructor(start: (onEvent: (event: RunEvent) => void) => Promise<AuctionResult>) {
    this.result = start((event) => {
      this.events.push(event);
      for (const listener of this.listeners) listener();
    });
    this.result.catch(() => undefined);
  }

  /** Asks for the auction and confirms the check that is offered first, as a person does with Enter. */
  static async start(request: AuctionRequest, signal?: AbortSignal): Promise<HostAuction> {
    const auction = await HostAuction.ask(request, signal);
    await confirmQuickPick(auction.happened('runStarted'));
    return auction;
  }

  /** Asks for the auction; the question for the check stays open. */
  static async ask(request: AuctionRequest, signal?: AbortSignal): Promise<HostAuction> {
    const api = await gavelApi();
    return new HostAuction((onEvent) =>
      api.auctionTask(request, { onEvent: (event) => onEvent(event as RunEvent), ...(signal && { signal }) }),
    );
  }

  /** Starts, awards to the winner by the command, and waits for the proposal. */
  static async proposed(request: AuctionRequest): Promise<HostAuction> {
    const auction = await HostAuction.start(request);
    await auction.judged();
    await vscode.commands.executeCommand('gavel.award');
    await auction.happened('proposed');
    return auction;
  }

  async judged(): Promise<void> {
    await this.until((event) => event.type === 'market' && event.event.type === 'settled');
  }

  /** The first event of a type; fails when the auction ends without it. */
  async happened<T extends RunEvent['type']>(type: T): Promise<Of<T>> {
    return (await this.until((event) => event.type === type)) as Of<T>;
  }

  /** What became of a file so far, from the events alone. */
  decisionOn(path: string): ReviewedChange['decision'] | undefined {
    const decisions = this.events.flatMap((event) => (event.type === 'decided' ? event.decisions : []));
    const last = decisions.findLast((decision) => ('outcome' in decision ? decision.outcome : decision).path === path);
    if (last === undefined) return undefined;
    return 'decision' in last ? last.decision : last.outcome.kind === 'applied' ? 'accepted' : 'refused';
  }

  /** The sentence that goes with the last decision about a file. */
  noteOn(path: string): string {
    const outcomes = this.events
      .flatMap((event) => (event.type === 'decided' ? event.decisions : []))
      .flatMap((decision) => ('outcome' in decision && decision.outcome.path === path ? [decision.outcome] : []));
    const last = outcomes.at(-1);
    return last === undefined ? '' : last.kind === 'applied' ? (last.note ?? '') : last.reason;
  }

  private until(wanted: (event: RunEvent) => boolean): Promise<RunEvent> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = this.events.find(wanted);
        if (found === undefined) return;
        this.listeners.delete(look);
        resolve(found);
      };
      this.listeners.add(look);
      look();
      this.result.then(({ state }) => reject(new Error(`The auction ended before that: ${state}.`)), reject);
    });
  }
}

/** Presses Enter in the quick pick that is about to open, until `done` settles: nothing tells a test that it is drawn. */
export async function confirmQuickPick(done: Promise<unknown>): Promise<void> {
  const pressing = new AbortController();
  done.catch(() => undefined).finally(() => pressing.abort());
  const ended = once(pressing.signal, 'abort');
  while (!pressing.signal.aborted) {
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await Promise.race([ended, pause(100)]);
  }
  await done;
}
