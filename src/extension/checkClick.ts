import { type CheckGrant, noGrant } from '../sandbox/checkGrant';
import type { Confinement } from '../sandbox/confinement';

/**
 * The check of one task with the click on it. The click is handed on from the question to the run and kept nowhere, so it
 * ends with the flow that asked, however that ends.
 */
export interface ClickedCheck {
  /** `undefined`: the task has none. */
  readonly check: readonly string[] | undefined;
  /** What the person allowed with a click on this very command, for this task; absent when nobody was asked. */
  readonly grant?: CheckGrant | undefined;
}

/** What the check of this task may have; `ask` is called, and may throw, where the click on an unconfined one is missing. */
export async function grantOf(
  { check, grant }: ClickedCheck,
  confinement: Confinement,
  ask: (check: readonly string[], reason: string) => Promise<void>,
): Promise<CheckGrant> {
  if (check === undefined) return noGrant;
  if (grant !== undefined) return grant;
  if (confinement.kind === 'unconfined') await ask(check, confinement.reason);
  return noGrant;
}
