import { gainOverOrder, planAttempts, type StoppingProblem } from './stoppingRule';

/** Bids and verdicts that may be bought for a task. */
export interface PanelOffer<Panel> {
  readonly panel: Panel;
  /** USD of all its calls. */
  readonly costUsd: number;
  /** Past tasks as this panel's bids and verdicts show them. */
  readonly problems: readonly StoppingProblem[];
}

/**
 * The offer that leaves most when a task is worth `valueUsd`; `undefined` when asking nobody does. What a panel is worth is
 * what the rule would have gained on past tasks by knowing what the panel said: the value of what it then does, minus the value of what
 * it does for `unasked`, the same task without bids, both seen with the panel's eyes. That is never negative, and 0 for a
 * jury that has shown to say nothing. The earlier of equals. Ours.
 */
export function bestPanel<Panel>(
  offers: readonly PanelOffer<Panel>[],
  unasked: StoppingProblem,
  valueUsd: number,
): Panel | undefined {
  const money = { valueUsd, badWorkUsd: valueUsd / 2 };
  const usual = planAttempts({ ...unasked, ...money }).attempts.map(({ bidderId }) => bidderId);
  let best: Panel | undefined;
  let bestUsd = 0;
  for (const { panel, costUsd, problems } of offers) {
    const worthUsd = meanOf(problems.map((problem) => gainOverOrder({ ...problem, ...money }, usual))) - costUsd;
    if (worthUsd <= bestUsd) continue;
    best = panel;
    bestUsd = worthUsd;
  }
  return best;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
