import type { FromPanel, PanelModel } from '../../src/views/protocol';
import type { UiState } from './uiState';

/** What every component gets: the host's model, the panel's own state, and the two things a person can cause. */
export interface PanelContext {
  readonly panel: PanelModel;
  readonly ui: UiState;
  post(message: FromPanel): void;
  /** Changes the panel's own state, saves it and draws again. */
  update(change: Partial<UiState>): void;
  /** Opens the plan of this bid for editing and puts the keyboard there; an empty id closes the editor. */
  edit(bidderId: string): void;
  /** Keeps a plan draft as it is typed. */
  draft(bidderId: string, plan: string): void;
}
