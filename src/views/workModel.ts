import { visibleText } from '../base/visibleText';
import type { ChangeFlag } from '../review/change';
import { mayChoose, type RunState, totalCostUsd, workCostUsd } from '../run/runState';
import type { CheckResult } from '../sandbox/check';
import type { AttemptModel, EndModel, ReviewModel, TaskModel, WorkModel } from './protocol';

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
  return {
    bidderName: bidderName(state, attempt.bidderId),
    attempt: state.attempts.length,
    earlier: state.attempts.slice(0, -1).map((_, index) => attemptModel(state, index)),
    stopReason: visibleText(state.reawardStop ?? ''),
    steps: attempt.steps.map(({ title, detail, ok }) => ({
      title: visibleText(title),
      detail: visibleText(detail),
      state: ok ? 'ok' : 'failed',
    })),
    now: now(state),
    check: checkModel(attempt.check, attempt.checkRunning),
    spentUsd: totalCostUsd(state),
    capUsd: state.caps.task ?? 0,
  };
}

function bidderName({ auction }: RunState, bidderId: string): string {
  return visibleText(auction.bidders.find(({ id }) => id === bidderId)?.name ?? bidderId);
}

function attemptModel(state: RunState, index: number): AttemptModel {
  const attempt = state.attempts[index];
  const bidderId = attempt?.bidderId ?? '';
  const changed = (attempt?.changes?.length ?? 0) > 0;
  return {
    number: index + 1,
    bidderName: bidderName(state, bidderId),
    text: attempt?.check?.message ?? (changed ? 'unchecked' : (attempt?.agentMessage ?? '')),
    costUsd: workCostUsd(state, bidderId),
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
    attempt: state.reviewed + 1,
    choices: choices(state),
    checked: state.attempts[state.reviewed]?.check?.verdict === 'passed',
  };
}

/** Attempts a person may turn to; none when there is nothing to choose. */
function choices(state: RunState): readonly AttemptModel[] {
  const open = state.attempts.flatMap((_, index) => (mayChoose(state, index) ? [attemptModel(state, index)] : []));
  return open.length > 1 ? open : [];
}

/** How the run ended; null while it runs. */
export function endModel({ end }: RunState): EndModel | null {
  return end === undefined ? null : { state: end.state, text: visibleText(end.message), canUndo: end.canUndo };
}
