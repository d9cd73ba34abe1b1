import { visibleText } from '../base/visibleText';
import type { ChangeFlag } from '../review/change';
import { type Attempt, mayChoose, type RunState, totalCostUsd, workCostUsd } from '../run/runState';
import type { CheckResult } from '../sandbox/check';
import type { CopyProgress } from '../sandbox/sandboxTree';
import { counted } from './panelWords';
import type { AttemptModel, EndModel, ReviewModel, TaskModel, WorkModel } from './protocol';

const flagWords: Readonly<Record<ChangeFlag, string>> = {
  sensitive: 'sensitive: accept it by itself',
  hiddenText: 'hidden characters: accept it by itself',
  lookalike: 'look-alike letters: accept it by itself',
  runsCode: 'runs code',
  testChanged: 'test changed',
  outsidePlan: 'outside the plan',
  binary: 'binary',
};

/** The check's run on the untouched copy. */
export function baselineModel(state: RunState): TaskModel['baseline'] {
  const { task, copy, baseline, baselineRunning } = state;
  if (copy !== undefined) return { state: 'copying', text: copyText(copy) };
  if (task.check === undefined) return { state: 'none', text: 'no check: the result will be unchecked' };
  if (baselineRunning) return { state: 'running', text: 'running the check before any work' };
  if (baseline === undefined) return { state: 'waiting', text: 'the check runs once the copy is made' };
  if (baseline.verdict === 'passed') return { state: 'passed', text: `passes before any work${testCount(baseline)}` };
  if (baseline.verdict === 'failed') return { state: 'failed', text: `fails before any work${testCount(baseline)}` };
  return { state: 'broken', text: baseline.message };
}

function copyText({ copiedFiles, totalFiles }: CopyProgress): string {
  const [copied, total] = [copiedFiles, totalFiles].map((count) => count.toLocaleString('en'));
  return `copying the workspace: ${copied} of ${total} files`;
}

/** How many tests that was, where their runner said so. */
function testCount({ counts }: CheckResult): string {
  if (counts === undefined || counts.passed + counts.failed === 0) return '';
  const total = counted(counts.passed + counts.failed, 'test');
  return counts.failed === 0 ? `: ${total}` : `: ${counts.failed} of ${total}`;
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
    check: checkModel(attempt, state.baseline),
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

function checkModel(
  { check, checkRunning, originals }: Attempt,
  baseline: CheckResult | undefined,
): WorkModel['check'] {
  if (checkRunning) return { state: 'running', text: 'running' };
  if (check === undefined) return { state: 'none', text: '' };
  const state = check.verdict === 'passed' || check.verdict === 'failed' ? check.verdict : 'broken';
  const text = check.message + fewerTests(baseline, check);
  if (originals === undefined) return { state, text };
  const tests =
    originals.paths.length === 1 ? 'a test file or test setting' : `${originals.paths.length} test files or settings`;
  const honest = originals.check.verdict === 'passed' ? state : state === 'passed' ? 'broken' : state;
  return { state: honest, text: `${text} It changed ${tests}. With the original ones: ${originals.check.message}` };
}

/** Tests that are gone are no passed tests. */
function fewerTests(baseline: CheckResult | undefined, check: CheckResult): string {
  if (baseline?.counts === undefined || check.counts === undefined) return '';
  const [before, after] = [baseline.counts, check.counts].map(({ passed, failed }) => passed + failed);
  return before === undefined || after === undefined || after >= before
    ? ''
    : ` ${before} tests ran before, ${after} now.`;
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
    checked: isGreen(state.attempts[state.reviewed]),
  };
}

/** Green with the tests as they were, not only with those the agent left. */
function isGreen(attempt: Attempt | undefined): boolean {
  return attempt?.check?.verdict === 'passed' && (attempt.originals?.check.verdict ?? 'passed') === 'passed';
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
