import { setImmediate as othersTurn } from 'node:timers/promises';
import { type EditBlock, type EditResult, editSteps } from './editBlocks';
import type { EditContext } from './guards';

/** Ours: how long blocks are applied before others get their turn, in milliseconds. */
const turnMs = 10;

/**
 * Applies blocks to a file as `applyEditBlocks` does, giving way to the event loop between them: fifty blocks in a large
 * file must not hold up the editor. Undefined when it was stopped.
 */
export async function editInTurns(
  text: string,
  blocks: readonly EditBlock[],
  context: EditContext,
  signal: AbortSignal,
): Promise<EditResult | undefined> {
  const steps = editSteps(text, blocks, context);
  let beganMs = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() - beganMs < turnMs) continue;
    await othersTurn();
    if (signal.aborted) return undefined;
    beganMs = performance.now();
  }
}
