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
  const said = note !== '' && (state === 'failed' || state === 'skipped');
  return { label: `$(${icons[state]}) ${title}`, detail: said ? note : ended };
}

const endWords: Readonly<Record<string, string>> = {
  accepted: 'changes accepted',
  rejected: 'changes rejected',
  noSale: 'no sale',
  cancelled: 'cancelled',
  failed: 'the auction failed',
};

/** The question after a task that the person left. */
export function queueQuestion({ title, state }: QueueRow, waiting: number): string {
  const what = state === 'skipped' ? 'was left out' : 'was cancelled';
  return `${title} ${what}. ${waiting === 1 ? 'One task waits' : `${waiting} tasks wait`} in the queue.`;
}

/** After a reload: what had not begun. */
export function queueLost(titles: readonly string[]): string {
  const shown = titles.slice(0, 5).join(', ') + (titles.length > 5 ? ` and ${titles.length - 5} more` : '');
  return `The window was closed while tasks waited in the queue. Not auctioned: ${shown}. Choose them again to go on.`;
}

/** What came of the whole queue, in one sentence. */
export function queueSummary(rows: readonly QueueRow[]): string {
  const accepted = rows.filter(({ state, note }) => state === 'done' && note === 'accepted').length;
  const failed = rows.filter(({ state, note }) => state === 'failed' || (state === 'done' && note === 'failed'));
  const skipped = rows.filter(({ state }) => state === 'skipped' || state === 'stopped').length;
  const counts = [
    `${accepted} of ${rows.length} ended with accepted changes`,
    ...(failed.length > 0 ? [`${failed.length} failed`] : []),
    ...(skipped > 0 ? [`${skipped} ${skipped === 1 ? 'was' : 'were'} left out`] : []),
  ].join(', ');
  const [first] = failed;
  return `The queue is through: ${counts}.${first === undefined ? '' : ` ${first.title}: ${first.note}`}`;
}
