import { visibleText } from '../base/visibleText';
import type { ChangeFlag } from '../review/change';
import { type RunState, totalCostUsd } from '../run/runState';
import type { CheckResult } from '../sandbox/check';
import type { EndModel, ReviewModel, TaskModel, WorkModel } from './protocol';

const flagWords: Readonly<Record<ChangeFlag, string>> = {
  sensitive: 'sensitive: accept it by itself',
  testChanged: 'test changed',
  runsCode: 'runs code',
  binary: 'binary',
  hiddenText: 'hidden characters: accept it by itself',
};

/** The check's run on the untouched copy. */
export function baselineModel(state: RunState): TaskModel['baseline'] {
  const { task, baseline, baselineRunning } = state;
  if (task.check === undefined) return { state: 'none', text: 'no check: the result will be unchecked' };
  if (baselineRunning) return { state: 'running', text: 'running the check before any work' };
  if (baseline === undefined) return { state: 'waiting', text: 'the check runs once the copy is made' };
  if (baseline.verdict === 'passed') return { state: 'passed', text: 'passes before any work' };
  if (baseline.verdict === 'failed') return { state: 'failed', text: 'fails before any work' };
  return { state: 'broken', text: baseline.message };
}

/** The winner at work; null before the award. */
export function workModel(state: RunState): WorkModel | null {
  const attempt = state.attempts.at(-1);
  if (attempt === undefined) return null;
  const name = state.auction.bidders.find(({ id }) => id === attempt.bidderId)?.name ?? attempt.bidderId;
  return {
    bidderName: visibleText(name),
    attempt: state.attempts.length,
    steps: attempt.steps.map(({ title, detail, ok }) => ({
      title: visibleText(title),
      detail: visibleText(detail),
      state: ok ? 'ok' : 'failed',
    })),
    now: now(state),
    check: checkModel(attempt.check, attempt.checkRunning),
    spentUsd: totalCostUsd(state),
    capUsd: state.capUsd,
  };
}

function now(state: RunState): string {
  if (state.phase === 'working') return 'working in the sandbox';
  return state.phase === 'checking' ? 'checking the result' : '';
}

function checkModel(check: CheckResult | undefined, running: boolean): WorkModel['check'] {
  if (running) return { state: 'running', text: 'running' };
  if (check === undefined) return { state: 'none', text: '' };
  if (check.verdict === 'passed') return { state: 'passed', text: check.message };
  return { state: check.verdict === 'failed' ? 'failed' : 'broken', text: check.message };
}

/** The proposal as files; null before there is one. */
export function reviewModel(state: RunState): ReviewModel | null {
  if (state.changes.length === 0) return null;
  return {
    files: state.changes.map(({ change, decision, note }) => ({
      path: visibleText(change.path),
      kind: change.kind,
      additions: change.additions,
      deletions: change.deletions,
      decision,
      note: visibleText(note),
      flags: change.flags.map((flag) => flagWords[flag]),
    })),
    openCount: state.changes.filter(({ decision }) => decision === 'open' || decision === 'refused').length,
    checked: state.attempts.at(-1)?.check?.verdict === 'passed',
  };
}

/** How the run ended; null while it runs. */
export function endModel({ end }: RunState): EndModel | null {
  return end === undefined ? null : { state: end.state, text: visibleText(end.message), canUndo: end.canUndo };
}
