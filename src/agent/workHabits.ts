import type { EditNote } from './edits/editForm';
import type { ProtocolKind } from './protocol';

/** How a model works best, as far as it has been seen. */
export interface WorkHabits {
  /** The protocol that worked; absent until one did. */
  readonly protocol?: ProtocolKind;
  /** Its edits, oldest first. */
  readonly edits: readonly EditNote[];
}

/** Nothing is known. */
export const noHabits: WorkHabits = { edits: [] };

/** Remembers habits by bidder id. Neither method throws; what cannot be kept is forgotten. */
export interface WorkHabitsPort {
  recall(bidderId: string): Promise<WorkHabits>;
  /** Adds what one attempt showed. */
  note(bidderId: string, learned: WorkHabits): Promise<void>;
}
