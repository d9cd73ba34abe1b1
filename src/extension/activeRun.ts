import type * as vscode from 'vscode';
import type { Disposable } from '../base/disposables';
import { UserFacingError } from '../base/userFacingError';
import type { RunHandle } from '../run/startRun';
import type { ClickedCheck } from './checkClick';

/** A run with what its views need to know beyond its state. */
export interface ShownRun {
  readonly handle: RunHandle;
  readonly folder: vscode.WorkspaceFolder;
  /** Puts the same task to auction again; a check given, `undefined` included, takes the place of its own. */
  again(changed?: ClickedCheck): Promise<void>;
}

/** The window's one run: a new one may begin when the last is done. Readers hear of every event through `onChange`. */
export class ActiveRun implements Disposable {
  private shown: ShownRun | undefined;
  private subscription: Disposable | undefined;
  private readonly listeners = new Set<() => void>();

  private otherWindow = '';

  get current(): ShownRun | undefined {
    return this.shown;
  }

  /** Why the last task did not begin here: another window has it. Empty otherwise. */
  get elsewhere(): string {
    return this.otherWindow;
  }

  /** Shows that another window has the task asked for, in place of a run that is done. */
  sayElsewhere(message: string): void {
    this.assertFree();
    this.subscription?.dispose();
    this.shown = undefined;
    this.otherWindow = message;
    this.announce();
  }

  /** Throws when a run is not done yet: two runs would fight over one panel and one pair of eyes. */
  assertFree(): void {
    if (this.shown === undefined || this.shown.handle.state().phase === 'done') return;
    throw new UserFacingError(
      'An auction is still open: decide about it in the Bids panel or cancel it, then run this again.',
      {
        action: { title: 'Show Bids', command: 'gavel.showBids' },
      },
    );
  }

  show(run: ShownRun): void {
    this.assertFree();
    this.subscription?.dispose();
    this.shown = run;
    this.otherWindow = '';
    this.subscription = run.handle.subscribe(() => this.announce());
    this.announce();
  }

  onChange(listener: () => void): Disposable {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }

  /** The run a view talks about, unless the view is behind the times. */
  ifCurrent(runId: string): RunHandle | undefined {
    return this.shown?.handle.runId === runId ? this.shown.handle : undefined;
  }

  dispose(): void {
    this.shown?.handle.cancel();
    this.subscription?.dispose();
    this.listeners.clear();
  }

  private announce(): void {
    for (const listener of this.listeners) listener();
  }
}
