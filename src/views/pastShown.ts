import type { PanelModel } from './protocol';

/**
 * A past auction in the place of the live one: until it is closed, another is opened, or the live one moves on to where
 * it may need the person. Its run id is made another one, so that nothing meant for it can reach a live run.
 */
export class PastShown {
  private shown: { readonly panel: PanelModel; readonly over: string } | undefined;

  /** Shows `past` in the place of `live`. */
  open(past: PanelModel, live: PanelModel): void {
    this.shown = { panel: { ...past, runId: `past:${past.runId}` }, over: placeOf(live) };
  }

  close(): void {
    this.shown = undefined;
  }

  /** What is to be seen now. */
  instead(live: PanelModel): PanelModel {
    if (this.shown?.over !== placeOf(live)) this.shown = undefined;
    if (this.shown === undefined) return live;
    const { panel } = this.shown;
    const running = live.phase !== 'idle' && live.phase !== 'done';
    return panel.past === null ? panel : { ...panel, past: { ...panel.past, running } };
  }
}

function placeOf({ runId, phase }: PanelModel): string {
  return `${phase} ${runId}`;
}
