/**
 * What the panel itself remembers over a reload: how the person left it, never what the host knows. It belongs to one
 * run; another run begins with nothing open.
 */
export interface UiState {
  readonly runId: string;
  /** Bidders whose whole plan is shown. */
  readonly expanded: readonly string[];
  /** Bidders whose jury reasons are shown. */
  readonly reasons: readonly string[];
  /** Edited plans by bidder id; kept when the editor closes. */
  readonly drafts: Readonly<Record<string, string>>;
  /** The bidder whose plan is being edited; empty when none. */
  readonly editing: string;
  readonly allSteps: boolean;
  /** Pixels from the top. */
  readonly scroll: number;
}

/** The state of a run in which nothing was touched yet. */
export function freshUiState(runId: string): UiState {
  return { runId, expanded: [], reasons: [], drafts: {}, editing: '', allSteps: false, scroll: 0 };
}

/** Reads what an earlier life of the panel saved; anything unexpected counts as not saved. */
export function readUiState(saved: unknown): UiState {
  if (!isRecord(saved) || typeof saved['runId'] !== 'string') return freshUiState('');
  return {
    runId: saved['runId'],
    expanded: texts(saved['expanded']),
    reasons: texts(saved['reasons']),
    drafts: textRecord(saved['drafts']),
    editing: typeof saved['editing'] === 'string' ? saved['editing'] : '',
    allSteps: saved['allSteps'] === true,
    scroll: typeof saved['scroll'] === 'number' ? saved['scroll'] : 0,
  };
}

/** The list without `id` if it was there, else with it. */
export function toggled(ids: readonly string[], id: string): readonly string[] {
  return ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];
}

function textRecord(value: unknown): Readonly<Record<string, string>> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
