import type { QueueRow } from '../run/taskQueue';

const icons: Readonly<Record<QueueRow['state'], string>> = {
  waiting: 'clock',
  running: 'play',
  done: 'check',
  skipped: 'debug-step-over',
  failed: 'error',
  stopped: 'circle-slash',
};

const states: Readonly<Record<QueueRow['state'], string>> = {
  waiting: 'waits',
  running: 'at auction now',
  done: 'done',
  skipped: 'skipped',
  failed: 'failed',
  stopped: 'stopped before it began',
};

/** `2 of 5`: which one is at auction. */
export function queuePosition(rows: readonly QueueRow[]): string {
  const begun = rows.filter(({ state }) => state !== 'waiting').length;
  return `${Math.max(1, begun)} of ${rows.length}`;
}

/** A row in words, with its icon. */
export function queueRowText({ title, state, note }: QueueRow): { readonly label: string; readonly detail: string } {
  const ended = state === 'done' && note !== '' ? `${states.done}: ${endWords[note] ?? note}` : states[state];
  return { label: `$(${icons[state]}) ${title}`, detail: state === 'failed' ? note : ended };
}

const endWords: Readonly<Record<string, string>> = {
  accepted: 'changes accepted',
  rejected: 'changes rejected',
  noSale: 'no sale',
  cancelled: 'cancelled',
  failed: 'the auction failed',
};

/** What came of the whole queue, in one sentence. */
export function queueSummary(rows: readonly QueueRow[]): string {
  const accepted = rows.filter(({ state, note }) => state === 'done' && note === 'accepted').length;
  const failed = rows.filter(({ state, note }) => state === 'failed' || (state === 'done' && note === 'failed'));
  const skipped = rows.filter(({ state }) => state === 'skipped' || state === 'stopped').length;
  const counts = [
    `${accepted} of ${rows.length} ended with accepted changes`,
    ...(failed.length > 0 ? [`${failed.length} failed`] : []),
    ...(skipped > 0 ? [`${skipped} were left out`] : []),
  ].join(', ');
  const [first] = failed;
  return `The queue is through: ${counts}.${first === undefined ? '' : ` ${first.title}: ${first.note}`}`;
}
