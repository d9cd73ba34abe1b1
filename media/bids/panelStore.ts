import type { PanelModel, PanelPatch } from '../../src/views/protocol';

const emptyPanel: PanelModel = {
  runId: '',
  phase: 'idle',
  practice: false,
  task: null,
  past: null,
  notice: null,
  award: null,
  cards: {},
  order: [],
  work: null,
  review: null,
  end: null,
  footer: [],
};

/** What a patch did: shown, already known, waiting for a snapshot, or proof that a message was lost. */
export type PatchOutcome = 'changed' | 'stale' | 'waiting' | 'gap';

/** The panel's copy of the host's model, kept whole by sequence numbers. It invents nothing of its own. */
export class PanelStore {
  #panel = emptyPanel;
  #sequence: number | undefined;

  get panel(): PanelModel {
    return this.#panel;
  }

  /** False until the first snapshot, and again after a gap. */
  get current(): boolean {
    return this.#sequence !== undefined;
  }

  /** Replaces everything; numbering goes on from this snapshot. */
  applySnapshot(sequence: number, panel: PanelModel): void {
    this.#panel = panel;
    this.#sequence = sequence;
  }

  /** Merges a patch if it is the next one. After `gap`, patches are `waiting` until a snapshot comes. */
  applyPatch(sequence: number, patch: PanelPatch): PatchOutcome {
    if (this.#sequence === undefined) return 'waiting';
    if (sequence <= this.#sequence) return 'stale';
    if (sequence !== this.#sequence + 1) {
      this.#sequence = undefined;
      return 'gap';
    }
    this.#sequence = sequence;
    this.#panel = merged(this.#panel, patch);
    return 'changed';
  }
}

function merged(panel: PanelModel, patch: PanelPatch): PanelModel {
  // Bidder ids repeat from run to run, so the cards of another run must not shine through.
  const otherRun = patch.runId !== undefined && patch.runId !== panel.runId;
  const cards = { ...(otherRun ? {} : panel.cards), ...patch.cards };
  return { ...panel, ...patch, cards };
}
