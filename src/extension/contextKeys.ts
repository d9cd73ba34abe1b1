import * as vscode from 'vscode';
import { needsOwnAccept } from '../review/change';
import type { ReviewedChange } from '../run/reviewedChange';
import { awardIsOpen, mayRecheck, type RunState } from '../run/runState';
import type { RunKey } from './contextKeyNames';

/** The value of every key for a run, or for none, and for the check in the terminal. */
export function contextValues(state: RunState | undefined, checkRunning: boolean): Readonly<Record<RunKey, boolean>> {
  const done = state === undefined || state.phase === 'done';
  return {
    canAward: state !== undefined && awardIsOpen(state),
    canRerun: state !== undefined && done,
    running: !done,
    hasChanges: (state?.changes.length ?? 0) > 0,
    reviewing: state?.phase === 'reviewing',
    someUnchecked: state?.phase === 'reviewing' && state.changes.some(isPartlyUnchecked),
    canCommit: state?.end?.state === 'accepted' && state.end.canUndo,
    canRecheck: state !== undefined && mayRecheck(state) && !checkRunning,
    checkRunning,
  };
}

/** Something that a bulk accept could take was left out by the person. */
function isPartlyUnchecked({ change, units }: ReviewedChange): boolean {
  return !needsOwnAccept(change) && units.some(({ decision, checked }) => decision === 'open' && !checked);
}

/** Keeps VS Code's context keys in step; only changes are sent. */
export function contextKeys(): (state: RunState | undefined, checkRunning: boolean) => void {
  const sent = new Map<string, boolean>();
  return (state, checkRunning) => {
    for (const [key, value] of Object.entries(contextValues(state, checkRunning))) {
      if (sent.get(key) === value) continue;
      sent.set(key, value);
      void vscode.commands.executeCommand('setContext', `gavel.${key}`, value);
    }
  };
}
