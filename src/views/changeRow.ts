import { assertNever } from '../base/assertNever';
import { visibleText } from '../base/visibleText';
import type { ChangeFlag } from '../review/change';
import type { ReviewedChange } from '../run/reviewedChange';

/** A row of the Changes view: a file, or one of its hunks by index. */
export interface ChangeRow {
  readonly path: string;
  readonly hunk?: number;
}

/** What a flag is called in a row. */
export function flagWord(flag: ChangeFlag): string {
  switch (flag) {
    case 'sensitive':
      return 'sensitive';
    case 'hiddenText':
      return 'hidden characters';
    case 'lookalike':
      return 'look-alike letters';
    case 'runsCode':
      return 'runs code';
    case 'testChanged':
      return 'test changed';
    case 'outsidePlan':
      return 'outside the plan';
    case 'binary':
      return 'binary';
    default:
      return assertNever(flag);
  }
}

/** Why a flag matters, as one sentence. */
export function flagReason(flag: ChangeFlag): string {
  switch (flag) {
    case 'sensitive':
      return 'Sensitive: it can make an editor, a hook, a CI or an agent run something. Accept it on its own.';
    case 'hiddenText':
      return 'Hidden characters: an added line holds characters that cannot be seen or that turn text around. Accept it on its own.';
    case 'lookalike':
      return 'Look-alike letters: an added name uses letters of another script that pass for Latin ones. Accept it on its own.';
    case 'runsCode':
      return 'Runs code: a tool executes this file, or it decides what is executed.';
    case 'testChanged':
      return 'Test changed: a test, its data or its runner’s settings.';
    case 'outsidePlan':
      return 'Outside the plan: neither the winning plan nor the task names this file.';
    case 'binary':
      return 'Binary: there is no diff by lines.';
    default:
      return assertNever(flag);
  }
}

/** Up to two letters for the badge of a file, the weightiest flag first; undefined without one worth a badge. */
export function badgeOf(flags: readonly ChangeFlag[]): string | undefined {
  const letters: Partial<Record<ChangeFlag, string>> = {
    sensitive: 'S',
    hiddenText: '!',
    lookalike: '!',
    runsCode: 'R',
    testChanged: 'T',
    outsidePlan: 'P',
  };
  const worn = [...new Set(flags.flatMap((flag) => letters[flag] ?? []))];
  return worn.length === 0 ? undefined : worn.slice(0, 2).join('');
}

/** What stands beside a file's name. */
export function fileDescription({ change, decision, units }: ReviewedChange): string {
  const slash = change.path.lastIndexOf('/');
  const taken = units.filter((unit) => unit.decision === 'accepted').length;
  const partly = taken > 0 && taken < units.length ? `${taken} of ${units.length} hunks accepted` : '';
  const words = { open: '', accepted: 'accepted', rejected: 'rejected', refused: 'not applied' }[decision];
  const counts = change.additions + change.deletions === 0 ? '' : `+${change.additions} −${change.deletions}`;
  return joined(
    visibleText(change.path.slice(0, Math.max(0, slash))),
    counts,
    partly === '' || decision === 'refused' ? words : '',
    partly,
    ...change.flags.map(flagWord),
  );
}

/** A hunk's first line that says something, as its label, and its place. */
export function hunkText(
  { change, units }: ReviewedChange,
  index: number,
): { readonly label: string; readonly description: string } {
  const hunk = change.hunks[index];
  const decision = units[index]?.decision ?? 'open';
  if (hunk === undefined) return { label: '', description: '' };
  const lines = [...hunk.added, ...hunk.removed];
  const shown = visibleText((lines.find((line) => /[\p{L}\p{N}]/u.test(line)) ?? lines[0] ?? '').trim());
  return {
    label: shown === '' ? '(blank lines)' : shown.slice(0, 120),
    description: joined(
      `line ${hunk.newStart}`,
      `+${hunk.added.length} −${hunk.removed.length}`,
      decision === 'open' ? '' : decision,
    ),
  };
}

/** What a screen reader says of a row. */
export function spokenRow(reviewed: ReviewedChange, hunk: number | undefined): string {
  const { change, decision, note } = reviewed;
  if (hunk === undefined) {
    const words = decision === 'open' ? 'not decided' : decision;
    return [visibleText(change.path), change.kind, words, ...change.flags.map(flagReason), visibleText(note)]
      .filter((part) => part !== '')
      .join(', ');
  }
  const { label, description } = hunkText(reviewed, hunk);
  return `Hunk ${hunk + 1} of ${change.hunks.length}, ${description}: ${label}`;
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' · ');
}
