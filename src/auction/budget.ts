/** Money of one task, in USD. Immutable: every move returns a new budget. Reserve before a call, settle after it. */
export interface Budget {
  /** 0 means no cap. */
  readonly capUsd: number;
  readonly spentUsd: number;
  readonly reservedUsd: number;
}

export function newBudget(capUsd: number): Budget {
  return { capUsd: Number.isFinite(capUsd) && capUsd > 0 ? capUsd : 0, spentUsd: 0, reservedUsd: 0 };
}

/** The budget with `amountUsd` held back, or `undefined` when the cap could then be broken. */
export function reserve(budget: Budget, amountUsd: number): Budget | undefined {
  if (!Number.isFinite(amountUsd) || amountUsd < 0) return undefined;
  const total = budget.spentUsd + budget.reservedUsd + amountUsd;
  if (budget.capUsd > 0 && total > budget.capUsd) return undefined;
  return { ...budget, reservedUsd: budget.reservedUsd + amountUsd };
}

/** Turns a reservation into what was really spent. An unknown cost is booked as the whole reservation: never too little. */
export function settle(budget: Budget, reservedUsd: number, actualUsd: number | undefined): Budget {
  const spent = actualUsd !== undefined && Number.isFinite(actualUsd) && actualUsd >= 0 ? actualUsd : reservedUsd;
  return {
    ...budget,
    reservedUsd: Math.max(0, budget.reservedUsd - reservedUsd),
    spentUsd: budget.spentUsd + spent,
  };
}
